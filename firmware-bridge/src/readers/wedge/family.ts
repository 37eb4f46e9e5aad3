import { printedNumbers } from '../em4100/printed-numbers.ts';
import { defineFamily } from '../family.ts';
import { valueOfBadge } from '../line/badge-value.ts';
import { decodeRecording } from './decode-recording.ts';
import { createWedgeEmulator } from './wedge-emulator.ts';
import { createWedgeProtocol } from './wedge-protocol.ts';
import { WEDGE_DEFAULTS, wedgeReaderOf, wedgeShape } from './wedge-settings.ts';

export const wedge = defineFamily({
  name: 'wedge',
  title: 'Readers and scanners that type like a keyboard',
  link: 'keyboard',
  baudRate: null,
  shape: wedgeShape,
  createProtocol: ([settings = WEDGE_DEFAULTS]) => createWedgeProtocol(settings, process.arch),
  createEmulator: ([settings = WEDGE_DEFAULTS]) => createWedgeEmulator(settings, process.arch),
  decode: decodeRecording,
  cardNotation: 'the text as the reader types it, without prefix, suffix and checksum, such as 67003B51C6',
  cardOfBadge: (em4100, settings) =>
    settings.technology === 'barcode'
      ? printedNumbers(em4100).dez10
      : valueOfBadge(em4100, settings, wedgeReaderOf(settings)),
  holdMsMin: 0,
});
