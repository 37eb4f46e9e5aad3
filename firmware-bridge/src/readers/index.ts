export type { BadgeRead, Integrity } from './badge-read.ts';
export { createReader, type ReaderDeps } from './create-reader.ts';
export { credentialOf } from './credential.ts';
export {
  type Em4100Numbers,
  printedNumbers,
  rawFromPrinted,
  USUAL_VERSION,
} from './em4100/printed-numbers.ts';
export { type Checksum, encodeFrame } from './rdm6300/frame.ts';
export type { Reader } from './reader.ts';
export {
  isVirtualReader,
  type PresentedBadge,
  type PresentOptions,
  type VirtualReader,
} from './virtual-reader.ts';
