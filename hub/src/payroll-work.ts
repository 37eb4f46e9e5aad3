import 'reflect-metadata';
import { openWorker, serveJobs } from './payroll/data.ts';
import { loadDatabaseConfig } from './platform/config/hub-config.ts';
import { PgDatabase } from './platform/database/pg-database.ts';
import { createLogger } from './platform/logging/logger.ts';

/** A chunk is read while the one before is worked on, and another is written. */
const POOL_MAX = 4;

const { database, log: level } = loadDatabaseConfig(process.env);
const log = createLogger({ level: level.level });
const { url, replicaUrl } = database;
const pg = new PgDatabase({ url, replicaUrl, poolMax: POOL_MAX, log });
pg.start();
serveJobs(openWorker(pg));
// The hub is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit(0));
