import type { Card } from '../badge-read.ts';
import type { DecodeFailure, DecodeResult, FrameView } from '../family.ts';
import { formatsOf } from '../wiegand/wiegand-shape.ts';
import { cardOfBareBits, type Stripped } from './bare-card.ts';
import type { PcproxSettings } from './pcprox-settings.ts';
import { bareBitsOf, bitCountOf, configOf, isAllZero, REPORT_BYTES } from './report.ts';

/**
 * Reads the answers of such a reader, eight bytes each, in the order in which they came: first, where it was recorded, configuration page
 * 0, then those to 8F, each that is not all zero followed by the one to 8E. Without the page the bits that were taken off are those that
 * are set, or unknown.
 */
export function decodeRecording(bytes: Uint8Array, settings: PcproxSettings): DecodeResult {
  if (bytes.length === 0) return failed('empty', 'there are no bytes to decode', 0);
  if (bytes.length % REPORT_BYTES !== 0)
    return failed('incomplete', 'an answer has eight bytes', bytes.length - (bytes.length % REPORT_BYTES));
  const reports = Array.from({ length: bytes.length / REPORT_BYTES }, (_, index) =>
    bytes.subarray(index * REPORT_BYTES, (index + 1) * REPORT_BYTES),
  );
  const plain = decodeCards(reports, 0, stripped(null, settings), settings);
  const [page] = reports;
  // An answer to 8F is not followed by an answer to 8E: then it was the page.
  const isPage = !plain.ok && plain.error.code !== 'pad-bits' && page !== undefined && reports.length > 1;
  if (!isPage) return plain;
  const behind = decodeCards(reports, 1, stripped(page, settings), settings);
  const view = { answer: 'configuration', ...configOf(page) };
  return behind.ok ? { ...behind, frames: [view, ...(behind.frames ?? [])] } : behind;
}

function decodeCards(
  reports: readonly Uint8Array[],
  from: number,
  taken: Stripped,
  settings: PcproxSettings,
): DecodeResult {
  const frames: FrameView[] = [];
  let card: Card | null = null;
  for (let index = from; index < reports.length; index += 1) {
    const data = reports[index];
    if (data === undefined) break;
    if (isAllZero(data)) {
      frames.push({ answer: 'no card' });
      continue;
    }
    index += 1;
    const answer = reports[index];
    const offset = index * REPORT_BYTES;
    if (answer === undefined)
      return failed('incomplete', 'the answer to 8E, with the number of bits, is missing', offset);
    const count = bitCountOf(answer);
    if (count === null)
      return failed('bad-bit-count', 'an answer to 8E says the number of bits twice, 1 to 64', offset);
    const bits = bareBitsOf(data, count);
    if (bits === null)
      return failed('pad-bits', `a bit beyond the ${count} of the card is set`, offset - REPORT_BYTES);
    frames.push({ answer: 'card', bits: count, bare: bits.join('') });
    card ??= cardOfBareBits(bits, taken, formatsOf(settings));
  }
  return { ok: true, card, frames };
}

function stripped(page: Uint8Array | null, { leadParity, trailParity }: PcproxSettings): Stripped {
  if (leadParity !== undefined && trailParity !== undefined) return { leadParity, trailParity };
  if (page === null) return null;
  const said = configOf(page);
  return { leadParity: leadParity ?? said.leadParity, trailParity: trailParity ?? said.trailParity };
}

function failed(code: string, message: string, offset: number): { ok: false; error: DecodeFailure } {
  return { ok: false, error: { code, message, offset } };
}
