import { defineFamily } from '../family.ts';
import { valueOfBadge } from './badge-value.ts';
import { decodeRecording } from './decode-recording.ts';
import { createLineEmulator } from './line-emulator.ts';
import { framerOf, LINE_DEFAULTS, lineShape, valueReaderOf } from './line-settings.ts';
import { createTextProtocol } from './text-protocol.ts';

/** What most of these readers use. */
const BAUD_RATE = 9600;

export const line = defineFamily({
  name: 'line',
  aliases: {
    parallax: { radix: 'hex', technology: 'em4100', length: 10, sends: 'lf-cr', baudRate: 2400 },
    'twn3-hidprox': { radix: 'hex', technology: 'wiegand', bits: 'counted', sends: 'cr' },
    inditag: { prefix: ':', radix: 'hex', checksum: 'twos' },
    idtech: { envelope: 'stx-lrc' },
    rfideas: { sends: 'cr' },
  },
  title: 'Parallax RFID, Elatec TWN3, IDTECK, rf IDEAS serial and other readers that send lines of text',
  link: 'serial',
  baudRate: BAUD_RATE,
  shape: lineShape,
  createProtocol: ([settings = LINE_DEFAULTS]) =>
    createTextProtocol(() => framerOf(settings), valueReaderOf(settings)),
  createEmulator: ([settings = LINE_DEFAULTS]) => createLineEmulator(settings),
  decode: decodeRecording,
  cardNotation: 'the value as the reader sends it, without prefix, suffix and checksum, such as 67003B51C6',
  cardOfBadge: (em4100, settings) => valueOfBadge(em4100, settings, valueReaderOf(settings)),
  holdMsMin: 0,
});
