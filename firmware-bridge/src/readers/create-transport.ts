import type { Logger, Timers } from '../platform/index.ts';
import { findDevice } from './discovery/index.ts';
import type { Family } from './family.ts';
import type { ReaderConfig } from './reader-config.ts';
import { createEvdevTransport } from './transports/evdev-transport.ts';
import { createHidTransport } from './transports/hid-transport.ts';
import { createSerialTransport } from './transports/serial-transport.ts';
import type { Transport } from './transports/transport.ts';

export interface TransportDeps {
  timers: Timers;
  /** In [0, 1), for the jitter of reopening. */
  random: () => number;
  log: Logger;
}

/** Usual speed of a serial line for a family that names none. */
const USUAL_BAUD_RATE = 9600;

/** The line to a real reader: its port by path, or wherever the device of that identity is plugged in when it is opened. */
export function createTransport(family: Family, config: ReaderConfig, deps: TransportDeps): Transport {
  const { port, usb, baudRate = family.baudRate ?? USUAL_BAUD_RATE } = config;
  const log = deps.log.child({ reader: config.id });
  const { timers, random } = deps;
  const path = (kind: 'serial' | 'keyboard') => {
    if (port !== undefined) return port;
    if (usb === undefined) throw new Error(`reader ${config.id} has no port`);
    return () => findDevice(usb, kind);
  };
  switch (family.link) {
    case 'serial':
      return createSerialTransport({ path: path('serial'), baudRate, timers, random, log });
    case 'keyboard':
      return createEvdevTransport({ path: path('keyboard'), timers, random, log });
    case 'hid-input':
    case 'hid-feature': {
      const { usagePage, usage } = config;
      const where = { path: port, ...usb, usagePage: textOf(usagePage), usage: textOf(usage) };
      const mode = family.link === 'hid-feature' ? 'feature' : 'input';
      return createHidTransport({ where, mode, timers, random, log });
    }
  }
}

function textOf(setting: unknown): string | undefined {
  return typeof setting === 'string' ? setting : undefined;
}
