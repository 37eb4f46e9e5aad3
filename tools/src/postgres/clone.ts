import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { copyDataFolder } from './copy-folder.ts';

export interface CloneOptions {
  /** Superuser on the server to copy. */
  superuserUrl: string;
  from: string;
  to: string;
  owner: { uid: number; gid: number } | null;
  /** Physical slot that keeps the log from the start of the copy on. */
  slot: string;
}

/**
 * Copies a running server into a standby folder by the low-level backup API: the npm package has no pg_basebackup, and
 * Debian's refuses a server of another major version. Start and stop must be one session.
 */
export async function cloneServer(options: CloneOptions): Promise<void> {
  const { from, to, owner, slot } = options;
  rmSync(to, { recursive: true, force: true });
  const client = new pg.Client({ connectionString: options.superuserUrl });
  const broken = new Promise<never>((_, reject) => client.on('error', reject));
  try {
    await Promise.race([broken, client.connect().then(() => copy(client, { from, to, owner, slot }))]);
  } catch (error) {
    rmSync(to, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function copy(client: pg.Client, options: Omit<CloneOptions, 'superuserUrl'>): Promise<void> {
  const { from, to, owner, slot } = options;
  // A replica that was just killed may still hold the slot for a moment.
  await client.query(
    'select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name = $1',
    [slot],
  );
  await client.query(
    'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1',
    [slot],
  );
  await client.query('select pg_create_physical_replication_slot($1, true)', [slot]);
  await client.query(`select pg_backup_start('replica', true)`);
  await copyDataFolder(from, to, owner);
  const stopped = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
  const label = stopped.rows[0]?.labelfile;
  if (label === undefined) throw new Error('pg_backup_stop gave no label');
  writeOwned(join(to, 'backup_label'), label, owner);
  writeOwned(join(to, 'standby.signal'), '', owner);
}

function writeOwned(path: string, text: string, owner: { uid: number; gid: number } | null): void {
  writeFileSync(path, text, { mode: 0o600 });
  if (owner !== null) chownSync(path, owner.uid, owner.gid);
}
