/**
 * Published and computed frames of this family, as hex; blanks only for reading. `source` names who published one; `computed` ones
 * follow from the layout and were checked against the published ones. A new recording is added here, and the tests of the codec run on it.
 */
export interface RecordedFrame {
  hex: string;
  what: string;
  source: string;
  address: number;
  isReply: boolean;
  sequence: number;
  isCrc: boolean;
  name: string;
  /** Payload as sent, in hex. */
  payload: string;
}

const OSDP_NET = 'bytedreamer/OSDP.Net unit tests';
const LIBOSDP = 'goToMain/libosdp tests/unit-tests/test-cp-phy.c';
const ANNEX_E = 'SIA OSDP v2.2 Annex E, by goToMain/libosdp';
const CONFORMANCE = 'libosdp-conformance capture';
const EMBEDDED = 'Z-bit-Systems-LLC/OSDP-Embedded capture';
const PYTHON = 'ryanhz/osdp-python';
const COMPUTED = 'computed';

/** Where a frame goes, its sequence number and its check: `to 00 seq 2 crc`. */
type Heading = `${'to' | 'from'} ${string} seq ${0 | 1 | 2 | 3} ${'crc' | 'sum'}`;

function recorded(
  hex: string,
  heading: Heading,
  name: string,
  payload: string,
  source: string,
): RecordedFrame {
  const [way = '', address = '', , sequence = '', check = ''] = heading.split(' ');
  return {
    ...{ hex, what: `${name} ${heading}`, source, name, payload },
    address: Number.parseInt(address, 16),
    isReply: way === 'from',
    sequence: Number(sequence),
    isCrc: check === 'crc',
  };
}

const KEY = '0001020304050607 0001020304050607';

