import type { FrameView } from '../family.ts';
import { hexOf } from '../wiegand/bits.ts';
import { parseTag, tagName } from './tag.ts';

/** One function of the reader: two bytes, group and index, then parameters. */
export interface ReaderFunction {
  name: string;
  /** Bytes of parameters behind the two. */
  parameterBytes: number;
  parameters(bytes: Uint8Array): FrameView;
  /** What the answer says behind its result byte; null when it cannot be that of this function. */
  answer(bytes: Uint8Array): FrameView | null;
}

export const FUNCTION = {
  getSysTicks: 0x0003,
  getVersionString: 0x0004,
  getUsbType: 0x0005,
  getDeviceUid: 0x0008,
  beep: 0x0407,
  searchTag: 0x0500,
  setTagTypes: 0x0502,
  getTagTypes: 0x0503,
  getAtqa: 0x1204,
  getSak: 0x1205,
  searchMultiTag: 0x1208,
} as const;

const none = () => ({});
const nothing = (bytes: Uint8Array) => (bytes.length === 0 ? {} : null);

/** The functions that are known here (TWN4 Simple Protocol, DocRev 17). */
const FUNCTIONS: Readonly<Record<number, ReaderFunction>> = {
  [FUNCTION.getSysTicks]: {
    ...{ name: 'GetSysTicks', parameterBytes: 0, parameters: none },
    answer: bytes => (bytes.length === 4 ? { ticksMs: little(bytes, 0, 4) } : null),
  },
  [FUNCTION.getVersionString]: {
    ...{
      name: 'GetVersionString',
      parameterBytes: 1,
      parameters: bytes => ({ charactersMax: bytes[0] ?? null }),
    },
    answer: bytes => (bytes.length === 1 + (bytes[0] ?? 0) ? { version: versionOf(bytes) } : null),
  },
  [FUNCTION.getUsbType]: {
    ...{ name: 'GetUSBType', parameterBytes: 0, parameters: none },
    answer: bytes => (bytes.length === 1 ? { usbType: bytes[0] ?? null } : null),
  },
  [FUNCTION.getDeviceUid]: {
    ...{ name: 'GetDeviceUID', parameterBytes: 0, parameters: none },
    answer: bytes => (bytes.length === 12 ? { deviceUid: hexOf(bytes) } : null),
  },
  [FUNCTION.beep]: {
    ...{ name: 'Beep', parameterBytes: 7, answer: nothing },
    parameters: bytes => ({
      volume: bytes[0] ?? null,
      frequencyHz: little(bytes, 1, 2),
      onMs: little(bytes, 3, 2),
      offMs: little(bytes, 5, 2),
    }),
  },
  [FUNCTION.searchTag]: {
    ...{ name: 'SearchTag', parameterBytes: 1, parameters: bytes => ({ idBytesMax: bytes[0] ?? null }) },
    answer: describeTag,
  },
  [FUNCTION.setTagTypes]: {
    ...{ name: 'SetTagTypes', parameterBytes: 8, parameters: masks, answer: nothing },
  },
  [FUNCTION.getTagTypes]: {
    ...{ name: 'GetTagTypes', parameterBytes: 0, parameters: none },
    answer: bytes => (bytes.length === 8 ? masks(bytes) : null),
  },
  [FUNCTION.getAtqa]: {
    ...{ name: 'ISO14443A_GetATQA', parameterBytes: 0, parameters: none },
    // Least significant byte first.
    answer: bytes =>
      bytes.length === 3 && bytes[0] === 1 ? { atqa: hexOf(bytes.slice(1).toReversed()) } : null,
  },
  [FUNCTION.getSak]: {
    ...{ name: 'ISO14443A_GetSAK', parameterBytes: 0, parameters: none },
    answer: bytes => (bytes.length === 2 && bytes[0] === 1 ? { sak: hexOf(bytes.subarray(1)) } : null),
  },
  [FUNCTION.searchMultiTag]: {
    ...{ name: 'ISO14443A_SearchMultiTag', parameterBytes: 1 },
    parameters: bytes => ({ listBytesMax: bytes[0] ?? null }),
    answer: describeList,
  },
};

/** The function a request asks for, where it is known and has the parameters it should have; null else. */
export function functionOf(request: Uint8Array): ReaderFunction | null {
  const known = functionNumbered((request[0] ?? 0xff) * 0x100 + (request[1] ?? 0xff));
  return request.length === 2 + (known?.parameterBytes ?? 0) ? known : null;
}

/** The function of a number; null when it is not known here. */
export function functionNumbered(number: number): ReaderFunction | null {
  return FUNCTIONS[number] ?? null;
}

/** The text of a GetVersionString answer, behind its result byte. */
export function versionOf(payload: Uint8Array): string {
  return Buffer.from(payload.subarray(1))
    .toString('latin1')
    .replace(/[^ -~]/g, '?');
}

/** The bytes of a request. */
export function requestOf(number: number, parameters: readonly number[] = []): Uint8Array {
  return Uint8Array.of(number >> 8, number & 0xff, ...parameters);
}

function describeTag(bytes: Uint8Array): FrameView | null {
  const result = parseTag(bytes);
  if (result.kind === 'invalid') return null;
  if (result.kind === 'none') return { found: false };
  const { type, bits, id } = result.tag;
  return { found: true, type: hexOf(Uint8Array.of(type)), tag: tagName(type), bits, id: hexOf(id) };
}

/** Result, number of UIDs, bytes of the list, then each UID behind its length. */
function describeList(bytes: Uint8Array): FrameView | null {
  const [found, count = 0, listBytes = 0] = bytes;
  if (found === undefined || bytes.length !== 3 + listBytes) return null;
  const uids: string[] = [];
  let at = 3;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    if (length === 0 || at + 1 + length > bytes.length) return null;
    uids.push(hexOf(bytes.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  return uids.length === count ? { found: found === 1, uids } : null;
}

function masks(bytes: Uint8Array): FrameView {
  return { lfMask: hexNumber(little(bytes, 0, 4)), hfMask: hexNumber(little(bytes, 4, 4)) };
}

function hexNumber(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}

/** A number whose first byte is the least significant. No shifts: the masks use all 32 bits. */
function little(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let at = from + count - 1; at >= from; at -= 1) value = value * 0x100 + (bytes[at] ?? 0);
  return value;
}
