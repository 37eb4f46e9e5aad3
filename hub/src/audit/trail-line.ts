import type { TrailLine } from '@tapclock/contracts';

/** A line as it is written. */
export function lineOf(line: TrailLine): string {
  return `${JSON.stringify(line)}\n`;
}
