import { describe, expect, it } from '@jest/globals';
import { aPolicy, compute, hours, MONDAY, week } from '../../../test/kit/hours-kit.ts';
import { paysByDay } from './period/period-records.ts';
import { CodeSum } from './result.ts';
import { parseDay } from './time/civil.ts';

describe('a sum of codes', () => {
  it('keeps what is paid under one code as different kinds apart', () => {
    const sum = new CodeSum();
    sum.add('HOLIDAY', 100, 'extra');
    sum.add('HOLIDAY', 20, 'overlay');
    sum.add('HOLIDAY', 1, 'extra');
    expect(sum.list()).toEqual([
      { code: 'HOLIDAY', seconds: 20, kind: 'overlay' },
      { code: 'HOLIDAY', seconds: 101, kind: 'extra' },
    ]);
  });
});

describe('leave under the code of a bucket', () => {
  const leave = [{ date: parseDay(MONDAY), kind: 'annual' as const, seconds: hours(4), code: 'REG' }];

  it('is paid beside the work, on the day, in the week and in the sum', () => {
    const { days, weeks, codes } = compute(week(MONDAY, 5), { policy: aPolicy({}), leave });
    const both = [
      { code: 'REG', seconds: hours(5), kind: 'bucket' },
      { code: 'REG', seconds: hours(4), kind: 'extra' },
    ];
    expect([days[0]?.codes, weeks[0]?.codes, codes]).toEqual([both, both, both]);
    expect(
      paysByDay(weeks, days)
        .get(parseDay(MONDAY))
        ?.map(({ kind, seconds }) => [kind, seconds]),
    ).toEqual([
      ['bucket', hours(5)],
      ['extra', hours(4)],
    ]);
  });
});
