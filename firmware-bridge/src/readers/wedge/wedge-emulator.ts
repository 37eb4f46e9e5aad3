import { textOfValue } from '../line/encode-line.ts';
import { explainRefusal } from '../line/refusals.ts';
import { createTextEmulator } from '../line/text-emulator.ts';
import type { ReadValue } from '../line/value.ts';
import type { ReaderEmulator } from '../reader-emulator.ts';
import { EV_KEY, EV_MSC, EV_SYN, type EventBytes, encodeEvdev } from './evdev.ts';
import { KEY } from './key-codes.ts';
import { keyOf, type Layout, layoutOf } from './layouts.ts';
import {
  CODE_KEYS_MAX,
  keysMaxOf,
  recordBytesOf,
  type WedgeSettings,
  wedgeReaderOf,
} from './wedge-settings.ts';

/** How fast it types: between the 1 ms of quick readers and the 16 ms of slow ones. */
const KEY_MS = 4;
/** `MSC_SCAN`: what the kernel says ahead of each key. */
const MSC_SCAN = 4;

/** A reader that types a card and Enter, as a kernel shows it, or as the kiosk page does. */
export function createWedgeEmulator(settings: WedgeSettings, arch: string): ReaderEmulator {
  const read = wedgeReaderOf(settings);
  if (settings.page === true)
    return createTextEmulator({
      textOf: card => textOfValue(card, settings),
      encode: card => Uint8Array.from(Buffer.from(`${textOfValue(card, settings)}\r`, 'latin1')),
      read,
      lengthMax: CODE_KEYS_MAX,
    });
  const layout = layoutOf(settings.layout);
  const eventBytes = recordBytesOf(settings, arch);
  return {
    receive: () => [],
    tick: () => [],
    dueMs: () => null,
    present(card, nowMs) {
      const text = textOfValue(card, settings);
      assertReadable(text, settings, read);
      return [typed(text, { layout, eventBytes, startMs: nowMs })];
    },
    remove: () => [],
    shown: () => null,
  };
}

function assertReadable(text: string, settings: WedgeSettings, read: ReadValue): void {
  if (text.length > keysMaxOf(settings))
    throw new RangeError(`a text has at most ${keysMaxOf(settings)} characters`);
  const reading = read(text);
  if (reading.kind !== 'card') throw new RangeError(explainRefusal(reading.reason));
}

/** Kernel events of a text and Enter. Throws RangeError for a character that the layout has no key for. */
export function typed(
  text: string,
  { layout, eventBytes, startMs }: { layout: Layout; eventBytes: EventBytes; startMs: number },
): Uint8Array {
  const records: Uint8Array[] = [];
  let atMs = startMs;
  const put = (type: number, code: number, value: number) =>
    records.push(encodeEvdev({ type, code, value, atMs }, eventBytes));
  const turn = (code: number, value: 0 | 1) => {
    put(EV_MSC, MSC_SCAN, code);
    put(EV_KEY, code, value);
    put(EV_SYN, 0, 0);
  };
  const keys = [...text].map(character => {
    const key = keyOf(layout, character);
    if (key === null) throw new RangeError(`this keyboard has no key for ${JSON.stringify(character)}`);
    return key;
  });
  for (const { code, isShifted } of [...keys, { code: KEY.enter, isShifted: false }]) {
    if (isShifted) turn(KEY.leftShift, 1);
    turn(code, 1);
    turn(code, 0);
    if (isShifted) turn(KEY.leftShift, 0);
    atMs += KEY_MS;
  }
  return Uint8Array.from(Buffer.concat(records));
}
