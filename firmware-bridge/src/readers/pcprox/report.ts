/** Every report of this reader, either way. */
export const REPORT_BYTES = 8;

/** First byte of a report to the reader; names as in micolous/pcprox `protocol.md`. */
export const COMMAND = {
  /** Selects configuration page 0: the next report read is the page, the next one written replaces it. */
  page0: 0x80,
  /** The data of the card in the field; must come before `cardBits`. */
  cardData: 0x8f,
  /** How many bits those were. */
  cardBits: 0x8e,
  /** Ends the configuration; its next byte says which pages are kept over a power cut. */
  finish: 0x90,
} as const;

/** Bits of a card that fit the answer. */
export const CARD_BITS_MAX = 64;

const PARITY_COUNTS = 2;
const FLAGS = 7;
const HALT_KEYSTROKES = 0x80;

/** A report to the reader. */
export function commandReport(command: number): Uint8Array {
  const report = new Uint8Array(REPORT_BYTES);
  report[0] = command;
  return report;
}

/** What configuration page 0 says, as far as it is used here. */
export interface ConfigPage {
  /** Bits that the reader leaves out of what it shows, at either end: the parity bits, if it is set rightly. */
  leadParity: number;
  trailParity: number;
  /** It types nothing. */
  isSilent: boolean;
}

export function configOf(page: Uint8Array): ConfigPage {
  const counts = page[PARITY_COUNTS] ?? 0;
  return {
    leadParity: counts & 0x0f,
    trailParity: counts >> 4,
    isSilent: ((page[FLAGS] ?? 0) & HALT_KEYSTROKES) !== 0,
  };
}

/** The reports that make the reader type nothing until its next power cut: the page as it is, with one bit more. */
export function silencingReports(page: Uint8Array): Uint8Array {
  const reports = new Uint8Array(3 * REPORT_BYTES);
  reports.set(commandReport(COMMAND.page0));
  reports.set(page.subarray(0, REPORT_BYTES), REPORT_BYTES);
  const flags = REPORT_BYTES + FLAGS;
  reports[flags] = (reports[flags] ?? 0) | HALT_KEYSTROKES;
  // No page behind the command: nothing is written to the EEPROM.
  reports.set(commandReport(COMMAND.finish), 2 * REPORT_BYTES);
  return reports;
}

/** A page with these counts, for an emulator. Line end is Enter, as delivered. */
export function pageOf({ leadParity, trailParity, isSilent }: ConfigPage): Uint8Array {
  return Uint8Array.of(0, 0, leadParity | (trailParity << 4), 0, 0, 0, 0x28, isSilent ? HALT_KEYSTROKES : 0);
}

/** The number of bits that an answer to `cardBits` says, which it says twice; null when it is no such answer. */
export function bitCountOf(answer: Uint8Array): number | null {
  const [count = 0, again] = answer;
  return count === again && count > 0 && count <= CARD_BITS_MAX ? count : null;
}

export function isAllZero(report: Uint8Array): boolean {
  return report.every(byte => byte === 0);
}

/** The bits behind an answer to `cardData`, first transmitted first; null when a bit beyond the last is set. */
export function bareBitsOf(data: Uint8Array, count: number): number[] | null {
  // Least significant byte first, so the first bit of the card is the highest.
  const number = Buffer.from(data).readBigUInt64LE(0);
  if (number >> BigInt(count) !== 0n) return null;
  return Array.from({ length: count }, (_, bit) => Number((number >> BigInt(count - 1 - bit)) & 1n));
}

/** The answer to `cardData` for bits, first transmitted first. */
export function dataReportOf(bits: readonly number[]): Uint8Array {
  const report = Buffer.alloc(REPORT_BYTES);
  report.writeBigUInt64LE(bits.reduce((number, bit) => (number << 1n) | BigInt(bit), 0n));
  return Uint8Array.from(report);
}
