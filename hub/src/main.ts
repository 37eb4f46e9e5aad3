import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { startHub } from './hub.ts';
import { ConfigError, loadHubConfig } from './platform/config/hub-config.ts';
import { runMigrations } from './platform/database/migrate.ts';
import { createLogger } from './platform/logging/logger.ts';

/** Lies beside this one. */
const PAYROLL_PROGRAM = fileURLToPath(new URL('./payroll-work.js', import.meta.url));
/** After this long a stop has failed, and the process ends as it is: nothing it holds is worth more than a restart. */
const STOP_DEADLINE_MS = 10_000;

async function main(): Promise<void> {
  const config = loadHubConfig(process.env);
  const log = createLogger({ level: config.log.level });
  if (config.database.ownerUrl !== null) {
    await runMigrations(config.database.ownerUrl, config.database.appRole, log);
  }
  const hub = await startHub({ ...config, payroll: { program: PAYROLL_PROGRAM } }, log);
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'hub is stopping');
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    hub.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'hub did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

main().catch((error: unknown) => {
  const text = error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : error;
  process.stderr.write(`tapclock hub did not start: ${String(text)}\n`);
  process.exit(1);
});
