/**
 * Recorded and published frames of this chip; sources in README.md. A new recording is added here, and every test of the parser runs on
 * it.
 */
export interface Recording {
  hex: string;
  what: string;
  source: string;
  /** UID of the card in it. */
  uid?: string;
  /** What decoding says of its frames, in order; fields that are not named are not looked at. */
  says: readonly Readonly<Record<string, unknown>>[];
}

const ACK = { name: 'ACK' };
const card = (target: Readonly<Record<string, unknown>>) => ({
  name: 'InListPassiveTarget',
  kind: 'response',
  noCard: false,
  targets: [{ number: 1, ats: null, ...target }],
});

export const RECORDINGS: readonly Recording[] = [
  {
    hex: '0000FF02FED4022A00',
    what: 'GetFirmwareVersion request',
    source: 'many',
    says: [{ name: 'GetFirmwareVersion', kind: 'request' }],
  },
  {
    hex: '0000FF06FAD50332010607E800',
    what: 'a PN532, version 1.6',
    source: 'nfcpy, pn532.js',
    says: [{ name: 'GetFirmwareVersion', kind: 'response', ic: 'PN532', version: '1.6', support: 7 }],
  },
  {
    hex: '0000FF05FBD4140114010200',
    what: 'SAMConfiguration request: normal, 20 x 50 ms, irq',
    source: 'many',
    says: [{ name: 'SAMConfiguration', kind: 'request', mode: 'normal', timeoutMs: 1000, irq: true }],
  },
  {
    hex: '0000FF02FED5151600',
    what: 'SAMConfiguration response',
    source: 'many',
    says: [{ name: 'SAMConfiguration', kind: 'response' }],
  },
  {
    hex: '0000FF03FDD414011700',
    what: 'SAMConfiguration request, mode only',
    source: 'libnfc',
    says: [{ name: 'SAMConfiguration', kind: 'request', mode: 'normal' }],
  },
  {
    hex: '0000FF05FBD4140100001700',
    what: 'SAMConfiguration request with zeros',
    source: 'pn532.js',
    says: [{ name: 'SAMConfiguration', kind: 'request', mode: 'normal', timeoutMs: 0, irq: false }],
  },
  {
    hex: '5555000000000000000000000000000000FF05FBD4140114010200',
    what: 'wake-up and SAMConfiguration in one write',
    source: 'pn532.js',
    says: [{ name: 'wake-up' }, { name: 'SAMConfiguration', kind: 'request' }],
  },
  {
    hex: '0000FF06FAD43205FF0101F400',
    what: 'RFConfiguration request, one retry',
    source: 'computed',
    says: [
      {
        ...{ name: 'RFConfiguration', kind: 'request', item: 5 },
        ...{ mxRtyAtr: 255, mxRtyPsl: 1, mxRtyPassiveActivation: 1 },
      },
    ],
  },
  {
    hex: '0000FF02FED533F800',
    what: 'RFConfiguration response',
    source: 'computed',
    says: [{ name: 'RFConfiguration', kind: 'response' }],
  },
  {
    hex: '0000FF04FCD44A0100E100',
    what: 'InListPassiveTarget request: one target, type A',
    source: 'NXP community, pn532.js',
    says: [{ name: 'InListPassiveTarget', kind: 'request', maxTg: 1, brTy: '106A' }],
  },
  {
    hex: '0000FF00FF000000FF0CF4D54B0101000408049D44A3460400',
    what: 'ACK and a MIFARE Classic',
    source: 'pn532.js tests',
    uid: '9D44A346',
    says: [ACK, card({ atqa: '0004', sak: '08', uid: '9D44A346' })],
  },
  {
    hex: '0000FF0CF4D54B010100040804FB0EE20BD800',
    what: 'a MIFARE Classic',
    source: 'jinmi8 documentation',
    uid: 'FB0EE20B',
    says: [card({ atqa: '0004', sak: '08', uid: 'FB0EE20B' })],
  },
  {
    hex: '0000FF00FF000000FF0FF1D54B0101004400070463F80A4F53810700',
    what: 'ACK and an NTAG, recorded',
    source: 'public frame test "test_pn32_frame"',
    uid: '0463F80A4F5381',
    says: [ACK, card({ atqa: '0044', sak: '00', uid: '0463F80A4F5381' })],
  },
  {
    hex: '0000FF00FF000000FF0FF1D54B010100440007041F9B020052810000',
    what: 'ACK and an NTAG whose data checksum is 00, recorded',
    source: 'public frame test "test_pn32_frame"',
    uid: '041F9B02005281',
    says: [ACK, card({ atqa: '0044', sak: '00', uid: '041F9B02005281' })],
  },
  {
    hex: '0000FF03FDD54B00E000',
    what: 'no card',
    source: 'nfcpy',
    says: [{ name: 'InListPassiveTarget', kind: 'response', noCard: true, targets: [] }],
  },
  {
    hex: '0000FF12EED54B01010044000A041122334455667788998F00',
    what: 'a UID of ten bytes',
    source: 'computed',
    uid: '04112233445566778899',
    says: [card({ atqa: '0044', sak: '00', uid: '04112233445566778899' })],
  },
  {
    hex: '0000FF15EBD54B010103442007041122334455660675778102801200',
    what: 'a DESFire with its ATS',
    source: 'computed',
    uid: '04112233445566',
    says: [card({ atqa: '0344', sak: '20', uid: '04112233445566', ats: '067577810280' })],
  },
  {
    hex: '0000FF03FDD45201D900',
    what: 'InRelease request of one target',
    source: 'computed',
    says: [{ name: 'InRelease', kind: 'request', target: 1 }],
  },
  {
    hex: '0000FF03FDD45200DA00',
    what: 'InRelease request of all targets',
    source: 'computed',
    says: [{ name: 'InRelease', kind: 'request', target: 0 }],
  },
  {
    hex: '0000FF05FBD4003132339600',
    what: 'Diagnose request',
    source: 'nfcpy',
    says: [{ name: 'Diagnose', kind: 'request', test: 0x31, data: '3233' }],
  },
  {
    hex: '0000FF05FBD5013435368B00',
    what: 'Diagnose response',
    source: 'nfcpy',
    says: [{ name: 'Diagnose', kind: 'response', data: '343536' }],
  },
  {
    hex: `0000FFFFFF0105FAD400313233${'00'.repeat(256)}9600`,
    what: 'an extended frame of 261 bytes',
    source: 'nfcpy',
    says: [{ name: 'Diagnose', kind: 'request', test: 0x31, isExtended: true }],
  },
  { hex: '0000FF00FF00', what: 'ACK', source: 'many', says: [ACK] },
  { hex: '0000FFFF0000', what: 'NACK', source: 'many', says: [{ name: 'NACK' }] },
];

