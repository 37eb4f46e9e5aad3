import { randomInt } from 'node:crypto';
import { Bridge, type BridgeDeps } from './bridge.ts';
import type { BridgeConfig } from './config/index.ts';
import { createLogger, systemClock, systemTimers } from './platform/index.ts';

export { Bridge, type BridgeDeps } from './bridge.ts';
export {
  type BridgeConfig,
  ConfigError,
  loadConfig,
  parseConfig,
  parseStart,
  type StartConfig,
  type UnpairedConfig,
} from './config/index.ts';
export {
  type AppendResult,
  chainHash,
  type DeviceKey,
  type Journal,
  type JournalEntry,
  loadOrCreateDeviceKey,
  openJournal,
  type PunchDraft,
  signBatch,
} from './journal/index.ts';
export {
  type KeptLogin,
  PairingDesk,
  type PairingDeskDeps,
  PairingFile,
  PairingFileError,
} from './pairing/index.ts';
export {
  type Cancel,
  type Clock,
  createLogger,
  type ManualTime,
  manualTime,
  punchIdAt,
  randomBytes16,
  silentLogger,
  systemClock,
  systemEntropy,
  systemTimers,
  type Timers,
} from './platform/index.ts';
export {
  credentialOf,
  encodeFrame,
  FAMILIES,
  type Family,
  familyNames,
  findFamily,
  printedNumbers,
  rawFromPrinted,
  USUAL_VERSION,
} from './readers/index.ts';

export interface RunningBridge {
  bridge: Bridge;
  kioskPort: number;
  /** Idempotent; throws an AggregateError of everything that did not stop cleanly. */
  stop(): Promise<void>;
}

/** The clocks, timers and dice of this machine. */
export function machine(): Pick<BridgeDeps, 'clock' | 'timers' | 'random'> {
  return {
    clock: systemClock(),
    timers: systemTimers(),
    random: () => randomInt(2 ** 32) / 2 ** 32,
  };
}

/**
 * Starts a bridge in this process with the machine's clocks, or with whatever `deps` puts in their place. Rejects when it cannot start, and
 * leaves nothing open then.
 */
export async function startBridge(
  config: BridgeConfig,
  deps: Partial<BridgeDeps> = {},
): Promise<RunningBridge> {
  const bridge = new Bridge(config, {
    ...machine(),
    log: createLogger({ level: config.log.level, terminal: config.terminal }),
    onRestart: () => undefined,
    onFault: error => {
      throw error;
    },
    ...deps,
  });
  try {
    const { kioskPort } = await bridge.start();
    return { bridge, kioskPort, stop: () => bridge.stop() };
  } catch (error) {
    await bridge.stop();
    throw error;
  }
}
