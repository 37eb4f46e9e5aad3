import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

/** Says that a folder is ours, so that --fresh can never empty somebody's home. */
const MARK = 'tapclock-data';

/** Where a start keeps everything. */
export interface DataFolder {
  dir: string;
  postgres: string;
  hub: string;
  bridge: string;
  logs: string;
}

/** Makes the folder, or checks that it is one of ours. Throws when it holds something else. */
export function openDataFolder(path: string, options: { fresh: boolean }): DataFolder {
  const dir = resolve(path);
  mkdirSync(dir, { recursive: true, mode: 0o711 });
  const entries = readdirSync(dir);
  if (entries.length > 0 && !entries.includes(MARK)) {
    throw new Error(`${dir} is not empty and was not made by npm start: choose another folder with --data`);
  }
  if (options.fresh)
    for (const entry of entries)
      if (entry !== MARK) rmSync(join(dir, entry), { recursive: true, force: true });
  writeFileSync(join(dir, MARK), 'Everything of one local Tapclock. Remove the folder to start over.\n');
  // Passable, not readable: as root the databases run as nobody and must reach their own folders in here.
  chmodSync(dir, 0o711);
  const folder = {
    dir,
    postgres: join(dir, 'postgres'),
    hub: join(dir, 'hub'),
    bridge: join(dir, 'bridge'),
    logs: join(dir, 'logs'),
  };
  for (const sub of [folder.hub, folder.bridge, folder.logs])
    mkdirSync(sub, { recursive: true, mode: 0o700 });
  return folder;
}

/** Writes a file that only its owner may read, whole or not at all. */
export function writePrivate(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}

/** A JSON file's content, or null when there is none. */
export function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** A secret kept in a file of its own, made on first use: 32 random bytes as hex. */
export function loadSecret(path: string): string {
  const kept: unknown = readJson(path);
  if (typeof kept === 'string' && /^[0-9a-f]{64}$/.test(kept)) return kept;
  const made = randomBytes(32).toString('hex');
  writePrivate(path, made);
  return made;
}
