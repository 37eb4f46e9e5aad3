import { Ending, type Running } from './ending.ts';
import {
  type BridgeConfig,
  ConfigError,
  createLogger,
  loadConfig,
  loadOrCreateDeviceKey,
  PairingFile,
  PairingFileError,
  type RunningBridge,
  type StartConfig,
  startBridge,
} from './index.ts';
import { startPairing } from './start-pairing.ts';

/** The hub asked for a restart: whoever supervises this process starts it again (EX_TEMPFAIL of sysexits.h). */
const EXIT_RESTART = 75;
const EXIT_CONFIG = 78;

await main(process.argv.slice(2));

async function main(args: string[]): Promise<void> {
  const start = configOrExit(args);
  if (start === null) return;
  const { config } = start;
  if (args.includes('--print-public-key')) {
    process.stdout.write(`${loadOrCreateDeviceKey(config.dataDir).publicKeyRaw}\n`);
    return;
  }
  if (args.includes('--unpair')) {
    const wasPaired = new PairingFile(config.dataDir).forget();
    process.stdout.write(wasPaired ? 'This kiosk is not paired any more.\n' : 'This kiosk was not paired.\n');
    return;
  }
  const ending = new Ending(createLogger({ level: config.log.level }));
  const running =
    start.kind === 'configured'
      ? await run(start.config, ending, null)
      : await runPaired(start.config, ending);
  if (running !== null) ending.ends(running);
}

/** Pairs first, if that was not done yet; the bridge then starts in the same process. */
async function runPaired(
  config: Extract<StartConfig, { kind: 'by-pairing' }>['config'],
  ending: Ending,
): Promise<Running | null> {
  const file = new PairingFile(config.dataDir);
  let handOut = fileOrExit(() => file.read());
  if (handOut === undefined) return null;
  if (handOut === null) {
    const pairing = await startPairing(config, ending.log);
    ending.ends(pairing);
    process.send?.({ type: 'pairing', kioskPort: pairing.kioskPort });
    handOut = await pairing.paired();
    if (handOut === null) return null;
  }
  const kept = handOut;
  const whole = fileOrExit(() => config.paired(kept));
  return whole === undefined ? null : await run(whole, ending, file);
}

async function run(config: BridgeConfig, ending: Ending, login: PairingFile | null): Promise<RunningBridge> {
  const log = createLogger({ level: config.log.level, terminal: config.terminal });
  const running = await startBridge(config, {
    log,
    login,
    onRestart: () => ending.stop(EXIT_RESTART),
    onFault: error => ending.crash(error),
  });
  process.send?.({ type: 'ready', kioskPort: running.kioskPort });
  return running;
}

function configOrExit(args: string[]): StartConfig | null {
  return fileOrExit(() => loadConfig({ args, environment: process.env })) ?? null;
}

/** Problems of the configuration and of what pairing kept go to the terminal as text, for the person who can mend them; then undefined. */
function fileOrExit<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof PairingFileError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_CONFIG;
    return undefined;
  }
}
