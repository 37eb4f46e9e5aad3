/** Failures that a report lists; what comes after is counted (R11). */
export const FAILURES_LISTED_MAX = 100;

/** Something in a bundle that does not follow. */
export interface BundleFailure {
  /** Line of the bundle, from 1. */
  line: number;
  /** Personnel number and name, where it is about one person. */
  person: string | null;
  /** `YYYY-MM-DD`, where it is about one date. */
  date: string | null;
  /** Line of the export file, from 1, where it is about one. */
  exportLine: number | null;
  message: string;
}

/** Everything that does not follow, in the order it was found. */
export class FailureList {
  readonly listed: BundleFailure[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(line: number, message: string, about: Partial<Omit<BundleFailure, 'line' | 'message'>> = {}): void {
    this.#total += 1;
    if (this.listed.length >= FAILURES_LISTED_MAX) return;
    this.listed.push({ line, person: null, date: null, exportLine: null, ...about, message });
  }
}
