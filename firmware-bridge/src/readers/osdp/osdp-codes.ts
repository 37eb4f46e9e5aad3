/** Command codes, panel to reader. */
export const COMMAND = {
  POLL: 0x60,
  ID: 0x61,
  CAP: 0x62,
  LSTAT: 0x64,
  ISTAT: 0x65,
  OSTAT: 0x66,
  RSTAT: 0x67,
  OUT: 0x68,
  LED: 0x69,
  BUZ: 0x6a,
  TEXT: 0x6b,
  RMODE: 0x6c,
  TDSET: 0x6d,
  COMSET: 0x6e,
  BIOREAD: 0x73,
  BIOMATCH: 0x74,
  KEYSET: 0x75,
  CHLNG: 0x76,
  SCRYPT: 0x77,
  ACURXSIZE: 0x7b,
  FILETRANSFER: 0x7c,
  MFG: 0x80,
  XWR: 0xa1,
  ABORT: 0xa2,
  PIVDATA: 0xa3,
  GENAUTH: 0xa4,
  CRAUTH: 0xa5,
  KEEPACTIVE: 0xa7,
} as const;

/** Reply codes, reader to panel. */
export const REPLY = {
  ACK: 0x40,
  NAK: 0x41,
  PDID: 0x45,
  PDCAP: 0x46,
  LSTATR: 0x48,
  ISTATR: 0x49,
  OSTATR: 0x4a,
  RSTATR: 0x4b,
  RAW: 0x50,
  FMT: 0x51,
  KPPAD: 0x53,
  COM: 0x54,
  BIOREADR: 0x57,
  BIOMATCHR: 0x58,
  CCRYPT: 0x76,
  RMAC_I: 0x78,
  BUSY: 0x79,
  FTSTAT: 0x7a,
  PIVDATAR: 0x80,
  GENAUTHR: 0x81,
  CRAUTHR: 0x82,
  MFGSTATR: 0x83,
  MFGERRR: 0x84,
  MFGREP: 0x90,
  XRD: 0xb1,
} as const;

/** First payload byte of a NAK. */
export const NAK = {
  none: 0x00,
  check: 0x01,
  length: 0x02,
  unknownCommand: 0x03,
  sequence: 0x04,
  noSecureChannel: 0x05,
  securityConditions: 0x06,
  bioType: 0x07,
  bioFormat: 0x08,
  record: 0x09,
} as const;

const NAK_NAMES: Readonly<Record<number, string>> = {
  [NAK.none]: 'none',
  [NAK.check]: 'check-character',
  [NAK.length]: 'command-length',
  [NAK.unknownCommand]: 'unknown-command',
  [NAK.sequence]: 'sequence',
  [NAK.noSecureChannel]: 'secure-channel-unsupported',
  [NAK.securityConditions]: 'security-conditions',
  [NAK.bioType]: 'bio-type',
  [NAK.bioFormat]: 'bio-format',
  [NAK.record]: 'record',
};

const COMMAND_NAMES = namesOf(COMMAND);
const REPLY_NAMES = namesOf(REPLY);

export function commandName(code: number): string {
  return COMMAND_NAMES.get(code) ?? `command-${hexByte(code)}`;
}

export function replyName(code: number): string {
  return REPLY_NAMES.get(code) ?? `reply-${hexByte(code)}`;
}

export function nakName(reason: number): string {
  return NAK_NAMES[reason] ?? `reason-${hexByte(reason)}`;
}

function namesOf(codes: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(codes).map(([name, code]) => [code, name]));
}

function hexByte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
