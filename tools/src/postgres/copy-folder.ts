import { chown, copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../error-code.ts';

/** Files a base backup leaves out (Postgres manual, "Making a Base Backup Using the Low Level API"). */
const SKIPPED_FILES =
  /^(postmaster\.(pid|opts)|pg_internal\.init.*|pgsql_tmp.*|tapclock\.conf|(standby|recovery)\.signal)$/;
/** Folders that must exist in the copy, but empty. */
const EMPTY_FOLDERS = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);

/** Copies a running server's data folder the way a base backup does; files that vanish meanwhile are left out. */
export async function copyDataFolder(
  from: string,
  to: string,
  owner: { uid: number; gid: number } | null,
): Promise<void> {
  await copyInto(from, to, owner, true);
  for (const folder of ['archive_status', 'summaries']) await makeFolder(join(to, 'pg_wal', folder), owner);
}

async function copyInto(
  from: string,
  to: string,
  owner: { uid: number; gid: number } | null,
  top: boolean,
): Promise<void> {
  await makeFolder(to, owner);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (SKIPPED_FILES.test(entry.name)) continue;
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      if (top && EMPTY_FOLDERS.has(entry.name)) await makeFolder(target, owner);
      else await ignoreVanished(copyInto(source, target, owner, false));
    } else {
      await ignoreVanished(copyFile(source, target));
      if (owner !== null) await ignoreVanished(chown(target, owner.uid, owner.gid));
    }
  }
}

async function makeFolder(path: string, owner: { uid: number; gid: number } | null): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (owner !== null) await chown(path, owner.uid, owner.gid);
}

async function ignoreVanished(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    // A table dropped while the copy runs; the write-ahead log holds the truth about it.
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
