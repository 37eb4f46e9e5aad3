import { describe, expect, it } from '@jest/globals';
import type { ExplainedDay, ExplainedTimesheet } from '@tapclock/contracts';
import { dayLines, monthBefore, paidSeconds } from './own-hours.ts';

const WHY = { en: 'because', de: 'weil' };

function aDay(date: string, more: Partial<ExplainedDay> = {}): ExplainedDay {
  return {
    date,
    policy: { name: 'default', version: 1 },
    attendance: 'absent',
    ...{ presenceSeconds: 0, creditSeconds: 0, paidSeconds: 0, unpaidSeconds: 0, paidHours: '0.00' },
    ...{ codes: [], pays: [], punches: [], corrections: [], segments: [], premiums: [], findings: [] },
    ...more,
  };
}

const worked = aDay('2026-11-23', {
  attendance: 'present',
  paidSeconds: 27_000,
  segments: [
    {
      from: '2026-11-23T06:00:00+01:00',
      to: '2026-11-23T10:00:00+01:00',
      seconds: 14_400,
      kind: 'work',
      paid: true,
      rules: [],
      why: WHY,
    },
    {
      from: '2026-11-23T10:00:00+01:00',
      to: '2026-11-23T10:30:00+01:00',
      seconds: 1_800,
      kind: 'unpaid-pause',
      paid: false,
      rules: [],
      why: WHY,
    },
    {
      from: '2026-11-23T10:30:00+01:00',
      to: '2026-11-23T14:00:00+01:00',
      seconds: 12_600,
      kind: 'work',
      paid: true,
      rules: [],
      why: WHY,
    },
  ],
});

function aSheet(days: ExplainedDay[]): ExplainedTimesheet {
  return {
    person: {
      employee: '00000000-0000-4000-8000-000000000002',
      ...{ site: 's', area: 'a', team: null, number: '1', givenName: 'M', familyName: 'S' },
    },
    zone: 'Europe/Berlin',
    period: { from: '2026-11-01', to: '2026-11-30' },
    ...{ engineVersion: 1, timeZoneData: '2026a', codes: [], days },
  };
}

describe('own hours', () => {
  it('are told by the month, also across a new year and in February', () => {
    expect(monthBefore('2026-11-27', 0)).toEqual({ from: '2026-11-01', to: '2026-11-30' });
    expect(monthBefore('2026-01-31', 1)).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(monthBefore('2028-03-31', 1)).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  });

  it('have a line for each day on which something was, newest first', () => {
    const sheet = aSheet([worked, aDay('2026-11-24'), aDay('2026-11-25', { paidSeconds: 60 })]);
    expect(dayLines(sheet).map(({ date }) => date)).toEqual(['2026-11-25', '2026-11-23']);
    expect(paidSeconds(sheet)).toBe(27_060);
  });

  it('say from when to when, and how long the pauses were', () => {
    expect(dayLines(aSheet([worked]))[0]).toMatchObject({
      from: '2026-11-23T06:00:00+01:00',
      to: '2026-11-23T14:00:00+01:00',
      pauseSeconds: 1_800,
    });
  });

  it('have no end while somebody is at work', () => {
    const [line] = dayLines(aSheet([{ ...worked, attendance: 'at-work' }]));
    expect([line?.to, line?.isOpen]).toEqual([null, true]);
    const came = { id: '1', kind: 'IN' as const, at: '2026-11-24T05:54:00+01:00' };
    const [begun] = dayLines(aSheet([aDay('2026-11-24', { attendance: 'at-work', punches: [came] })]));
    expect(begun?.from).toBe('2026-11-24T05:54:00+01:00');
  });
});
