import type { KioskHealth } from '@tapclock/contracts';

/** Whether badges can be read: by all readers, by some, not yet, or not at all. */
export type ReaderSummary =
  | { kind: 'ready' }
  | { kind: 'partly'; places: string[] }
  | { kind: 'opening' }
  | { kind: 'missing' };

/** What the idle screen may ask for. No health yet means no claim that anything is broken. */
export function summarizeReaders(health: KioskHealth | null): ReaderSummary {
  if (health === null) return { kind: 'opening' };
  const down = health.readers.filter(reader => reader.state !== 'online');
  if (health.readers.length > 0 && down.length === 0) return { kind: 'ready' };
  if (down.length < health.readers.length)
    return { kind: 'partly', places: down.map(reader => reader.place) };
  return down.some(reader => reader.state === 'opening') ? { kind: 'opening' } : { kind: 'missing' };
}
