import type { DecodeResult } from '../family.ts';
import { decodeText } from '../line/decode-text.ts';
import { codeReaderOf, framerOf, type ScannerSettings } from './scanner-settings.ts';

/** Reads recorded bytes of a scanner, with a site's settings. */
export function decodeRecording(bytes: Uint8Array, settings: ScannerSettings): DecodeResult {
  return decodeText(bytes, {
    newFramer: () => framerOf(settings),
    read: codeReaderOf(settings),
    end: 'CR (0D) or LF (0A)',
  });
}
