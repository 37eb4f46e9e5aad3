/** What a test run came to. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Adds up Jest's `--json` report. A suite that could not run at all counts as one failure, and so does a run with no test
 * in it: silence is not success. `missingParts` are suites left out because a program is not installed.
 */
export function countResults(report: unknown, missingParts: number): Counts {
  const passed = numberOf(report, 'numPassedTests');
  const failed = numberOf(report, 'numFailedTests') + numberOf(report, 'numRuntimeErrorTestSuites');
  const skipped = numberOf(report, 'numPendingTests') + numberOf(report, 'numTodoTests') + missingParts;
  return { passed, failed: passed + failed === 0 ? 1 : failed, skipped };
}

/** The last line of every run: `N passed, N failed, N skipped`. */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function numberOf(report: unknown, name: string): number {
  const value: unknown =
    typeof report === 'object' && report !== null ? Reflect.get(report, name) : undefined;
  if (typeof value !== 'number') throw new Error(`Jest's report has no ${name}`);
  return value;
}
