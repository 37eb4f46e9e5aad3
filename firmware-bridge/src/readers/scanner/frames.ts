/** Scans as they come on the wire, hex; computed from what scanners are set to send, since recordings carry other people's codes. */
export interface RecordedScan {
  wire: string;
  settings: Readonly<Record<string, unknown>>;
  text: string;
  what: string;
}

const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');

export const RECORDED_SCANS: readonly RecordedScan[] = [
  { wire: ascii('0003887558\r\n'), settings: {}, text: '0003887558', what: 'a printed number' },
  { wire: ascii('0003887558\r'), settings: { terminator: 'cr' }, text: '0003887558', what: 'CR alone' },
  { wire: ascii('TC:1:67003B51C6\n'), settings: {}, text: 'TC:1:67003B51C6', what: 'a QR code' },
  { wire: ascii(']Q30003887558\r\n'), settings: { stripAimId: true }, text: '0003887558', what: 'an AIM id' },
  { wire: ascii(']C00003887558\r\n'), settings: { stripAimId: true }, text: '0003887558', what: 'Code 128' },
  { wire: ascii(']Q30003887558\r\n'), settings: {}, text: ']Q30003887558', what: 'an AIM id that is kept' },
  {
    wire: ascii('<]Q3https://badge.example/c/A7-19>\r'),
    settings: {
      prefix: '<',
      suffix: '>',
      stripAimId: true,
      pattern: 'https://badge\\.example/c/([A-Z0-9-]{1,32})',
    },
    text: 'A7-19',
    what: 'prefix, symbology, suffix and a pattern',
  },
  { wire: ascii(`${'A'.repeat(128)}\r`), settings: {}, text: 'A'.repeat(128), what: 'the longest code' },
];

export const BAD_SCANS: readonly { wire: string; settings: object; reason: string; what: string }[] = [
  { wire: ascii(`${'A'.repeat(129)}\r`), settings: {}, reason: 'wrong-length', what: '129 characters' },
  { wire: ascii(`${'A'.repeat(257)}\r`), settings: {}, reason: 'too-long', what: 'a line of 257 characters' },
  { wire: '1B5D303B78070D', settings: {}, reason: 'not-printable', what: 'a terminal escape' },
  { wire: '41E280AE420D', settings: {}, reason: 'not-printable', what: 'a right-to-left override' },
  { wire: '41000D', settings: {}, reason: 'not-printable', what: 'a zero byte' },
  { wire: '1D30313034303132330D', settings: {}, reason: 'not-printable', what: 'a GS1 separator' },
  {
    wire: ascii('x0003887558\r'),
    settings: { pattern: '\\d{10}' },
    reason: 'no-match',
    what: 'not the pattern',
  },
  { wire: ascii('0003887558\r'), settings: { prefix: '<' }, reason: 'wrong-prefix', what: 'no prefix' },
  {
    wire: ascii(']Q3\r'),
    settings: { stripAimId: true },
    reason: 'empty',
    what: 'a symbology and nothing else',
  },
];

export function bytesOfWire(wire: string): Uint8Array {
  return Uint8Array.from(Buffer.from(wire, 'hex'));
}
