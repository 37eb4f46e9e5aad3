import { encodeLine } from '../line/encode-line.ts';
import { createTextEmulator } from '../line/text-emulator.ts';
import type { ReaderEmulator } from '../reader-emulator.ts';
import { codeReaderOf, SCAN_LINE_MAX, type ScannerSettings } from './scanner-settings.ts';

/** What a scanner says a QR code is, where it is told to say so (ISO/IEC 15424). */
const AIM_QR = ']Q3';

/** A scanner that sends each code once, with the symbology where the settings take it away again. */
export function createScannerEmulator(settings: ScannerSettings): ReaderEmulator {
  const { prefix = '', suffix = '', terminator, stripAimId } = settings;
  const textOf = (code: string) => `${prefix}${stripAimId ? AIM_QR : ''}${code}${suffix}`;
  return createTextEmulator({
    textOf,
    encode: code => encodeLine(textOf(code), { terminator, ownFormats: [] }),
    read: codeReaderOf(settings),
    lengthMax: SCAN_LINE_MAX,
  });
}
