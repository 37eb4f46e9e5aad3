/** Reports by their layout; sources in README.md. Where a guide gives the number only, the report around it is computed. */
export interface RecordedReport {
  wire: string;
  settings: Readonly<Record<string, unknown>>;
  technology: string;
  raw: string;
  printed: Readonly<Record<string, string>>;
  source: string;
}

const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');

export const RECORDED_REPORTS: readonly RecordedReport[] = [
  {
    wire: '0605025240',
    settings: { bits: 'pacs' },
    technology: 'wiegand',
    raw: '05025240',
    printed: { facilityCard: '10-1188', binary: '00000101000000100101001001' },
    source: 'HID OMNIKEY user guide 5127-902, PACS in hex',
  },
  {
    wire: '06BD88EB80',
    settings: { bits: 'pacs' },
    technology: 'wiegand',
    raw: 'BD88EB80',
    printed: { facilityCard: '123-4567' },
    source: 'proxmark3 tools/pm3_tests.sh, as PACS',
  },
  {
    wire: ascii('0605025240'),
    settings: { format: 'ascii', bits: 'pacs' },
    technology: 'wiegand',
    raw: '05025240',
    printed: { facilityCard: '10-1188' },
    source: 'HID OMNIKEY user guide 5127-902, PACS in hex, typed',
  },
  {
    wire: `${ascii('25853841984')}0D00000000`,
    settings: { format: 'ascii', radix: 'dec', bits: 'pacs' },
    technology: 'wiegand',
    raw: '05025240',
    printed: { facilityCard: '10-1188' },
    source: 'HID OMNIKEY user guide 5127-902, PACS in decimal',
  },
  {
    wire: 'E43AC9D2',
    settings: {},
    technology: 'iso14443a',
    raw: 'E43AC9D2',
    printed: { uid: 'E43AC9D2', decLsb: '3536403172' },
    source: 'HID OMNIKEY user guide 5127-902, UID',
  },
  {
    wire: 'D2C93AE4',
    settings: { byteOrder: 'little' },
    technology: 'iso14443a',
    raw: 'E43AC9D2',
    printed: { decLsb: '3536403172' },
    source: 'HID OMNIKEY user guide 5127-902, bytes reversed',
  },
  {
    wire: ascii('3536403172'),
    settings: { format: 'ascii', radix: 'dec', technology: 'iso14443a', byteOrder: 'little' },
    technology: 'iso14443a',
    raw: 'E43AC9D2',
    printed: { decLsb: '3536403172' },
    source: 'HID OMNIKEY user guide 5127-902, UID in decimal',
  },
  {
    wire: '04030201',
    settings: { byteOrder: 'little', technology: 'iso14443a' },
    technology: 'iso14443a',
    raw: '01020304',
    printed: { uid: '01020304' },
    source: 'HID OMNIKEY user guide 5127-902, byte reverse',
  },
  {
    wire: '020567003B51C6000000',
    settings: { reportId: '02', lengthAt: 1, offset: 2 },
    technology: 'em4100',
    raw: '67003B51C6',
    printed: { dez10: '0003887558' },
    source: 'computed',
  },
  {
    wire: '00000067003B51C6FFFF',
    settings: { offset: 3, byteCount: 5, reportBytes: 10 },
    technology: 'em4100',
    raw: '67003B51C6',
    printed: { dez10: '0003887558' },
    source: 'computed',
  },
];

/** Reports that are no card to be trusted. */
export const BAD_REPORTS: readonly { wire: string; settings: object; reason: string; what: string }[] = [
  { wire: '0605025241', settings: { bits: 'pacs' }, reason: 'pad-bits', what: 'a set bit behind the last' },
  { wire: '0685025240', settings: { bits: 'pacs' }, reason: 'parity', what: 'a wrong parity bit' },
  { wire: '0605025200', settings: { bits: 'pacs' }, reason: 'parity', what: 'another wrong parity bit' },
  {
    wire: '0905025240',
    settings: { bits: 'pacs' },
    reason: 'bad-bit-count',
    what: 'nine unused bits of eight',
  },
  { wire: '0705025200', settings: { bits: 'pacs' }, reason: 'unknown-length', what: '25 bits' },
  { wire: '67003B', settings: { byteCount: 5 }, reason: 'too-short', what: 'three bytes of five' },
  {
    wire: '67003B51C6',
    settings: { offset: 5 },
    reason: 'too-short',
    what: 'nothing where the number begins',
  },
  {
    wire: '02096700',
    settings: { lengthAt: 1, offset: 2 },
    reason: 'wrong-length',
    what: 'nine bytes of two',
  },
  {
    wire: '67003B51C6',
    settings: { reportBytes: 8 },
    reason: 'wrong-length',
    what: 'another size of report',
  },
  { wire: '67003B51', settings: { technology: 'em4100' }, reason: 'no-version', what: 'four bytes of five' },
  { wire: '1B5B324A', settings: { format: 'ascii' }, reason: 'not-printable', what: 'a terminal escape' },
];

export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
