/**
 * Tells a badge reader that types from a person who does, by time: a reader presses a key every few milliseconds. Pure; the service hands
 * it keys with the time at which they were pressed.
 */

/** Longest pause of a reader between two keys. */
export const KEY_GAP_MS = 50;
/** Silence after which a text is over, for readers that press no Enter. */
export const IDLE_MS = 120;
/** No badge is shorter. */
export const KEYS_MIN = 4;
/** Longest text that the bridge takes. */
export const KEYS_MAX = 128;

export type KeyRun = {
  text: string;
  /** When the last key was pressed; null before the first. */
  lastMs: number | null;
  /** Set when the run cannot be a reader's any more; it then lasts until it ends, so that no half of it is taken for a badge. */
  isSpoilt: boolean;
};

export const NO_KEYS: KeyRun = { text: '', lastMs: null, isSpoilt: false };

export type KeyStep = {
  run: KeyRun;
  /** What a reader has typed, now that it has ended; null otherwise. */
  text: string | null;
  /** The key is a reader's and nobody else's: the page must not act on it. */
  isReaders: boolean;
};

/** Keys that are part of another key, or say nothing. */
const SILENT = new Set(['Shift', 'CapsLock', 'NumLock', 'ScrollLock']);
const ENDS = new Set(['Enter', 'Tab']);

/** A key, by its DOM name. `isCommand`: Control, Alt or Meta is held with it. */
export function pressKey(run: KeyRun, key: string, isCommand: boolean, atMs: number): KeyStep {
  if (SILENT.has(key)) return { run, text: null, isReaders: false };
  const ended = endKeys(run, atMs);
  const isSlow = ended.run.lastMs !== null && atMs - ended.run.lastMs > KEY_GAP_MS;
  const before = { ...ended.run, isSpoilt: ended.run.isSpoilt || isSlow };
  if (ENDS.has(key) && !isCommand) {
    const text = textOf(before);
    return { run: NO_KEYS, text: ended.text ?? text, isReaders: text !== null };
  }
  const after = addKey(before, isCommand ? '' : key, atMs);
  return { run: after, text: ended.text, isReaders: before.text !== '' && !after.isSpoilt };
}

/** Ends a run that has been silent long enough. */
export function endKeys(run: KeyRun, nowMs: number): KeyStep {
  if (run.lastMs === null || nowMs - run.lastMs < IDLE_MS) return { run, text: null, isReaders: false };
  return { run: NO_KEYS, text: textOf(run), isReaders: false };
}

function addKey(run: KeyRun, key: string, atMs: number): KeyRun {
  const isCharacter = /^[ -~]$/.test(key);
  const isSpoilt = run.isSpoilt || !isCharacter || run.text.length >= KEYS_MAX;
  return { text: isSpoilt ? '' : run.text + key, lastMs: atMs, isSpoilt };
}

function textOf({ text, isSpoilt }: KeyRun): string | null {
  return !isSpoilt && text.length >= KEYS_MIN ? text : null;
}
