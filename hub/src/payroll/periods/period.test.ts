import { describe, expect, it } from '@jest/globals';
import { parseDay } from '../../timesheets/index.ts';
import { GroupCalendar, type GroupRule } from './period.ts';

const OF = { site: 'werk', group: 'blue', zone: 'Europe/Berlin', holidays: new Set<number>() };
const MONTHLY: GroupRule = {
  fromDay: parseDay('2026-03-02'),
  rule: { kind: 'monthly', startDay: 1, payDay: 5 },
  payday: 'asIs',
};

describe('the calendar of a group', () => {
  it('knows the period of a date, its last day and its payday', () => {
    expect(new GroupCalendar(OF, [MONTHLY]).periodOn(parseDay('2026-06-15'))).toMatchObject({
      site: 'werk',
      group: 'blue',
      from: '2026-06-01',
      to: '2026-06-30',
      payday: '2026-07-05',
    });
  });

  it('lists the periods that have begun, newest first, back to when the rule began', () => {
    const periods = new GroupCalendar(OF, [MONTHLY]).until(parseDay('2026-05-01'));
    expect(periods.map(({ from }) => from)).toEqual(['2026-05-01', '2026-04-01', '2026-03-01']);
  });

  it('ends a period where another rule begins, and takes the same rule again for one', () => {
    const weekly: GroupRule = {
      fromDay: parseDay('2026-06-15'),
      rule: { kind: 'weekly', startDow: 1, payLagDays: 3 },
      payday: 'asIs',
    };
    const calendar = new GroupCalendar(OF, [
      MONTHLY,
      { ...MONTHLY, fromDay: parseDay('2026-05-04') },
      weekly,
    ]);
    expect(
      calendar
        .until(parseDay('2026-06-22'))
        .map(({ from, to }) => [from, to])
        .slice(0, 4),
    ).toEqual([
      ['2026-06-22', '2026-06-28'],
      ['2026-06-15', '2026-06-21'],
      ['2026-06-01', '2026-06-14'],
      ['2026-05-01', '2026-05-31'],
    ]);
  });

  it('has at most 520 periods, ten years of weeks', () => {
    const daily: GroupRule = {
      fromDay: parseDay('1990-01-01'),
      rule: { kind: 'weekly', startDow: 1, payLagDays: 0 },
      payday: 'asIs',
    };
    expect(new GroupCalendar(OF, [daily]).until(parseDay('2026-06-22'))).toHaveLength(520);
  });
});
