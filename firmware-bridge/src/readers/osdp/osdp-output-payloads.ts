import { textOf } from './osdp-card-payloads.ts';
import { ok, type PayloadResult, uint16, wrongLength } from './osdp-payloads.ts';

export const COLOUR = { off: 0, red: 1, green: 2, amber: 3, blue: 4, magenta: 5, cyan: 6, white: 7 } as const;
export const COLOUR_NAMES: readonly string[] = Object.keys(COLOUR);

/** On and off times in tenths of a second. */
export interface Blink {
  /** Temporary: 0 nothing, 1 cancel, 2 set. Permanent: 0 nothing, 1 set. */
  control: number;
  on: number;
  off: number;
  onColour: number;
  offColour: number;
}

/** One record of an LED command. */
export interface LedRecord {
  reader: number;
  led: number;
  /** Returns to the permanent setting after `timer` tenths of a second. */
  temporary: Blink & { timer: number };
  permanent: Blink;
}

const LED_BYTES = 14;
const NO_BLINK: Blink = { control: 0, on: 0, off: 0, onColour: 0, offColour: 0 };

/** A record that shows something for a while and leaves the permanent setting alone. */
export function temporaryLed(
  blink: Omit<Blink, 'control'> & { timer: number },
  reader = 0,
  led = 0,
): LedRecord {
  return { reader, led, temporary: { control: 2, ...blink }, permanent: NO_BLINK };
}

export function decodeLed(payload: Uint8Array): PayloadResult<LedRecord[]> {
  if (payload.length === 0 || payload.length % LED_BYTES !== 0)
    return wrongLength(payload, Math.max(1, Math.ceil(payload.length / LED_BYTES)) * LED_BYTES);
  return ok(
    Array.from({ length: payload.length / LED_BYTES }, (_, index) => {
      const record = payload.subarray(index * LED_BYTES, (index + 1) * LED_BYTES);
      const [reader = 0, led = 0] = record;
      const temporary = { ...blinkAt(record, 2), timer: uint16(record, 7) };
      return { reader, led, temporary, permanent: blinkAt(record, 9) };
    }),
  );
}

export function encodeLed(records: readonly LedRecord[]): Uint8Array {
  return Uint8Array.from(
    records.flatMap(({ reader, led, temporary, permanent }) => [
      ...[reader, led, ...blinkBytes(temporary), temporary.timer & 0xff, temporary.timer >> 8],
      ...blinkBytes(permanent),
    ]),
  );
}

/** Times in tenths of a second. */
export interface Buzzer {
  reader: number;
  /** 0 none, 1 off, 2 default; 3 is reserved now and was another tone. */
  tone: number;
  on: number;
  off: number;
  /** 0: until stopped. */
  count: number;
}

const BUZ_BYTES = 5;

export function decodeBuz(payload: Uint8Array): PayloadResult<Buzzer> {
  if (payload.length !== BUZ_BYTES) return wrongLength(payload, BUZ_BYTES);
  const [reader = 0, tone = 0, on = 0, off = 0, count = 0] = payload;
  return ok({ reader, tone, on, off, count });
}

export function encodeBuz({ reader, tone, on, off, count }: Buzzer): Uint8Array {
  return Uint8Array.of(reader, tone, on, off, count);
}

export interface DisplayText {
  reader: number;
  /** 1 permanent, 2 permanent with wrap, 3 temporary, 4 temporary with wrap. */
  command: number;
  seconds: number;
  row: number;
  column: number;
  text: string;
}

const TEXT_HEADER_BYTES = 6;

export function decodeText(payload: Uint8Array): PayloadResult<DisplayText> {
  if (payload.length < TEXT_HEADER_BYTES) return wrongLength(payload, TEXT_HEADER_BYTES);
  const [reader = 0, command = 0, seconds = 0, row = 0, column = 0, count = 0] = payload;
  if (payload.length !== TEXT_HEADER_BYTES + count) return wrongLength(payload, TEXT_HEADER_BYTES + count);
  return ok({ reader, command, seconds, row, column, text: textOf(payload, TEXT_HEADER_BYTES) });
}

export function encodeText({ reader, command, seconds, row, column, text }: DisplayText): Uint8Array {
  if (text.length > 255) throw new RangeError('a text has at most 255 characters');
  return Uint8Array.of(reader, command, seconds, row, column, text.length, ...Buffer.from(text, 'latin1'));
}

export interface OutputRecord {
  output: number;
  control: number;
  /** Tenths of a second. */
  timer: number;
}

const OUT_BYTES = 4;

export function decodeOut(payload: Uint8Array): PayloadResult<OutputRecord[]> {
  if (payload.length === 0 || payload.length % OUT_BYTES !== 0)
    return wrongLength(payload, Math.max(1, Math.ceil(payload.length / OUT_BYTES)) * OUT_BYTES);
  return ok(
    Array.from({ length: payload.length / OUT_BYTES }, (_, index) => ({
      output: payload[index * OUT_BYTES] ?? 0,
      control: payload[index * OUT_BYTES + 1] ?? 0,
      timer: uint16(payload, index * OUT_BYTES + 2),
    })),
  );
}

export function encodeOut(records: readonly OutputRecord[]): Uint8Array {
  return Uint8Array.from(
    records.flatMap(({ output, control, timer }) => [output, control, timer & 0xff, timer >> 8]),
  );
}

function blinkAt(record: Uint8Array, at: number): Blink {
  const [control = 0, on = 0, off = 0, onColour = 0, offColour = 0] = record.subarray(at, at + 5);
  return { control, on, off, onColour, offColour };
}

function blinkBytes({ control, on, off, onColour, offColour }: Blink): number[] {
  return [control, on, off, onColour, offColour];
}
