import type { Card, Integrity } from '../badge-read.ts';
import { hexOf } from '../wiegand/bits.ts';

/** Whether a text is what screens, logs and databases may see: space to tilde. Anything else on a badge is an attempt or a fault. */
export function indexOfUnprintable(text: string): number {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return at;
  }
  return -1;
}

/** A ten-digit number of 32 bits: what most EM4100 badges are printed with, and what most keyboard readers type. */
export function isDez10(text: string): boolean {
  return /^\d{10}$/.test(text) && Number(text) <= 0xffff_ffff;
}

/** A card known by a text only; the text is printable ASCII. */
export function textCard(technology: 'text' | 'barcode', text: string, integrity: Integrity): Card {
  return {
    technology,
    raw: hexOf(Buffer.from(text, 'latin1')),
    printed: technology === 'text' && isDez10(text) ? { dez10: text, text } : { text },
    integrity,
    assurance: 'identifier-only',
  };
}
