import { printedNumbers } from '../em4100/printed-numbers.ts';
import { defineFamily } from '../family.ts';
import { createTextProtocol } from '../line/text-protocol.ts';
import { decodeRecording } from './decode-recording.ts';
import { createScannerEmulator } from './scanner-emulator.ts';
import { codeReaderOf, framerOf, SCANNER_DEFAULTS, scannerShape } from './scanner-settings.ts';

export const scanner = defineFamily({
  name: 'scanner',
  title: 'QR and barcode scanners with a serial interface (RS-232 or USB CDC)',
  link: 'serial',
  baudRate: 9600,
  shape: scannerShape,
  createProtocol: ([settings = SCANNER_DEFAULTS]) =>
    createTextProtocol(() => framerOf(settings), codeReaderOf(settings)),
  createEmulator: ([settings = SCANNER_DEFAULTS]) => createScannerEmulator(settings),
  decode: decodeRecording,
  cardNotation: 'the text of the code, one to 128 printable ASCII characters',
  // What stands on the badge in digits stands there as a code too.
  cardOfBadge: em4100 => printedNumbers(em4100).dez10,
  holdMsMin: 0,
});
