import * as z from 'zod/mini';
import { defineFamily } from '../family.ts';
import { wiegandShape } from '../wiegand/wiegand-shape.ts';
import { CARD_NOTATION, tagOfBadge } from './card-notation.ts';
import { decodeRecording } from './decode-recording.ts';
import { FUNCTION, requestOf } from './functions.ts';
import { CR, encodeMessage, type Wire } from './message.ts';
import { createTwn4Emulator } from './twn4-emulator.ts';
import { Twn4Protocol } from './twn4-protocol.ts';

/** As a serial reader comes; over USB any speed will do. */
const BAUD_RATE = 9600;
/** Time to find a tag that is laid down in between two looks, and a retry. */
const HOLD_MS_MIN = 400;
const PROBE_WAIT_MS = 200;
const PROBE_WIRE: Wire = { mode: 'ascii', crc: false };

const shape = {
  /** From one look into the field to the next. */
  pollMs: z._default(z.int().check(z.minimum(100, 'at least 100 ms'), z.maximum(250, 'at most 250 ms')), 150),
  /** As the reader is set up: lines of hex, or counted binary messages. */
  mode: z._default(z.enum(['ascii', 'binary']), 'ascii'),
  /** Whether the reader is set up to send and want a CRC. */
  crc: z._default(z.boolean(), false),
  ...wiegandShape,
};

export const twn4 = defineFamily({
  name: 'twn4',
  title: 'Elatec TWN4 with the simple protocol: EM4100, HID Prox, MIFARE and many more',
  link: 'serial',
  baudRate: BAUD_RATE,
  shape,
  createProtocol: ([options]) => new Twn4Protocol(options ?? z.object(shape).parse({})),
  createEmulator: ([options]) => createTwn4Emulator(options ?? z.object(shape).parse({})),
  decode: decodeRecording,
  cardNotation: CARD_NOTATION,
  cardOfBadge: tagOfBadge,
  holdMsMin: HOLD_MS_MIN,
  probe: {
    baudRates: [BAUD_RATE],
    // GetUSBType does nothing and always has an answer.
    messages: [Uint8Array.of(CR), encodeMessage(requestOf(FUNCTION.getUsbType), PROBE_WIRE)],
    waitMs: PROBE_WAIT_MS,
    recognises: received =>
      Buffer.from(received).toString('latin1').split('\r').slice(0, -1).includes('0001'),
  },
});
