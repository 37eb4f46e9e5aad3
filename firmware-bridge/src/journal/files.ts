import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes a new or renamed file's directory entry survive a power cut; fsync of the file alone does not (open(2), fsync(2)). */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** By shape, not by `instanceof`: errors of Node itself come from another realm when tests run in a vm context. */
export function isErrnoException(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