export const RECORDED_FRAMES: readonly RecordedFrame[] = [
  recorded('53 00 08 00 06 60 89 CC', 'to 00 seq 2 crc', 'POLL', '', OSDP_NET),
  recorded('53 00 07 00 02 60 44', 'to 00 seq 2 sum', 'POLL', '', OSDP_NET),
  recorded('53 80 08 00 05 40 68 9F', 'from 00 seq 1 crc', 'ACK', '', OSDP_NET),
  recorded('53 00 08 00 05 60 DA 99', 'to 00 seq 1 crc', 'POLL', '', CONFORMANCE),
  recorded('53 00 08 00 07 60 B8 FF', 'to 00 seq 3 crc', 'POLL', '', CONFORMANCE),
  recorded('53 80 08 00 06 40 3B CA', 'from 00 seq 2 crc', 'ACK', '', CONFORMANCE),
  recorded('53 80 08 00 07 40 0A F9', 'from 00 seq 3 crc', 'ACK', '', CONFORMANCE),
  recorded('FF 53 65 08 00 04 60 60 90', 'to 65 seq 0 crc', 'POLL', '', LIBOSDP),
  recorded('53 65 09 00 04 61 00 D9 7A', 'to 65 seq 0 crc', 'ID', '00', LIBOSDP),
  recorded('53 E5 07 00 01 40 80', 'from 65 seq 1 sum', 'ACK', '', LIBOSDP),
  recorded('53 E5 09 00 05 41 01 0E 8F', 'from 65 seq 1 crc', 'NAK', '01', LIBOSDP),
  recorded('53 00 09 00 04 61 00 C0 66', 'to 00 seq 0 crc', 'ID', '00', EMBEDDED),
  recorded('53 00 08 00 00 61 00 44', 'to 00 seq 0 sum', 'ID', '00', ANNEX_E),
  recorded('53 00 09 00 06 62 00 F3 5D', 'to 00 seq 2 crc', 'CAP', '00', OSDP_NET),
  recorded(
    '53 80 14 00 06 45 00 0E E3 10 10 00 00 74 97 23 06 06 1B 88',
    'from 00 seq 2 crc',
    'PDID',
    '00 0E E3 10 10 00 00 74 97 23 06 06',
    OSDP_NET,
  ),
  recorded(
    '53 80 14 00 04 45 0A 00 17 03 00 CA FE DE ED 01 50 02 04 3B',
    'from 00 seq 0 crc',
    'PDID',
    '0A 00 17 03 00 CA FE DE ED 01 50 02',
    EMBEDDED,
  ),
  recorded(
    '53 FF 13 00 03 45 A4 D9 A4 03 FF 33 00 01 70 03 00 02 87',
    'from 7F seq 3 sum',
    'PDID',
    'A4 D9 A4 03 FF 33 00 01 70 03 00 02',
    PYTHON,
  ),
  recorded(
    '53 80 1D 00 06 46 010101 020101 030101 040101 050101 060101 090104 B6 06',

    'from 00 seq 2 crc',
    'PDCAP',
    '010101 020101 030101 040101 050101 060101 090104',
    EMBEDDED,
  ),
  recorded('53 00 08 00 06 64 0D 8C', 'to 00 seq 2 crc', 'LSTAT', '', OSDP_NET),
  recorded('53 00 07 00 02 64 40', 'to 00 seq 2 sum', 'LSTAT', '', OSDP_NET),
  recorded('FF 53 80 0A 00 04 48 00 01 0F A1', 'from 00 seq 0 crc', 'LSTATR', '00 01', CONFORMANCE),
  recorded('53 00 0D 00 06 6A 00 02 02 02 01 59 92', 'to 00 seq 2 crc', 'BUZ', '00 02 02 02 01', OSDP_NET),
  recorded(
    '53 7F 15 00 02 69 00 00 02 02 01 02 00 0A 00 00 00 00 00 00 9D',
    'to 7F seq 2 sum',
    'LED',
    '00 00 02 02 01 02 00 0A 00 00 00 00 00 00',
    PYTHON,
  ),
  recorded('53 7F 0C 00 02 6A 00 03 02 01 03 AD', 'to 7F seq 2 sum', 'BUZ', '00 03 02 01 03', PYTHON),
  recorded(
    '53 00 16 00 06 69 00 00 02 05 02 02 01 14 00 00 00 00 00 00 3C 3D',
    'to 00 seq 2 crc',
    'LED',
    '00 00 02 05 02 02 01 14 00 00 00 00 00 00',
    COMPUTED,
  ),
  recorded(
    '53 7F 11 00 01 6B 00 01 00 00 00 04 74 65 73 74 EC',
    'to 7F seq 1 sum',
    'TEXT',
    '00 01 00 00 00 04 74 65 73 74',
    PYTHON,
  ),
  recorded('53 7F 0D 00 04 6E 00 80 25 00 00 6E 38', 'to 7F seq 0 crc', 'COMSET', '00 80 25 00 00', ANNEX_E),
  recorded('53 7F 0C 00 00 6E 00 80 25 00 00 0F', 'to 7F seq 0 sum', 'COMSET', '00 80 25 00 00', ANNEX_E),
  recorded(
    'FF 53 00 0D 00 06 6E 01 80 25 00 00 EC 7B',
    'to 00 seq 2 crc',
    'COMSET',
    '01 80 25 00 00',
    OSDP_NET,
  ),
  recorded(`FF 53 00 1A 00 06 75 01 10 ${KEY} CF A3`, 'to 00 seq 2 crc', 'KEYSET', `01 10 ${KEY}`, OSDP_NET),
  recorded(
    '53 80 10 00 06 50 00 01 1A 00 BD 88 EB 80 02 D4',
    'from 00 seq 2 crc',
    'RAW',
    '00 01 1A 00 BD 88 EB 80',
    COMPUTED,
  ),
  recorded(
    '53 80 0F 00 02 50 00 01 1A 00 BD 88 EB 80 01',
    'from 00 seq 2 sum',
    'RAW',
    '00 01 1A 00 BD 88 EB 80',
    COMPUTED,
  ),
  // A whole frame whose card is none: the odd parity is wrong, and the pad bits behind bit 26 are set.
  recorded(
    '53 FF 10 00 05 50 FF 01 1A 00 CD 22 C7 16 00 C9',
    'from 7F seq 1 crc',
    'RAW',
    'FF 01 1A 00 CD 22 C7 16',
    PYTHON,
  ),
  recorded(
    '53 FF 0F 00 02 50 FF 01 1A 00 CD 22 C7 16 67',
    'from 7F seq 2 sum',
    'RAW',
    'FF 01 1A 00 CD 22 C7 16',
    PYTHON,
  ),
  recorded(
    '53 FF 0E 00 05 53 FF 04 31 32 33 34 81 B6',
    'from 7F seq 1 crc',
    'KPPAD',
    'FF 04 31 32 33 34',
    PYTHON,
  ),
  recorded(
    '53 FF 0D 00 02 53 FF 04 31 32 33 34 7F',
    'from 7F seq 2 sum',
    'KPPAD',
    'FF 04 31 32 33 34',
    PYTHON,
  ),
  recorded(
    '53 80 0E 00 06 53 00 04 31 32 33 34 EA 1A',
    'from 00 seq 2 crc',
    'KPPAD',
    '00 04 31 32 33 34',
    COMPUTED,
  ),
  recorded('53 80 08 00 04 79 23 0B', 'from 00 seq 0 crc', 'BUSY', '', COMPUTED),
  recorded('53 80 07 00 00 79 AD', 'from 00 seq 0 sum', 'BUSY', '', COMPUTED),
  recorded('53 80 09 00 05 41 06 F0 E3', 'from 00 seq 1 crc', 'NAK', '06', COMPUTED),
];

/** Frames that must be refused, and where: by the parser, or by whoever has no session to check the MAC with. */
export const BAD_FRAMES: readonly { hex: string; what: string; code: string; offset: number }[] = [
  {
    hex: '53 E5 09 00 09 02 19 40 5B',
    what: 'an unknown type of security block',
    code: 'security-block',
    offset: 5,
  },
  {
    hex: '53 E5 09 00 09 02 16 40 5E',
    what: 'a secured frame without its MAC',
    code: 'mac-missing',
    offset: 7,
  },
  { hex: '53 80 08 00 05 40 68 9E', what: 'a wrong CRC', code: 'crc', offset: 6 },
  { hex: '53 00 07 00 02 60 45', what: 'a wrong checksum', code: 'checksum', offset: 6 },
  { hex: '53 00 06 00 02 60 45', what: 'a length no frame has', code: 'length', offset: 2 },
  {
    hex: '53 00 07 00 06 60 40',
    what: 'a length that leaves no room for the CRC',
    code: 'length',
    offset: 2,
  },
  { hex: '53 00 A1 05 06 60 89 CC', what: 'a length beyond 1440', code: 'length', offset: 2 },
  { hex: '53 00 08 00 16 60 89 CC', what: 'a reserved control bit', code: 'control', offset: 4 },
];

/** A secured reply outside any session, whose MAC is all zeros. */
export const ZERO_MAC_REPLY = '53 E5 0D 00 09 02 16 40 00000000 5A';

export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}
