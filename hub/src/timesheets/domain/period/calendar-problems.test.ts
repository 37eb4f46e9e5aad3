import { describe, expect, it } from '@jest/globals';
import type { PolicyDraft } from '@tapclock/contracts';
import { aPolicy } from '../../../../test/kit/hours-kit.ts';
import { calendarProblems } from './calendar-problems.ts';

describe('dates and zones of a policy', () => {
  it.each<[string, Partial<PolicyDraft>, string[]]>([
    ['nothing of the kind', {}, []],
    [
      'what there is',
      {
        workweek: { zone: 'Europe/Berlin' },
        payPeriod: { kind: 'semimonthly', startDays: [1, 16], payDays: [20, 5] },
      },
      [],
    ],
    ['an unknown zone', { workweek: { zone: 'Mars/Base' } }, ['workweek.zone: ']],
    ['30 February', { payPeriod: { kind: 'biweekly', anchor: '2026-02-30' } }, ['payPeriod.anchor: ']],
    ['month 13', { ot: { biweeklyAnchor: '2026-13-01' } }, ['ot.biweeklyAnchor: ']],
    [
      'halves of a month out of order',
      { payPeriod: { kind: 'semimonthly', startDays: [16, 16], payDays: [5, 20] } },
      ['payPeriod.startDays: '],
    ],
  ])('%s', (_name, draft, expected) => {
    const problems = calendarProblems(aPolicy(draft));
    expect(problems.map(({ en }) => en)).toEqual(expected.map(text => expect.stringContaining(text)));
    // Both languages name the field; the sentence is another one.
    for (const { en, de } of problems) {
      expect(de.split(':')[0]).toBe(en.split(':')[0]);
      expect(de).not.toBe(en);
    }
  });
});
