import { ConfigError, createLogger, loadConfig, loadOrCreateDeviceKey, startBridge } from './index.ts';

/** The hub asked for a restart: whoever supervises this process starts it again (EX_TEMPFAIL of sysexits.h). */
const EXIT_RESTART = 75;
const EXIT_CONFIG = 78;
/** Stopping has a deadline of its own; this one is for a stop that hangs all the same. */
const HARD_STOP_MS = 8000;

await main(process.argv.slice(2));

async function main(args: string[]): Promise<void> {
  const config = configOrExit(args);
  if (config === null) return;
  if (args.includes('--print-public-key')) {
    process.stdout.write(`${loadOrCreateDeviceKey(config.dataDir).publicKeyRaw}\n`);
    return;
  }
  const log = createLogger({ level: config.log.level, terminal: config.terminal });
  let stop: (exitCode: number) => void = code => process.exit(code);
  const crash = (error: unknown) => {
    log.fatal({ err: error }, 'fault in the program');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(0));
  // Started by another Node process: its end is ours, even if it was killed.
  process.on('disconnect', () => stop(0));

  const running = await startBridge(config, { log, onRestart: () => stop(EXIT_RESTART), onFault: crash });
  process.send?.({ type: 'ready', kioskPort: running.kioskPort });
  stop = exitCode => {
    setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
    running
      .stop()
      .then(() => process.exit(exitCode))
      .catch((error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      });
  };
}

/** Problems of the configuration go to the terminal as text, for the person who wrote it. */
function configOrExit(args: string[]): ReturnType<typeof loadConfig> | null {
  try {
    return loadConfig({ args, environment: process.env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_CONFIG;
    return null;
  }
}
