import type { HandOut } from '@tapclock/contracts';
import { machine, PairingDesk, type PairingDeskDeps, type UnpairedConfig } from './index.ts';
import type { Logger } from './platform/index.ts';
import { bridgeVersion } from './version.ts';

export interface RunningPairing {
  kioskPort: number;
  /** See `PairingDesk.paired`. */
  paired(): Promise<HandOut | null>;
  stop(): Promise<void>;
}

/** Starts pairing in this process with the machine's clocks, or with whatever `deps` puts in their place. Rejects when the kiosk's port is taken. */
export async function startPairing(
  config: UnpairedConfig,
  log: Logger,
  deps: Partial<PairingDeskDeps> = {},
): Promise<RunningPairing> {
  const desk = new PairingDesk(config, { ...machine(), log, bridgeVersion: bridgeVersion(), ...deps });
  const kioskPort = await desk.start();
  const paired = desk.paired();
  return {
    kioskPort,
    paired: () => paired,
    stop: async () => {
      desk.stop();
      await paired;
    },
  };
}
