import { describe, expect, it } from '@jest/globals';
import { countResults, countsLine } from './counts.ts';

const report = (more: object): object => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  ...more,
});

describe('the counts of a test run', () => {
  it('take in suites that could not run and parts that are not installed', () => {
    const counts = countResults(
      report({ numPassedTests: 7, numPendingTests: 1, numRuntimeErrorTestSuites: 1 }),
      2,
    );
    expect(countsLine(counts)).toBe('7 passed, 1 failed, 3 skipped');
  });

  it('call a run without any test a failure', () => {
    expect(countResults(report({}), 0).failed).toBe(1);
  });

  it('refuse a report that is not one', () => {
    expect(() => countResults({}, 0)).toThrow(/numPassedTests/);
  });
});
