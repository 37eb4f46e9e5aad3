import { defineFamily } from '../family.ts';
import { WIEGAND_NOTATION, wiegandOfBadge } from '../wiegand/card-notation.ts';
import { decodeRecording } from './decode-recording.ts';
import { COMMAND } from './osdp-codes.ts';
import { BROADCAST_ADDRESS, encodeFrame } from './osdp-frame.ts';
import { createOsdpFramer } from './osdp-framing.ts';
import { createOsdpPanel } from './osdp-panel.ts';
import { createOsdpPdEmulator } from './osdp-pd-emulator.ts';
import { BAUD_RATE_DEFAULT, osdpShape, withDemoKey } from './osdp-settings.ts';

/** A card reaches the panel at the next poll; with retries and a handshake under way that takes a while. */
const HOLD_MS_MIN = 400;

const question = (code: number, address: number, payload: number[]) =>
  encodeFrame({
    ...{ address, isReply: false, sequence: 0, isCrc: true, securityBlock: null, code, mac: null },
    payload: Uint8Array.from(payload),
  });

export const osdp = defineFamily({
  name: 'osdp',
  title: 'OSDP v2 readers on RS-485 (SIA OSDP v2.2, IEC 60839-11-5), with secure channel',
  link: 'serial',
  baudRate: BAUD_RATE_DEFAULT,
  isMultidrop: true,
  shape: osdpShape,
  createProtocol: (readers, entropy) => createOsdpPanel(readers.map(withDemoKey), entropy),
  createEmulator: (readers, entropy) => createOsdpPdEmulator(readers.map(withDemoKey), entropy),
  decode: (bytes, settings) => decodeRecording(bytes, withDemoKey(settings)),
  cardNotation: WIEGAND_NOTATION,
  cardOfBadge: wiegandOfBadge,
  holdMsMin: HOLD_MS_MIN,
  probe: {
    baudRates: [9600, 115_200],
    // Address 0 is what readers have from the factory; to the other one every reader answers.
    messages: [0, BROADCAST_ADDRESS].flatMap(address => [
      question(COMMAND.POLL, address, []),
      question(COMMAND.ID, address, [0]),
    ]),
    waitMs: 250,
    recognises: received =>
      createOsdpFramer({ direction: 'from-reader' })
        .push(received, 0)
        .some(({ kind }) => kind === 'frame'),
  },
});