/** The payload of an InListPassiveTarget response, without the frame around it (nfcpy tests). */
export const BARE_PAYLOAD = { hex: '4B0101004400070416C6C2D73881', uid: '0416C6C2D73881' };

/** With this the chip answers a frame that it did not understand: valid, and bad news. */
export const SYNTAX_ERROR_HEX = '0000FF01FF7F8100';

/** What must not be taken for a response; most are the Diagnose response of above, spoilt as nfcpy's tests spoil it. */
export const BAD_RECORDINGS: readonly { hex: string; what: string; code: string; offset: number }[] = [
  { hex: '0000FF05FAD5013435368B00', what: 'a wrong length checksum', code: 'lcs', offset: 0 },
  { hex: '0000FF04FBD5013435368B00', what: 'a wrong length', code: 'lcs', offset: 0 },
  { hex: '0000FF05FBD5013435368A00', what: 'a wrong data checksum', code: 'dcs', offset: 0 },
  { hex: '0000FF05FBD6013435368A00', what: 'a wrong frame identifier', code: 'tfi', offset: 0 },
  { hex: '0000FF05FBD5023435368A00', what: 'a response code that is none', code: 'response-code', offset: 6 },
  { hex: '0000FF05FBD501343536', what: 'a tail that is cut off', code: 'incomplete', offset: 10 },
  { hex: 'A1B20000FF05FBD5013435368B00', what: 'junk ahead of the preamble', code: 'noise', offset: 0 },
  {
    hex: '0000FFFFFF0003FDD500004200',
    what: 'a wrong data checksum in an extended frame (it would be 2B)',
    code: 'dcs',
    offset: 0,
  },
];

export function wire(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
