import { isErrnoException } from '../../platform/index.ts';

/** The system's words about a device as the slug an operator is shown; the words themselves are in the log. */
export function portProblemOf(error: unknown): string {
  const words = wordsOf(error);
  if (/permission denied|EACCES|EPERM/i.test(words)) return 'no-permission';
  if (/no such|ENOENT|cannot find|path is gone/i.test(words)) return 'no-such-port';
  if (/lock|busy|EBUSY/i.test(words)) return 'port-busy';
  return 'unplugged';
}

/** What an error says, for the log. */
export function wordsOf(error: unknown): string {
  if (isErrnoException(error)) return `${error.code ?? ''} ${error.message}`.trim();
  return error instanceof Error ? error.message : String(error);
}
