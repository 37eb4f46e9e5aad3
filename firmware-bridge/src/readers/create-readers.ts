import type { Clock, Entropy, Logger, Timers } from '../platform/index.ts';
import { createTransport } from './create-transport.ts';
import { createAutoReader } from './detect/index.ts';
import { FAMILIES, findFamily } from './families.ts';
import { createPageReader } from './page-reader.ts';
import type { ProtocolEvent } from './protocol.ts';
import type { Reader } from './reader.ts';
import { AUTO_FAMILY, lineOf, type ReaderConfig } from './reader-config.ts';
import { createReaderLine } from './reader-line.ts';
import { createLoopTransport } from './transports/loop-transport.ts';
import { createPageTransport } from './transports/page-transport.ts';
import { type ByteDirection, tapTransport } from './transports/tapped-transport.ts';
import type { Transport } from './transports/transport.ts';
import { createVirtualReader } from './virtual-reader.ts';

export interface ReaderDeps {
  clock: Clock;
  timers: Timers;
  /** In [0, 1), for the jitter of reopening. */
  random: () => number;
  entropy: Entropy;
  log: Logger;
  /** Looks at the lines, for people. */
  watch?: LineWatch;
}

/** Somebody who looks at a line: what its protocol makes of it, and the bytes themselves. */
export interface LineWatch {
  /** `readerId` is the line's first reader where an event belongs to none. */
  onEvent(event: ProtocolEvent, readerId: string): void;
  onBytes(direction: ByteDirection, bytes: Uint8Array, readerId: string): void;
}

/** The readers that a configuration describes, in its order, not started yet. Those that share a line share its protocol. */
export function createReaders(configs: readonly ReaderConfig[], deps: ReaderDeps): Reader[] {
  const made = new Map<string, Reader>();
  for (const line of Map.groupBy(configs, lineOf).values()) {
    for (const reader of createLine(line, deps)) made.set(reader.id, reader);
  }
  return configs.flatMap(({ id }) => made.get(id) ?? []);
}

function createLine(configs: readonly ReaderConfig[], deps: ReaderDeps): Reader[] {
  const [first] = configs;
  if (first?.family === AUTO_FAMILY) return configs.map(config => autoReaderOf(config, deps));
  const family = first === undefined ? null : findFamily(first.family);
  if (first === undefined || family === null) throw new Error('the configuration names an unknown family');
  const { clock, timers, log } = deps;
  const common = {
    family: family.name,
    readers: configs,
    protocol: family.createProtocol(configs, deps.entropy),
    ...{ clock, timers, log },
    ...watchOf(configs, deps),
  };
  if (first.page === true) {
    const page = createPageTransport();
    const line = createReaderLine({ ...common, transport: watched(page, first, deps) });
    return line.map(reader => createPageReader(reader, page));
  }
  if (first.virtual === undefined)
    return createReaderLine({
      ...common,
      transport: watched(createTransport(family, first, deps), first, deps),
    });
  const transport = createLoopTransport(family.createEmulator(configs, deps.entropy), { clock, timers });
  return createReaderLine({ ...common, transport: watched(transport, first, deps) }).map((reader, index) =>
    createVirtualReader(reader, {
      ...{ transport, index, clock, timers },
      cardOfBadge: em4100 => family.cardOfBadge(em4100, configs[index] ?? {}),
      holdMsMin: family.holdMsMin,
    }),
  );
}

function autoReaderOf(config: ReaderConfig, deps: ReaderDeps): Reader {
  return createAutoReader(config, {
    ...deps,
    families: FAMILIES,
    createReader(known) {
      const [reader] = createReaders([known], deps);
      if (reader === undefined) throw new Error(`no reader came of the configuration of ${known.id}`);
      return reader;
    },
  });
}

function watchOf(configs: readonly ReaderConfig[], { watch }: ReaderDeps) {
  if (watch === undefined) return {};
  const idOf = (index: number) => configs[index]?.id ?? configs[0]?.id ?? '';
  return {
    watch: (event: ProtocolEvent) =>
      watch.onEvent(event, idOf(('reader' in event ? event.reader : undefined) ?? 0)),
  };
}

function watched(transport: Transport, { id }: ReaderConfig, { watch }: ReaderDeps): Transport {
  return watch === undefined
    ? transport
    : tapTransport(transport, (direction, bytes) => watch.onBytes(direction, bytes, id));
}
