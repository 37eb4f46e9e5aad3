import type { Cancel } from '../platform/index.ts';
import type { EmulatorLine } from './emulator-line.ts';
import { aborted, pause, type World } from './world.ts';

/** Puts a card into the field for as long as a person would. */
export interface Tap {
  (card: string): void;
  /** Forgets the card that lies there. */
  end(): void;
}

export function tapper(line: EmulatorLine, holdMs: number, world: World, onTap: (card: string) => void): Tap {
  let cancel: Cancel = () => undefined;
  const tap = (card: string) => {
    cancel();
    line.present(card);
    onTap(card);
    cancel = world.timers.after(holdMs, () => line.remove());
  };
  return Object.assign(tap, { end: () => cancel() });
}

/** One card after the other, for ever or once each; resolves when that is done or the work is aborted. */
export async function tapInTurn(
  cards: readonly string[],
  { tap, everyMs, isOnce, world }: { tap: Tap; everyMs: number; isOnce: boolean; world: World },
): Promise<void> {
  do {
    for (const card of cards) {
      await pause(world, everyMs);
      if (world.signal.aborted) return;
      tap(card);
    }
  } while (!isOnce);
  await pause(world, everyMs);
}

/** What is typed, a line each; resolves when the work is aborted. */
export async function tapTyped(
  line: EmulatorLine,
  { tap, world, notation }: { tap: Tap; world: World; notation: string },
): Promise<void> {
  if (world.isInteractive) world.err(`a card is ${notation}\n`);
  for await (const typed of world.lines(world.signal)) {
    const card = typed.trim();
    try {
      if (card === '') line.remove();
      else tap(card);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      world.err(`${error.message}\n`);
    }
  }
  // Standard input may end at once, as under a supervisor: the reader stays.
  await aborted(world);
}
