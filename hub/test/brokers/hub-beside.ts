import { setTimeout as delay } from 'node:timers/promises';
import type { Receipt } from '@tapclock/contracts';
import { TerminalEnrolment } from '../../src/terminals/index.ts';
import { Kiosk, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { TestTerminal } from '../support/test-terminal.ts';
import { HUB_PASSWORD, Mosquitto } from './real-brokers.ts';

/** A bridge waits longer; a test need not. */
const SENT_AGAIN_MS = 2_000;

/** A whole hub with a broker of one kind. */
export interface HubWithBroker {
  hub: RunningTestHub;
  /** Where terminals connect. */
  port: number;
  /** Enrols a terminal; nothing else is done for it to be let in. */
  enrol(id: string): Promise<Kiosk>;
  stop(): Promise<void>;
}

export async function hubWithin(): Promise<HubWithBroker> {
  const hub = await runHub();
  return { hub, port: hub.mqttPort, enrol: id => hub.enrol(id), stop: () => hub.stop() };
}

/** Beside a Mosquitto that is newly installed: it knows the hub and nobody else. */
export async function hubBesideMosquitto(): Promise<HubWithBroker & { mosquitto: Mosquitto }> {
  const mosquitto = await Mosquitto.start([]);
  const url = `mqtt://127.0.0.1:${mosquitto.port}`;
  const hub = await runHub({
    change: config => ({
      ...config,
      broker: { kind: 'external', url, username: 'hub', password: HUB_PASSWORD },
    }),
  });
  const kiosks: Kiosk[] = [];
  return {
    hub,
    mosquitto,
    port: mosquitto.port,
    enrol: async id => {
      const terminal = new TestTerminal(id, SITE);
      const { password } = await hub.part(TerminalEnrolment).enrol({
        ...{ site: SITE, id, place: `Place of ${id}` },
        publicKey: terminal.publicKey.toString('base64'),
        replace: false,
      });
      const kiosk = new Kiosk(terminal, password, mosquitto.port);
      kiosks.push(kiosk);
      return kiosk;
    },
    stop: async () => {
      await Promise.all(kiosks.map(kiosk => kiosk.disconnect()));
      await hub.stop();
      await mosquitto.stop();
    },
  };
}

/** Knocks until it is let in, as a bridge does that was paired a moment ago. */
export async function connectSoon(kiosk: Kiosk, withinMs = 5_000): Promise<void> {
  const giveUpMs = Date.now() + withinMs;
  for (;;) {
    try {
      await kiosk.connect();
      return;
    } catch (error) {
      if (Date.now() > giveUpMs) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

/** Sends a batch until it is answered, as a bridge does: a hub whose broker began anew may not hear it yet. */
export async function sendSoon(kiosk: Kiosk, sequence: number): Promise<Receipt> {
  for (;;) {
    const receipt = await Promise.race([kiosk.send(sequence), delay(SENT_AGAIN_MS, null, { ref: false })]);
    if (receipt) return receipt;
  }
}
