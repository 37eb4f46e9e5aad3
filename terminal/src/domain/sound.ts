import type { Shown } from './kiosk-state.ts';
import { type Tone, toneOf } from './tone.ts';

export type Sound = 'heard' | 'key' | 'in' | 'out' | 'break' | 'again' | 'attention' | 'refused';

/** One note: frequency in hertz (0 is a rest), length, and the wave that gives it its colour. */
export type Note = { hertz: number; ms: number; wave: OscillatorType };

const note = (hertz: number, ms: number, wave: OscillatorType = 'triangle'): Note => ({ hertz, ms, wave });

/**
 * Told apart in noise by melody, not by pitch alone: in rises, out falls, break sways, attention calls three times,
 * refused is low and rough. Notes stay between 180 Hz and 1.6 kHz, what small kiosk speakers can play.
 */
export const MELODIES: Record<Sound, readonly Note[]> = {
  heard: [note(1_319, 60)],
  key: [note(880, 25)],
  in: [note(784, 110), note(1_175, 110), note(1_568, 220)],
  out: [note(1_175, 130), note(784, 130), note(523, 260)],
  break: [note(784, 140), note(0, 40), note(988, 140), note(784, 220)],
  again: [note(988, 80), note(0, 60), note(988, 80)],
  attention: [note(740, 150), note(0, 90), note(740, 150), note(0, 90), note(740, 260)],
  refused: [note(220, 260, 'sawtooth'), note(0, 80), note(185, 480, 'sawtooth')],
};

const SOUND_OF_TONE: Record<Tone, Sound> = {
  in: 'in',
  out: 'out',
  break: 'break',
  warn: 'attention',
  stop: 'refused',
};

/**
 * The sound of going from one screen to the next; null for silence. A page that has just loaded or connected again draws
 * what was there before it, so it stays silent: the sound has been heard.
 */
export function soundBetween(before: Shown, after: Shown): Sound | null {
  if (after.screen === 'refused') return before.screen === 'refused' ? null : 'refused';
  if (before.screen === 'starting') return null;
  switch (after.screen) {
    case 'card':
      return isSameVisit(before, after) ? null : 'heard';
    case 'recorded':
      return isSameVisit(before, after) ? null : SOUND_OF_TONE[toneOf(after.action)];
    case 'unknown-badge':
      return isSameVisit(before, after) ? null : 'attention';
    case 'already-recorded':
      return isSameVisit(before, after) ? null : 'again';
    case 'pin':
      return after.error !== null && !(before.screen === 'pin' && before.error === after.error)
        ? 'attention'
        : null;
    case 'identify':
      return before.screen === 'identify' ? null : 'attention';
    case 'idle':
    case 'pairing':
    case 'starting':
      return null;
  }
}

/** Total length of a sound in milliseconds. */
export function lengthMs(sound: Sound): number {
  return MELODIES[sound].reduce((sum, { ms }) => sum + ms, 0);
}

/** Whether both are the same screen of the same visit: an update of what is there, not something new. */
function isSameVisit(before: Shown, after: Shown): boolean {
  return (
    before.screen === after.screen && 'visit' in before && 'visit' in after && before.visit === after.visit
  );
}
