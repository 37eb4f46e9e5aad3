export { type BadgeRead, type Card, type Integrity, usualPrint } from './badge-read.ts';
export { createReaders, type LineWatch, type ReaderDeps } from './create-readers.ts';
export { credentialOf, credentialText } from './credential.ts';
export {
  type Detection,
  type DetectStep,
  detect,
  detectPlan,
  type Finding,
  LISTEN_MS,
  serialPortAt,
} from './detect/index.ts';
export {
  type Device,
  type DeviceKind,
  deviceAt,
  findDevice,
  groupsOf,
  likenessOf,
  listDevices,
  namesIn,
  readText,
  realPath,
  usbDeviceAt,
} from './discovery/index.ts';
export {
  type Em4100Numbers,
  printedNumbers,
  rawFromPrinted,
  USUAL_VERSION,
} from './em4100/printed-numbers.ts';
export { FAMILIES, familyNames, findFamily } from './families.ts';
export type { DecodeResult, Family, FrameView, Settings } from './family.ts';
export { createLineFaults, type LineFaults, type Piece } from './line-faults.ts';
export { isPageReader, type PageReader } from './page-reader.ts';
export type { ProtocolEvent, Signal } from './protocol.ts';
export { type Checksum, encodeFrame } from './rdm6300/frame.ts';
export type { Reader } from './reader.ts';
export { AUTO_FAMILY, ReaderConfig, sharesLinesRightly } from './reader-config.ts';
export type { ReaderEmulator } from './reader-emulator.ts';
export { portProblemOf } from './transports/port-problem.ts';
export { openPty } from './transports/pty.ts';
export type { ByteDirection } from './transports/tapped-transport.ts';
export {
  isVirtualReader,
  type PresentedBadge,
  type PresentOptions,
  type VirtualReader,
} from './virtual-reader.ts';
export * as wiegandBits from './wiegand/bits.ts';
export { KNOWN_FORMATS, WIEGAND_BITS_MAX, type WiegandFormat } from './wiegand/formats.ts';
export { type WiegandRefusal, wiegandCard } from './wiegand/wiegand-card.ts';
export { formatsOf, wiegandShape } from './wiegand/wiegand-shape.ts';
