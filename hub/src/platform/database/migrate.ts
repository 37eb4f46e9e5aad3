import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Log } from '../logging/logger.ts';
import { migrations } from './migrations/index.ts';

/** Any number; the same for every hub, so that two that start together do not migrate together. */
const MIGRATION_LOCK = 7_462_019_001;

/**
 * Brings the schema up to date as its owner and grants the application's role what it needs. Forward only. Several hubs may call
 * it at once: one works, the others wait and find nothing to do. Returns the names of the migrations that were applied.
 */
export async function runMigrations(ownerUrl: string, appRole: string, log?: Log): Promise<string[]> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(appRole))
    throw new Error('the application role must be a plain lower-case name');
  // A session of its own holds the lock: TypeORM's pool may run statements on any of its connections.
  const guard = new pg.Client({ connectionString: ownerUrl, application_name: 'tapclock-migrate' });
  guard.on('error', error => log?.warn({ err: error }, 'migration lock connection lost'));
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await migrate(ownerUrl, appRole);
    for (const migration of applied) log?.info({ migration }, 'migration applied');
    return applied;
  } finally {
    await guard.end();
  }
}

async function migrate(ownerUrl: string, appRole: string): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'tapclock-migrate',
    migrations: migrations(pg.escapeIdentifier(appRole)),
    migrationsTableName: 'migration',
    synchronize: false,
    logging: false,
  });
  await source.initialize();
  try {
    const applied = await source.runMigrations({ transaction: 'each' });
    return applied.map(migration => migration.name);
  } finally {
    await source.destroy();
  }
}
