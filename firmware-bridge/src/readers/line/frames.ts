/**
 * Published lines of such readers; sources in README.md. A new recording is added here, and every test runs on it.
 */
export interface RecordedLine {
  /** Family name or alias in whose settings it is read. */
  family: string;
  settings?: Readonly<Record<string, unknown>>;
  /** Bytes on the wire, hex. */
  wire: string;
  technology: string;
  raw: string;
  printed: Readonly<Record<string, string>>;
  source: string;
}

const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');

export const RECORDED_LINES: readonly RecordedLine[] = [
  {
    family: 'parallax',
    wire: '0A304630313834463037410D',
    technology: 'em4100',
    raw: '0F0184F07A',
    printed: { dez10: '0025489530' },
    source: 'Parallax 28140 manual',
  },
  {
    family: 'twn3-hidprox',
    wire: ascii('1A808001C0\r'),
    technology: 'wiegand',
    raw: '808001C0',
    printed: { facilityCard: '1-3' },
    source: 'Elatec TWN3 HID Prox transparent',
  },
  {
    family: 'inditag',
    wire: ascii(':112233445501\r\n'),
    technology: 'em4100',
    raw: '1122334455',
    printed: { dez10: '0573785173' },
    source: 'Elatec TWN3 IndiTag',
  },
  {
    family: 'idtech',
    wire: `02${ascii('67003B51C6')}0300`,
    technology: 'em4100',
    raw: '67003B51C6',
    printed: { dez10: '0003887558' },
    source: 'computed',
  },
  {
    family: 'idtech',
    wire: `02${ascii('003B51C6')}0301`,
    technology: 'text',
    raw: ascii('003B51C6'),
    printed: { text: '003B51C6' },
    source: 'computed',
  },
  {
    family: 'line',
    wire: ascii('67003B51C6\r\n'),
    technology: 'em4100',
    raw: '67003B51C6',
    printed: { dez10: '0003887558', d3d5: '059,20934' },
    source: 'computed',
  },
  {
    family: 'line',
    wire: ascii('0003887558\n'),
    technology: 'text',
    raw: ascii('0003887558'),
    printed: { dez10: '0003887558', text: '0003887558' },
    source: 'computed',
  },
  {
    family: 'rfideas',
    settings: { radix: 'dec', version: '67', padTo: 10 },
    wire: ascii('3887558\r'),
    technology: 'em4100',
    raw: '67003B51C6',
    printed: { dez10: '0003887558' },
    source: 'computed',
  },
  {
    // UID E43AC9D2, sent as a little-endian number.
    family: 'line',
    settings: { radix: 'dec', technology: 'iso14443a', byteOrder: 'little' },
    wire: ascii('3536403172\r'),
    technology: 'iso14443a',
    raw: 'E43AC9D2',
    printed: { uid: 'E43AC9D2' },
    source: 'HID OMNIKEY user guide 5127-902',
  },
  {
    family: 'line',
    settings: { bits: 'pacs' },
    wire: ascii('0605025240\r'),
    technology: 'wiegand',
    raw: '05025240',
    printed: { facilityCard: '10-1188' },
    source: 'HID OMNIKEY user guide 5127-902',
  },
];

/** What must not be taken for a badge, by the family or alias that reads it, and the slug that says why. */
export const BAD_LINES: readonly { family: string; wire: string; reason: string; what: string }[] = [
  { family: 'parallax', wire: ascii('\n0F0184F07\r'), reason: 'wrong-length', what: 'nine characters' },
  { family: 'parallax', wire: ascii('\n0F0184F07AA\r'), reason: 'wrong-length', what: 'eleven characters' },
  { family: 'parallax', wire: ascii('\n0G0184F07A\r'), reason: 'not-hex', what: 'a letter that is not hex' },
  { family: 'twn3-hidprox', wire: ascii('1B808001C0\r'), reason: 'unknown-length', what: '27 bits' },
  { family: 'twn3-hidprox', wire: ascii('1980800180\r'), reason: 'unknown-length', what: '25 bits' },
  { family: 'twn3-hidprox', wire: ascii('1A008001C0\r'), reason: 'parity', what: 'a wrong parity bit' },
  { family: 'twn3-hidprox', wire: ascii('FF808001C0\r'), reason: 'bad-bit-count', what: 'too few bytes' },
  { family: 'twn3-hidprox', wire: ascii('1A808001C000\r'), reason: 'bad-bit-count', what: 'too many bytes' },
  {
    family: 'twn3-hidprox',
    wire: ascii('1A808001C1\r'),
    reason: 'pad-bits',
    what: 'a set bit behind the last',
  },
  { family: 'inditag', wire: ascii(':112233445500\r\n'), reason: 'checksum', what: 'a wrong checksum' },
  { family: 'inditag', wire: ascii(':112233445511\r\n'), reason: 'checksum', what: 'the XOR instead' },
  { family: 'inditag', wire: ascii('112233445501\r\n'), reason: 'wrong-prefix', what: 'no colon' },
  { family: 'idtech', wire: `02${ascii('67003B51C6')}0375`, reason: 'checksum', what: 'a wrong LRC' },
  { family: 'idtech', wire: `02${ascii('67003B51C')}0336`, reason: 'wrong-length', what: 'nine characters' },
  {
    family: 'idtech',
    wire: `02${ascii('67003B51C6A')}0341`,
    reason: 'wrong-length',
    what: 'eleven characters',
  },
  { family: 'line', wire: '1B5B324A0D', reason: 'not-printable', what: 'an escape sequence' },
  { family: 'line', wire: '36370033420D', reason: 'not-printable', what: 'a zero byte' },
  { family: 'line', wire: `C3A90D`, reason: 'not-printable', what: 'a letter beyond ASCII' },
  { family: 'line', wire: `${'41'.repeat(65)}0D`, reason: 'too-long', what: 'sixty-five characters' },
];

export function bytesOfWire(wire: string): Uint8Array {
  return Uint8Array.from(Buffer.from(wire, 'hex'));
}
