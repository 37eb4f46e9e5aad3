import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, startCluster } from '../../../tools/src/postgres/cluster.ts';
import { runMigrations } from '../../src/platform/database/migrate.ts';

export const TEMPLATE = 'tapclock_template';

/** Not durable, on purpose: nothing here outlives the run, and fsync would be most of its time. */
const SETTINGS = { fsync: 'off', shared_buffers: '64MB', max_connections: '200' };

/** A primary, maybe with a replica, and a migrated template database, in a temporary folder. */
export async function startTestCluster(options: {
  replica: boolean;
  durable?: boolean;
}): Promise<{ cluster: Cluster; stop: () => Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'tapclock-hub-'));
  const settings = options.durable ? {} : SETTINGS;
  const cluster = await startCluster({ dir, replica: options.replica, settings });
  await cluster.createDatabase(TEMPLATE);
  await runMigrations(cluster.ownerUrl(TEMPLATE), 'tapclock_app');
  const stop = async () => {
    await cluster.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { cluster, stop };
}
