import type { CodeChange, SheetCode } from '@tapclock/contracts';
import { compareCodes } from '../../domain/index.ts';

/** Seconds by pay code under two sets of rules, added up. */
export class CodeChanges {
  readonly #codes = new Map<string, CodeChange>();

  add(side: 'before' | 'after', codes: readonly SheetCode[]): void {
    for (const { code, kind, seconds } of codes) {
      const key = `${kind} ${code}`;
      const change = this.#codes.get(key) ?? { code, kind, before: 0, after: 0 };
      change[side] += seconds;
      this.#codes.set(key, change);
    }
  }

  /** Every code, in the order of codes everywhere. */
  all(): CodeChange[] {
    return [...this.#codes.values()].sort(compareCodes);
  }

  /** The codes that come out otherwise. */
  changed(): CodeChange[] {
    return [...this.#codes.values()].filter(({ before, after }) => before !== after).sort(compareCodes);
  }
}
