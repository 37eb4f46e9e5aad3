/**
 * Published requests and answers of this protocol (TWN4 Simple Protocol, DocRev 17); `computed` where only the form is published. Lines
 * are without their CR. A new recording is added here, and every test of the parser runs on it.
 */
export interface Exchange {
  request: string;
  answer: string;
  what: string;
  source: string;
  hasCrc?: boolean;
  /** What decoding says of the request and of the answer; fields that are not named are not looked at. */
  says: readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
  /** `technology:raw` of the card in it. */
  card?: string;
}

const PDF = 'TWN4 Simple Protocol DocRev 17';

export const EXCHANGES: readonly Exchange[] = [
  {
    ...{ request: '0005', answer: '0001', what: 'the USB type', source: PDF },
    says: [
      { name: 'GetUSBType', kind: 'request' },
      { name: 'GetUSBType', kind: 'answer', usbType: 1 },
    ],
  },
  {
    ...{ request: '000515A7', answer: '000131E1', what: 'the same with CRC', source: PDF, hasCrc: true },
    says: [
      { name: 'GetUSBType', crc: true },
      { name: 'GetUSBType', usbType: 1, crc: true },
    ],
  },
  {
    ...{ request: '050010', answer: '000180200466CF4DC2', what: 'a MIFARE card', source: PDF },
    card: 'iso14443a:66CF4DC2',
    says: [
      { name: 'SearchTag', kind: 'request', idBytesMax: 16 },
      { name: 'SearchTag', found: true, type: '80', tag: 'ISO14443A', bits: 32, id: '66CF4DC2' },
    ],
  },
  {
    ...{ request: '050010', answer: '0000', what: 'no tag', source: PDF },
    says: [{ name: 'SearchTag' }, { name: 'SearchTag', found: false }],
  },
  {
    request: '0004FF',
    answer: '001D54574E342F42312E30332F434346312E35372F505253312E30332F5049',
    what: 'the version',
    source: PDF,
    says: [
      { name: 'GetVersionString' },
      { name: 'GetVersionString', version: 'TWN4/B1.03/CCF1.57/PRS1.03/PI' },
    ],
  },
  {
    ...{ request: '0003', answer: '00D3480700', what: 'milliseconds since power-up', source: PDF },
    says: [{ name: 'GetSysTicks' }, { name: 'GetSysTicks', ticksMs: 477_395 }],
  },
  {
    ...{ request: '0502FFFFFFFFFFFFFFFF', answer: '00', what: 'all tag types', source: PDF },
    says: [
      { name: 'SetTagTypes', lfMask: 'FFFFFFFF', hfMask: 'FFFFFFFF' },
      { name: 'SetTagTypes', result: 'ok' },
    ],
  },
  {
    ...{ request: '0503', answer: '002FFE0700F7000000', what: 'the tag types', source: PDF },
    says: [{ name: 'GetTagTypes' }, { name: 'GetTagTypes', lfMask: '0007FE2F', hfMask: '000000F7' }],
  },
  {
    ...{ request: '1204', answer: '00010403', what: 'an ATQA, least significant byte first', source: PDF },
    says: [{ name: 'ISO14443A_GetATQA' }, { name: 'ISO14443A_GetATQA', atqa: '0304' }],
  },
  {
    ...{ request: '1205', answer: '000120', what: 'a SAK', source: PDF },
    says: [{ name: 'ISO14443A_GetSAK' }, { name: 'ISO14443A_GetSAK', sak: '20' }],
  },
  {
    request: '1208FF',
    answer: '000103180704D7A79A97378007042DA79A973780070450A79A973780',
    what: 'three DESFire cards at once',
    source: PDF,
    card: 'iso14443a:04D7A79A973780',
    says: [
      { name: 'ISO14443A_SearchMultiTag', listBytesMax: 255 },
      { name: 'ISO14443A_SearchMultiTag', uids: ['04D7A79A973780', '042DA79A973780', '0450A79A973780'] },
    ],
  },
  {
    ...{ request: '0407646009F401F401', answer: '00', what: 'a beep', source: PDF },
    says: [
      { name: 'Beep', volume: 100, frequencyHz: 2400, onMs: 500, offMs: 500 },
      { name: 'Beep', result: 'ok' },
    ],
  },
  {
    ...{ request: '0008', answer: '002D002F000B47303531353233', what: 'the UID of the reader', source: PDF },
    says: [{ name: 'GetDeviceUID' }, { name: 'GetDeviceUID', deviceUid: '2D002F000B47303531353233' }],
  },
  {
    ...{ request: '050010', answer: '0001402805' + '67003B51C6', what: 'an EM4102 tag', source: 'computed' },
    card: 'em4100:67003B51C6',
    says: [{ name: 'SearchTag' }, { tag: 'EM4102', bits: 40 }],
  },
  {
    ...{ request: '050010', answer: '0001491A04BD88EB80', what: 'a HID Prox card', source: 'computed' },
    card: 'wiegand:BD88EB80',
    says: [{ name: 'SearchTag' }, { tag: 'HID Prox', bits: 26 }],
  },
];

/** Binary forms of the first two exchanges (the same PDF). */
export const BINARY_EXCHANGES = [
  { request: '02000005', answer: '02000001', hasCrc: false },
  { request: '0400000515A7', answer: '0400000131E1', hasCrc: true },
] as const;

/** What must not be taken for an answer about a tag. `offset` counts characters of the line. */
export const BAD_LINES: readonly { line: string; what: string; code: string; offset: number }[] = [
  { line: '000180200466CF4D\r', what: 'an id that is cut off', code: 'tag-layout', offset: 16 },
  { line: '000180200466CF4D', what: 'an id that is cut off, and no CR', code: 'incomplete', offset: 16 },
  { line: '000180200466CF4DC', what: 'half a byte and no CR', code: 'incomplete', offset: 17 },
  { line: '000180200466CF4DC\r', what: 'half a byte', code: 'odd-length', offset: 0 },
  { line: '000180200466CF4DC2FF\r', what: 'bytes behind the id', code: 'tag-layout', offset: 18 },
  { line: '000180280466CF4DC2\r', what: 'more bits than the id has', code: 'tag-layout', offset: 6 },
  { line: '0001802000\r', what: 'a tag without id', code: 'tag-layout', offset: 8 },
  { line: '00018020\r', what: 'an answer that ends ahead of the id', code: 'tag-layout', offset: 8 },
  { line: '0001802004G6CF4DC2\r', what: 'a letter that is not hex', code: 'not-hex', offset: 10 },
  { line: '0001802805' + '66CF4DC201' + '\r', what: 'a UID of five bytes', code: 'uid-length', offset: 10 },
  { line: '0001491A04CD22C716\r', what: 'HID Prox bits of wrong parity', code: 'parity', offset: 10 },
  {
    line: '0001491B04BD88EB80\r',
    what: 'HID Prox bits of no known length',
    code: 'unknown-length',
    offset: 10,
  },
  { line: '01\r', what: 'an unknown function', code: 'unknown-function', offset: 0 },
  { line: '02\r', what: 'a missing parameter', code: 'missing-parameter', offset: 0 },
  { line: '03\r', what: 'unused parameters', code: 'unused-parameters', offset: 0 },
  { line: '04\r', what: 'an invalid function', code: 'invalid-function', offset: 0 },
  { line: '05\r', what: 'a parser error', code: 'parser-error', offset: 0 },
  { line: '06\r', what: 'a result that does not exist', code: 'unknown-message', offset: 0 },
  { line: '0123\r', what: 'a complaint with something behind it', code: 'unknown-message', offset: 0 },
];

export function line(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export function wire(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
