import type { Signal } from '../protocol.ts';
import { COMMAND } from './osdp-codes.ts';
import {
  type Buzzer,
  COLOUR,
  encodeBuz,
  encodeLed,
  type LedRecord,
  temporaryLed,
} from './osdp-output-payloads.ts';
import { CAPABILITY, type Capability } from './osdp-payloads.ts';

/** A command without an envelope. */
export interface Message {
  code: number;
  payload: Uint8Array;
}

/** Lights and sounds of a reader, as its capabilities tell. */
export interface Indicators {
  hasLight: boolean;
  hasBuzzer: boolean;
}

const TONE_DEFAULT = 2;

/** Times in tenths of a second. Temporary, so that the light returns to what it was by itself, even if the line breaks. */
const SHOWN: Readonly<Record<Signal, { light: LedRecord; beeps: number }>> = {
  accepted: { light: lit(COLOUR.green, 5), beeps: 1 },
  offline: { light: lit(COLOUR.amber, 10), beeps: 1 },
  unknown: {
    light: temporaryLed({ on: 2, off: 2, onColour: COLOUR.amber, offColour: COLOUR.off, timer: 20 }),
    beeps: 2,
  },
  refused: { light: lit(COLOUR.red, 15), beeps: 3 },
};

/** What shows a person how their tap ended, on a reader that has the means. */
export function commandsFor(signal: Signal, { hasLight, hasBuzzer }: Indicators): Message[] {
  const { light, beeps } = SHOWN[signal];
  return [
    ...(hasLight ? [{ code: COMMAND.LED, payload: encodeLed([light]) }] : []),
    ...(hasBuzzer ? [{ code: COMMAND.BUZ, payload: encodeBuz(beep(beeps)) }] : []),
  ];
}

/** No capability, no command: a reader answers what it cannot do with NAK. */
export function indicatorsOf(capabilities: readonly Capability[]): Indicators {
  const has = (wanted: number) =>
    capabilities.some(({ function: code, compliance }) => code === wanted && compliance > 0);
  return { hasLight: has(CAPABILITY.led), hasBuzzer: has(CAPABILITY.buzzer) };
}

function lit(colour: number, timer: number): LedRecord {
  return temporaryLed({ on: timer, off: 0, onColour: colour, offColour: colour, timer });
}

function beep(count: number): Buzzer {
  return { reader: 0, tone: TONE_DEFAULT, on: 1, off: 1, count };
}
