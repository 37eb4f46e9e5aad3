import type { Entropy } from '../../platform/index.ts';
import type { ReaderEmulator } from '../reader-emulator.ts';
import { parseWiegandCard } from '../wiegand/card-notation.ts';
import { MARK } from './osdp-frame.ts';
import { createOsdpFramer } from './osdp-framing.ts';
import {
  cardEvent,
  keysEvent,
  localStatus,
  PD_EVENTS_MAX,
  PD_FRAME_BYTES_MAX,
  type PdAnswer,
} from './osdp-pd-commands.ts';
import { OsdpPdDevice, type OsdpPdSettings } from './osdp-pd-device.ts';
import { type OsdpPdKnobs, takeOne } from './osdp-pd-knobs.ts';

/** Peripherals in software, and what people do to them. */
export interface OsdpPdEmulator extends ReaderEmulator {
  /** Digits, `*` and `#`, as one event. Throws RangeError for other keys. */
  press(keys: string, reader?: number): void;
  /** Opens or closes the housing: told at the next poll. */
  tamper(isTampered: boolean, reader?: number): void;
  /** Cuts the power and gives it back: session, sequence and waiting events are lost, the key is not. */
  powerCycle(reader?: number): void;
}

/**
 * The readers of one line, told apart by their address. Frames with a wrong check character, for nobody here, or longer than a reader
 * takes get no answer: on a shared wire nobody knows whom they were meant for.
 */
export function createOsdpPdEmulator(
  readers: readonly OsdpPdSettings[],
  entropy: Entropy,
  knobs: OsdpPdKnobs = {},
): OsdpPdEmulator {
  const devices = readers.map(settings => new OsdpPdDevice(settings, entropy, knobs));
  const framer = createOsdpFramer({ direction: 'from-panel', maxFrameBytes: PD_FRAME_BYTES_MAX });
  const late: { atMs: number; reply: Uint8Array }[] = [];
  const deviceOf = (reader: number): OsdpPdDevice => {
    const device = devices[reader];
    if (device === undefined) throw new RangeError(`there is no reader ${reader} on this line`);
    return device;
  };
  const queue = (reader: number, event: PdAnswer) => {
    const { events } = deviceOf(reader);
    if (events.length < PD_EVENTS_MAX) events.push(event);
  };
  return {
    receive(chunk, nowMs) {
      const replies: Uint8Array[] = [];
      for (const event of framer.push(chunk, nowMs)) {
        if (event.kind !== 'frame') continue;
        const bytes = withoutMarks(event.bytes);
        for (const device of devices) {
          const reply = device.receive(event.frame, bytes, nowMs);
          if (reply === null) continue;
          const delay = takeOne(knobs.late);
          if (delay === null) replies.push(reply);
          else late.push({ atMs: nowMs + delay.ms, reply });
        }
      }
      return replies;
    },
    tick(nowMs) {
      const due = late.filter(({ atMs }) => atMs <= nowMs);
      late.splice(0, late.length, ...late.filter(({ atMs }) => atMs > nowMs));
      return due.map(({ reply }) => reply);
    },
    dueMs: () => (late.length === 0 ? null : Math.min(...late.map(({ atMs }) => atMs))),
    present(card, _nowMs, reader = 0) {
      queue(reader, cardEvent(parseWiegandCard(card)));
      return [];
    },
    // A reader tells of a card that comes, not of one that goes.
    remove: () => [],
    shown: (reader = 0) => devices[reader]?.indicators.shown() ?? null,
    press: (keys, reader = 0) => queue(reader, keysEvent(keys)),
    tamper(isTampered, reader = 0) {
      const device = deviceOf(reader);
      device.isTampered = isTampered;
      queue(reader, localStatus(device));
    },
    powerCycle(reader = 0) {
      deviceOf(reader).powerCycle();
    },
  };
}

function withoutMarks(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.findIndex(byte => byte !== MARK));
}
