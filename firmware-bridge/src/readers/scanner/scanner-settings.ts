import * as z from 'zod/mini';
import { createLineFramer, type TextFramer } from '../line/line-framing.ts';
import { terminatorShape } from '../line/line-settings.ts';
import { compilePattern } from '../line/safe-pattern.ts';
import { indexOfUnprintable, textCard } from '../line/text-card.ts';
import { type ReadValue, refused, stripped } from '../line/value.ts';
import { affixShape, patternOf } from '../line/value-shape.ts';

/** Longest line of a scanner, with prefix, symbology and suffix. */
export const SCAN_LINE_MAX = 256;
/** Longest code that is a credential; what is printed on badges is far shorter. */
export const CODE_LENGTH_MAX = 128;

export const scannerShape = {
  ...terminatorShape,
  ...affixShape,
  /** Regular expression for the whole code; its group `value`, else its first group, is the credential. */
  pattern: z.optional(patternOf(SCAN_LINE_MAX)),
  /** Takes the AIM symbology identifier away, such as `]Q3`: the same code as QR and as Code 128 is then the same badge. */
  stripAimId: z._default(z.boolean(), false),
};

export type ScannerSettings = z.infer<z.ZodMiniObject<typeof scannerShape>>;

export const SCANNER_DEFAULTS: ScannerSettings = z.object(scannerShape).parse({});

/** ISO/IEC 15424: a flag, a letter for the symbology, a modifier. */
const AIM_ID = /^\][A-Za-z][0-9A-Za-z]/;

export function framerOf({ terminator = 'any' }: ScannerSettings): TextFramer {
  return createLineFramer({ terminator, lengthMax: SCAN_LINE_MAX });
}

/** What turns a scanned line into a credential: printable ASCII, one to 128 characters. */
export function codeReaderOf(settings: ScannerSettings): ReadValue {
  const pattern = settings.pattern === undefined ? null : compilePattern(settings.pattern);
  const at = (settings.prefix ?? '').length;
  return text => {
    const unprintable = indexOfUnprintable(text);
    if (unprintable >= 0) return refused('not-printable', unprintable);
    const inner = stripped(text, settings, null);
    if (typeof inner !== 'string') return inner;
    const code = stripped(settings.stripAimId ? inner.replace(AIM_ID, '') : inner, {}, pattern);
    if (typeof code !== 'string') return refused(code.reason, at);
    if (code === '') return refused('empty', at);
    if (code.length > CODE_LENGTH_MAX) return refused('wrong-length', at);
    return { kind: 'card', card: textCard('barcode', code, 'none') };
  };
}
