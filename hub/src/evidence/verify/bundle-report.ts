import type { BundleHeader } from '@tapclock/contracts';
import type { BundleFailure } from './failure-list.ts';
import type { KeyInUse } from './terminal-keys.ts';

/** What came of checking a bundle. */
export interface BundleReport {
  /** Everything that a bundle can prove follows. */
  follows: boolean;
  header: BundleHeader;
  counts: {
    lines: number;
    batches: number;
    signedPunches: number;
    people: number;
    usedPunches: number;
    namedByHub: number;
    kindByHub: number;
    corrections: number;
    onOtherDates: number;
    /** Lines that make good for earlier periods. */
    deltas: number;
    exportLines: number;
  };
  keys: readonly KeyInUse[];
  /** The first of them, see FAILURES_LISTED_MAX. */
  failures: readonly BundleFailure[];
  failuresTotal: number;
  /** With what it was checked: another engine or other time zone data may come to other hours. */
  checkedWith: { engineVersion: number; timeZoneData: string };
}
