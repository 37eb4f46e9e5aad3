import type { ReaderConfig } from '../config/index.ts';
import type { Clock, Logger, Timers } from '../platform/index.ts';
import { createRdm6300, RDM6300_BAUD_RATE } from './rdm6300/driver.ts';
import type { Reader } from './reader.ts';
import { createSerialTransport } from './transports/serial-transport.ts';
import { createVirtualTransport } from './transports/virtual-transport.ts';
import { createVirtualReader } from './virtual-reader.ts';

export interface ReaderDeps {
  clock: Clock;
  timers: Timers;
  /** In [0, 1), for the jitter of reopening. */
  random: () => number;
  log: Logger;
}

/** The reader that a configuration describes, not started yet. A new family gets its line here. */
export function createReader(config: ReaderConfig, deps: ReaderDeps): Reader {
  const log = deps.log.child({ reader: config.id });
  const { id, place, checksum, holdMs } = config;
  const common = { id, place, checksum, holdMs, clock: deps.clock, log };
  if ('virtual' in config) {
    const transport = createVirtualTransport();
    const reader = createRdm6300({ ...common, transport });
    return createVirtualReader(reader, { transport, checksum, clock: deps.clock, timers: deps.timers });
  }
  const { timers, random } = deps;
  const transport = createSerialTransport({
    path: config.port,
    baudRate: RDM6300_BAUD_RATE,
    timers,
    random,
    log,
  });
  return createRdm6300({ ...common, transport });
}
