import { EV_KEY, EV_SYN, type EvdevRecord, SYN_DROPPED } from './evdev.ts';
import { COMMAND_KEYS, SHIFT_KEYS } from './key-codes.ts';

/** One key going down. */
export interface KeyPress {
  code: number;
  isShifted: boolean;
  /** Control, Alt or Meta is held with it. */
  isCommand: boolean;
  /** ms, by the clock of whoever saw it. */
  atMs: number;
}

/**
 * Longest time for which a modifier without any other key is believed: a reader holds shift for some milliseconds, and one whose release
 * was lost must not change every badge to come.
 */
export const MODIFIER_HOLD_MS = 500;

export interface Keyboard {
  /** A press, `lost` when the kernel had to drop events, or null for everything else: keys let go, repeats, modifiers. */
  take(record: EvdevRecord): KeyPress | 'lost' | null;
}

/** Keeps track of the modifiers that are held. */
export function createKeyboard(): Keyboard {
  const held = new Set<number>();
  let lastAtMs = 0;
  return {
    take({ type, code, value, atMs }) {
      if (type === EV_SYN && code === SYN_DROPPED) {
        held.clear();
        return 'lost';
      }
      if (type !== EV_KEY) return null;
      // Either way: the clock may have been set back in between.
      if (Math.abs(atMs - lastAtMs) > MODIFIER_HOLD_MS) held.clear();
      lastAtMs = atMs;
      const isModifier = SHIFT_KEYS.has(code) || COMMAND_KEYS.has(code);
      if (isModifier && value === 0) held.delete(code);
      if (isModifier && value === 1) held.add(code);
      if (isModifier || value !== 1) return null;
      return { code, isShifted: holdsOne(SHIFT_KEYS), isCommand: holdsOne(COMMAND_KEYS), atMs };
    },
  };

  function holdsOne(keys: ReadonlySet<number>): boolean {
    for (const key of held) if (keys.has(key)) return true;
    return false;
  }
}
