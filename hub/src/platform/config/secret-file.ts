import { readFileSync } from 'node:fs';

/** A secret that stands alone in a file; null when it cannot be read, or is empty. Why does not matter to whoever has to put it right. */
export function secretOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch {
    return null;
  }
}
