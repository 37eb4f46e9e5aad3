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
  const { readers } = health;
  // One that is still starting, or still finding out what it is, is no fault.
  const down = readers.filter(({ state }) => state === 'missing' || state === 'silent');
  if (readers.some(({ state }) => state === 'online'))
    return down.length === 0 ? { kind: 'ready' } : { kind: 'partly', places: down.map(({ place }) => place) };
  return readers.some(({ state }) => state === 'opening') ? { kind: 'opening' } : { kind: 'missing' };
}
