import type { DecodeResult } from '../family.ts';
import { decodeText } from './decode-text.ts';
import { framerOf, type LineSettings, valueReaderOf } from './line-settings.ts';

const ENDS = { cr: 'CR (0D)', lf: 'LF (0A)', crlf: 'CR LF (0D 0A)', any: 'CR (0D) or LF (0A)' } as const;

/** Reads recorded bytes of a reader that sends lines, with a site's settings. */
export function decodeRecording(bytes: Uint8Array, settings: LineSettings): DecodeResult {
  return decodeText(bytes, {
    newFramer: () => framerOf(settings),
    read: valueReaderOf(settings),
    end: settings.envelope === 'stx-lrc' ? 'ETX (03) or the LRC' : ENDS[settings.terminator ?? 'any'],
  });
}
