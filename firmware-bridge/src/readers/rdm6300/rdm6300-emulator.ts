import type { ReaderEmulator } from '../reader-emulator.ts';
import { encodeFrame } from './frame.ts';
import type { Rdm6300Options } from './rdm6300-protocol.ts';

/** How often a module repeats the frame of a held badge: often quoted, not confirmed by a manual; only this emulator uses it. */
const REPEAT_MS = 65;

/** A module with a coil: repeats the frame of the badge in its field and takes no commands. */
export function createRdm6300Emulator(
  options: Rdm6300Options & { sends: 'rdm6300' | 'id12la' },
): ReaderEmulator {
  let held: { frame: Uint8Array; nextMs: number } | null = null;
  return {
    receive: () => [],
    tick(nowMs) {
      if (held === null || nowMs < held.nextMs) return [];
      held = { ...held, nextMs: nowMs + REPEAT_MS };
      return [held.frame];
    },
    dueMs: () => held?.nextMs ?? null,
    present(card, nowMs) {
      const raw = card.toUpperCase();
      if (!/^[0-9A-F]{10}$/.test(raw)) throw new RangeError('a raw number is ten hex characters');
      const envelope = options.envelope === 'bare' ? 'bare' : options.sends;
      held = { frame: encodeFrame(raw, options.checksum, envelope), nextMs: nowMs + REPEAT_MS };
      return [held.frame];
    },
    remove() {
      held = null;
      return [];
    },
    shown: () => null,
  };
}
