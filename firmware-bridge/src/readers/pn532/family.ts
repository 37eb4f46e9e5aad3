import * as z from 'zod/mini';
import { defineFamily } from '../family.ts';
import { CARD_NOTATION, uidOfBadge } from './card-notation.ts';
import { COMMAND, GET_FIRMWARE_VERSION, SAM_CONFIGURATION } from './commands.ts';
import { decodeRecording } from './decode-recording.ts';
import { firmwareOf } from './firmware.ts';
import { encodeFrame, type Frame, TFI_FROM_CHIP, TFI_TO_CHIP, WAKE_UP } from './frame.ts';
import { Framer } from './framing.ts';
import { PINS } from './lamps.ts';
import { createPn532Emulator } from './pn532-emulator.ts';
import { Pn532Protocol } from './pn532-protocol.ts';

/** High-speed UART as the chip wakes up: 115200 8N1. */
const BAUD_RATE = 115_200;
/** Time to find a card that is laid down in between two looks, and some retries. */
const HOLD_MS_MIN = 400;
const PROBE_WAIT_MS = 200;

const pin = z.enum(PINS, `one of ${PINS.join(', ')}`);

const shape = {
  /** From one look into the field to the next. */
  pollMs: z._default(z.int().check(z.minimum(100, 'at least 100 ms'), z.maximum(250, 'at most 250 ms')), 150),
  /** Pins of the chip that light a lamp or sound a buzzer when they are low. */
  gpio: z.optional(z.strictObject({ accepted: z.optional(pin), refused: z.optional(pin) })),
};

export const pn532 = defineFamily({
  name: 'pn532',
  title: 'PN532 boards on their serial interface (HSU): 13.56 MHz type A cards, MIFARE, NTAG, DESFire UIDs',
  link: 'serial',
  baudRate: BAUD_RATE,
  shape,
  createProtocol: ([options]) => new Pn532Protocol(options ?? z.object(shape).parse({})),
  createEmulator: () => createPn532Emulator(),
  decode: decodeRecording,
  cardNotation: CARD_NOTATION,
  cardOfBadge: uidOfBadge,
  holdMsMin: HOLD_MS_MIN,
  probe: {
    baudRates: [BAUD_RATE],
    // The first wakes a chip that has just been powered; it may be too drowsy to say who it is.
    messages: [
      Uint8Array.of(...WAKE_UP, ...encodeFrame(TFI_TO_CHIP, SAM_CONFIGURATION.data)),
      encodeFrame(TFI_TO_CHIP, GET_FIRMWARE_VERSION.data),
    ],
    waitMs: PROBE_WAIT_MS,
    recognises: received =>
      new Framer().push(received, 0).some(event => event.kind === 'frame' && isOurs(event.frame)),
  },
});

function isOurs(frame: Frame): boolean {
  if (frame.kind !== 'information' || frame.tfi !== TFI_FROM_CHIP) return false;
  const isVersion = frame.data[0] === COMMAND.getFirmwareVersion + 1;
  return isVersion && firmwareOf(frame.data.subarray(1))?.isPn532 === true;
}
