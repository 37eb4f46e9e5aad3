import type { DecodeFailure, DecodeResult, FrameView } from '../family.ts';
import { decodeText } from '../line/decode-text.ts';
import { explainRefusal } from '../line/refusals.ts';
import { BOOT_REPORT_BYTES, createBootKeyboard, isBootReport } from './boot-report.ts';
import { createEvdevDecoder, EV_KEY, type EventBytes } from './evdev.ts';
import { KEY_GAP_MS, KEYS_MIN, type KeyText, type KeyTextRejection } from './key-text.ts';
import { createKeyboard, type KeyPress } from './keyboard.ts';
import { keyTextsOf, pageFramerOf, type WedgeSettings, wedgeReaderOf } from './wedge-settings.ts';

const EXPLAINED: Record<KeyTextRejection, string> = {
  'typed-by-hand': `more than ${KEY_GAP_MS} ms passed between two keys: a person typed, or the reader is set too slow`,
  'not-allowed': 'a key that types none of the `allowed` characters: is `layout` what the reader is set to?',
  'too-long': 'more keys than any badge has, without Enter',
  'lost-keys': 'the kernel dropped events, so keys are missing',
  'no-end': 'no Enter or Tab ends the text, and `idleEnds` is off',
};

/** A press, or word that some are missing, and where in the recording it was. */
interface Pressed {
  press: KeyPress | 'lost';
  offset: number;
}

type Recording = { ok: true; presses: Pressed[]; hasKeys: boolean } | { ok: false; error: DecodeFailure };

/**
 * Reads a recording of a keyboard: kernel events of either size, or boot keyboard reports, with a report id before each or without. Which
 * it is, is seen from the bytes. With `page` set, lines of text.
 */
export function decodeRecording(bytes: Uint8Array, settings: WedgeSettings): DecodeResult {
  if (bytes.length === 0) return failed('empty', 'there are no bytes to decode', 0);
  if (settings.page === true)
    return decodeText(bytes, { newFramer: pageFramerOf, read: wedgeReaderOf(settings), end: 'Enter (0D)' });
  const recording = pressesIn(bytes, settings.eventBytes);
  return recording.ok ? cardOfPresses(recording.presses, settings) : recording;
}

function cardOfPresses(presses: readonly Pressed[], settings: WedgeSettings): DecodeResult {
  const texts = keyTextsOf(settings);
  const read = wedgeReaderOf(settings);
  const frames: FrameView[] = [];
  let first: DecodeResult | null = null;
  let offset = presses[0]?.offset ?? 0;
  const take = (ended: KeyText | null, next: number): DecodeResult | null => {
    if (ended === null) return null;
    const result = resultOf(ended, read, offset, frames);
    offset = next;
    if (result?.ok === false) first ??= result;
    return result?.ok === true ? result : null;
  };
  for (const [index, { press, offset: here }] of presses.entries()) {
    if (press === 'lost') {
      texts.lose(0);
      continue;
    }
    const isNew = press.atMs >= (texts.dueMs() ?? Number.POSITIVE_INFINITY);
    const card =
      (isNew ? take(texts.end(), here) : null) ??
      take(texts.press(press, press.atMs), presses[index + 1]?.offset ?? offset);
    if (card !== null) return card;
  }
  return take(texts.end(), offset) ?? first ?? { ok: true, card: null, frames };
}

/** What a text came to: a card, a failure, or null for a few keys, which are shown and mean nothing. */
function resultOf(
  { text, rejection }: KeyText,
  read: ReturnType<typeof wedgeReaderOf>,
  offset: number,
  frames: FrameView[],
): DecodeResult | null {
  frames.push({ text });
  if (text.length < KEYS_MIN && rejection === 'typed-by-hand') return null;
  if (rejection !== null) return failed(rejection, EXPLAINED[rejection], offset);
  const reading = read(text);
  if (reading.kind === 'card') return { ok: true, card: reading.card, frames };
  return failed(reading.reason, explainRefusal(reading.reason), offset);
}

function pressesIn(bytes: Uint8Array, eventBytes?: EventBytes): Recording {
  const sizes: readonly EventBytes[] = eventBytes === undefined ? [24, 16] : [eventBytes];
  const events = sizes.map(size => eventPresses(bytes, size));
  const whole = events.find(recording => recording.ok && recording.hasKeys);
  return whole ?? reportPresses(bytes) ?? events.find(({ ok }) => ok) ?? events[0] ?? notAKeyboard(bytes, 0);
}

function eventPresses(bytes: Uint8Array, size: EventBytes): Recording {
  const keyboard = createKeyboard();
  const presses: Pressed[] = [];
  let hasKeys = false;
  let offset = 0;
  for (const event of createEvdevDecoder(size).push(bytes, 0)) {
    if (event.kind === 'discarded') return notAKeyboard(bytes, offset);
    hasKeys ||= event.record.type === EV_KEY;
    const press = keyboard.take(event.record);
    if (press !== null) presses.push({ press, offset });
    offset += size;
  }
  return offset === bytes.length ? { ok: true, presses, hasKeys } : notAKeyboard(bytes, offset);
}

/** Null when the bytes are no reports at all. */
function reportPresses(bytes: Uint8Array): Recording | null {
  for (const idBytes of [0, 1]) {
    const size = BOOT_REPORT_BYTES + idBytes;
    if (bytes.length % size !== 0) continue;
    const reports = Array.from({ length: bytes.length / size }, (_, index) => ({
      report: bytes.subarray(index * size + idBytes, (index + 1) * size),
      id: idBytes === 0 ? 0 : bytes[index * size],
      offset: index * size,
    }));
    if (!reports.every(({ report, id }) => isBootReport(report) && id === reports[0]?.id)) continue;
    const keyboard = createBootKeyboard();
    const presses = reports.flatMap(({ report, offset }) =>
      // Reports carry no time: what is in a recording was typed by a reader.
      keyboard.take(report, 0).map(press => ({ press, offset })),
    );
    return { ok: true, presses, hasKeys: true };
  }
  return null;
}

function notAKeyboard(bytes: Uint8Array, offset: number): { ok: false; error: DecodeFailure } {
  const message =
    'neither kernel events (16 or 24 bytes each) nor boot keyboard reports (8 bytes each) go on here';
  return failed('not-evdev', message, Math.min(offset, bytes.length));
}

function failed(code: string, message: string, offset: number): { ok: false; error: DecodeFailure } {
  return { ok: false, error: { code, message, offset } };
}
