import type { DecodeResult, FrameView } from '../readers/index.ts';
import { cardText, eventOf } from './event-view.ts';
import { spacedHex } from './hex.ts';
import { aligned, wrapped, wrappedParts } from './table.ts';

/** For machines: these fields and no others. */
export function decodedJson(result: DecodeResult): unknown {
  if (!result.ok) return { ok: false, error: result.error };
  const { card, frames } = result;
  return {
    ok: true,
    event: card === null ? null : eventOf(card),
    ...(frames === undefined ? {} : { frames }),
  };
}

/** For people; `bytes` are what was decoded, where there are such. */
export function decodedText(result: DecodeResult, bytes: Uint8Array | null): string {
  if (!result.ok) {
    const { code, message, offset } = result.error;
    return `no badge: ${code}\n\n${wrapped(message, { indent: 2 })}${pointer(bytes, offset)}`;
  }
  const { card, frames = [] } = result;
  const badge = card === null ? 'valid, and no badge in it\n' : cardText(card);
  return frames.length === 0 ? badge : `${badge}\nin these bytes\n${framesText(frames)}`;
}

function framesText(frames: readonly FrameView[]): string {
  return frames
    .map(frame => {
      const fields = Object.entries(frame).map(([name, value]) => `${name} ${fieldText(value)}`);
      return wrappedParts(
        fields.map((field, index) => (index < fields.length - 1 ? `${field},` : field)),
        { indent: 2 },
      );
    })
    .join('');
}

function fieldText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

const BYTES_A_ROW = 16;

/** The row of bytes in which the fault is, with a mark below it. */
function pointer(bytes: Uint8Array | null, offset: number): string {
  if (bytes === null || bytes.length === 0) return '';
  const rowAt = Math.floor(Math.min(offset, bytes.length - 1) / BYTES_A_ROW) * BYTES_A_ROW;
  const row = spacedHex(bytes.subarray(rowAt, rowAt + BYTES_A_ROW));
  const mark = `${'   '.repeat(offset - rowAt)}^^ byte ${offset}`;
  return `\n${aligned(
    [
      [String(rowAt).padStart(5), row],
      ['     ', mark],
    ],
    2,
  )}`;
}
