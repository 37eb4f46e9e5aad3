import type { SheetCode, SheetPay } from '@tapclock/contracts';
import { compareCodes } from '../domain/index.ts';

/** What dates pay together, jobs added up, in the order of codes everywhere. */
export function sumCodes(pays: readonly SheetPay[]): SheetCode[] {
  const sums = new Map<string, SheetCode>();
  for (const { code, kind, seconds } of pays) {
    const key = `${kind} ${code}`;
    const sum = sums.get(key);
    if (sum) sum.seconds += seconds;
    else sums.set(key, { code, kind, seconds });
  }
  return [...sums.values()].sort(compareCodes);
}
