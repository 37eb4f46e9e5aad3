import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the repository: the first folder above this file that holds the lockfile. */
export const ROOT: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package-lock.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('not inside the repository');
  return findRoot(parent);
}

/** The program of a package's `bin`, to be run with this process's own Node. */
export function packageBin(path: string): string {
  return join(ROOT, 'node_modules', path);
}
