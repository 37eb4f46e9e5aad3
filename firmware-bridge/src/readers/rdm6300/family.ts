import * as z from 'zod/mini';
import { defineFamily } from '../family.ts';
import { decodeRecording } from './decode-recording.ts';
import { createFramer } from './framing.ts';
import { createRdm6300Emulator } from './rdm6300-emulator.ts';
import { createRdm6300Protocol } from './rdm6300-protocol.ts';

/** RDM6300 manual and ID-Innovations datasheet: 9600 8N1, the module only talks. */
const BAUD_RATE = 9600;

const shape = {
  checksum: z._default(z.enum(['xor', 'sum8']), 'xor'),
  /** `bare`: twelve characters with nothing around them, as an EM-18 sends. */
  envelope: z._default(z.enum(['framed', 'bare']), 'framed'),
  /** What the emulator sends; the parser takes both. */
  sends: z._default(z.enum(['rdm6300', 'id12la']), 'rdm6300'),
};

export const rdm6300 = defineFamily({
  name: 'rdm6300',
  aliases: { id12la: { sends: 'id12la' }, id20la: { sends: 'id12la' }, em18: { envelope: 'bare' } },
  title: 'RDM6300, RDM630, EM-18, ID-12LA, ID-20LA: 125 kHz EM4100 badges',
  link: 'serial',
  baudRate: BAUD_RATE,
  shape,
  createProtocol: ([options]) => createRdm6300Protocol(options ?? z.object(shape).parse({})),
  createEmulator: ([options]) => createRdm6300Emulator(options ?? z.object(shape).parse({})),
  decode: decodeRecording,
  cardNotation: 'ten hex characters, such as 67003B51C6',
  cardOfBadge: em4100 => em4100,
  holdMsMin: 0,
  probe: {
    baudRates: [BAUD_RATE],
    messages: [],
    waitMs: 0,
    recognises: received =>
      createFramer()
        .push(received, 0)
        .some(({ kind }) => kind === 'frame'),
  },
});
