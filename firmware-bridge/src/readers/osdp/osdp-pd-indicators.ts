import type { Blink, Buzzer, DisplayText, LedRecord } from './osdp-output-payloads.ts';
import { COLOUR_NAMES } from './osdp-output-payloads.ts';

/** Commands within this time belong to one indication; what comes later takes the place of all before. */
const INDICATION_MS = 1000;
const CONTROL_SET_TEMPORARY = 2;
const CONTROL_CANCEL_TEMPORARY = 1;
const CONTROL_SET_PERMANENT = 1;
const TONE_OFF = 1;

/** Light, buzzer and display of a reader, as words. */
export interface OsdpPdIndicators {
  /** False when the reader cannot do it; then nothing changes. */
  led(record: LedRecord, nowMs: number): boolean;
  buzzer(buzzer: Buzzer, nowMs: number): boolean;
  text(text: DisplayText, nowMs: number): boolean;
  /** What was asked for last, such as `green, 1 beep`; null before the first. */
  shown(): string | null;
}

export function createIndicators(): OsdpPdIndicators {
  let temporary: string | null = null;
  let permanent: string | null = null;
  let beeps: string | null = null;
  let words: string | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  const begin = (nowMs: number) => {
    if (nowMs - lastMs > INDICATION_MS) [temporary, beeps, words] = [null, null, null];
    lastMs = nowMs;
  };
  return {
    led(record, nowMs) {
      // One light; and a blink without any time is none (libosdp refuses it the same way).
      if (record.led !== 0 || isEmpty(record.temporary, CONTROL_SET_TEMPORARY)) return false;
      if (isEmpty(record.permanent, CONTROL_SET_PERMANENT)) return false;
      begin(nowMs);
      if (record.temporary.control === CONTROL_SET_TEMPORARY) temporary = lightInWords(record.temporary);
      if (record.temporary.control === CONTROL_CANCEL_TEMPORARY) temporary = null;
      if (record.permanent.control === CONTROL_SET_PERMANENT) permanent = lightInWords(record.permanent);
      return true;
    },
    buzzer({ tone, on, count }, nowMs) {
      if (on === 0 && tone !== TONE_OFF) return false;
      begin(nowMs);
      if (tone <= TONE_OFF) beeps = null;
      else if (count === 0) beeps = 'beeping';
      else beeps = count === 1 ? '1 beep' : `${count} beeps`;
      return true;
    },
    text({ text }, nowMs) {
      begin(nowMs);
      words = text === '' ? null : `"${text}"`;
      return true;
    },
    shown() {
      const parts = [temporary ?? permanent, beeps, words].filter(part => part !== null);
      return parts.length === 0 ? null : parts.join(', ');
    },
  };
}

function isEmpty({ control, on, off }: Blink, set: number): boolean {
  return control === set && on === 0 && off === 0;
}

function lightInWords({ on, off, onColour, offColour }: Blink): string {
  const [lit, dark] = [colourName(onColour), colourName(offColour)];
  if (off === 0 || lit === dark) return lit;
  if (on === 0) return dark;
  if (dark === 'off') return `${lit}, blinking`;
  return lit === 'off' ? `${dark}, blinking` : `${lit} and ${dark} in turn`;
}

function colourName(colour: number): string {
  return COLOUR_NAMES[colour] ?? `colour ${colour}`;
}
