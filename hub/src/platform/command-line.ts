/** Answers on standard output; the exit code comes back. */
export function print(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

/** Says on standard error what is wrong; the exit code comes back. */
export function complain(text: string, code: number): number {
  process.stderr.write(`${text.trimEnd()}\n`);
  return code;
}

/** What parseArgs throws (Node.js documentation, util.parseArgs). */
export function isParseError(error: unknown): error is TypeError {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** A file that cannot be read, by its path. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
