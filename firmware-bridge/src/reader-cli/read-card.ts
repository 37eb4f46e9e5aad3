import { type BadgeRead, createReaders, type ReaderConfig } from '../readers/index.ts';
import { readerDeps } from './monitor.ts';
import { pause, type World } from './world.ts';

export interface CardWait {
  read: BadgeRead | null;
  /** What the readers said of themselves last, for when nothing came. */
  states: readonly string[];
  refusedReads: number;
  discardedBytes: number;
}

/** Waits for the first badge that any of these readers reads, at most so long. */
export async function readCard(
  configs: readonly ReaderConfig[],
  world: World,
  waitMs: number,
): Promise<CardWait> {
  const readers = createReaders(configs, readerDeps(world));
  const found = new AbortController();
  let read: BadgeRead | null = null;
  try {
    for (const reader of readers) {
      reader.onRead(first => {
        read ??= first;
        found.abort();
      });
      reader.start();
    }
    const signal = AbortSignal.any([world.signal, found.signal]);
    await pause({ timers: world.timers, signal }, waitMs);
    const statuses = readers.map(reader => reader.status());
    return {
      read,
      states: statuses.map(
        ({ id, state, problem }) => `${id}: ${state}${problem === null ? '' : ` (${problem})`}`,
      ),
      refusedReads: statuses.reduce((sum, { refusedReads }) => sum + refusedReads, 0),
      discardedBytes: statuses.reduce((sum, { discardedBytes }) => sum + discardedBytes, 0),
    };
  } finally {
    await Promise.all(readers.map(reader => reader.stop()));
  }
}
