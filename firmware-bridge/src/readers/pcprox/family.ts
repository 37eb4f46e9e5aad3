import { defineFamily } from '../family.ts';
import { WIEGAND_NOTATION, wiegandOfBadge } from '../wiegand/card-notation.ts';
import { decodeRecording } from './decode-recording.ts';
import { createPcproxEmulator } from './pcprox-emulator.ts';
import { createPcproxProtocol, POLL_MS } from './pcprox-protocol.ts';
import { PCPROX_DEFAULTS, pcproxShape } from './pcprox-settings.ts';

export const pcprox = defineFamily({
  name: 'pcprox',
  title: 'rf IDEAS pcProx (USB 0c27:3bfa): 125 kHz HID Prox and other Wiegand cards',
  link: 'hid-feature',
  baudRate: null,
  shape: pcproxShape,
  createProtocol: ([settings = PCPROX_DEFAULTS]) => createPcproxProtocol(settings),
  createEmulator: ([settings = PCPROX_DEFAULTS]) => createPcproxEmulator(settings),
  decode: decodeRecording,
  cardNotation: WIEGAND_NOTATION,
  cardOfBadge: wiegandOfBadge,
  holdMsMin: 2 * POLL_MS + 50,
});
