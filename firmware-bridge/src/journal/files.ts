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
