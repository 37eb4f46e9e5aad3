import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { isErrnoException } from '../platform/index.ts';

/** A file that pairing keeps cannot be used; the message says what an operator must do. */
export class PairingFileError extends Error {
  override readonly name = 'PairingFileError';
}

/** The text of a file that only its owner may read; null when there is none. Throws PairingFileError for wider rights. */
export function readPrivateFile(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isErrnoException(error) && error.code === 'ENOENT') return null;
    throw new PairingFileError(`${path} cannot be opened`, { cause: error });
  }
  try {
    const { mode } = fstatSync(file);
    if ((mode & 0o077) !== 0) {
      throw new PairingFileError(
        `${path} can be read by others (mode ${(mode & 0o777).toString(8)}): run chmod 600 on it, and pair again if ` +
          'someone else may have read it',
      );
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Undefined when the text is no JSON: no schema accepts that. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Without the cause: its message quotes the text, which holds keys.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
