import { describe, expect, it } from '@jest/globals';
import { type LeaveTerms, leaveDays, USUAL_TERMS, wholeWeeks } from './leave-days.ts';

const known = (
  more: { planned?: string[]; published?: string[]; holidays?: string[]; terms?: LeaveTerms } = {},
) => ({
  planned: new Set(more.planned ?? []),
  published: new Set(more.published ?? []),
  holidays: new Set(more.holidays ?? []),
  termsOf: () => more.terms ?? USUAL_TERMS,
});

const dates = (from: string, to: string, more: Parameters<typeof known>[0] = {}) =>
  leaveDays({ from, to, portion: 'day' }, known(more)).map(({ date }) => date);

describe('leave', () => {
  it('takes the usual weekdays where nothing is planned', () => {
    // 2026-06-05 is a Friday.
    expect(dates('2026-06-05', '2026-06-09')).toEqual(['2026-06-05', '2026-06-08', '2026-06-09']);
  });

  it('takes no holiday, planned or not', () => {
    const holidays = ['2026-06-04'];
    expect(dates('2026-06-03', '2026-06-05', { holidays })).toEqual(['2026-06-03', '2026-06-05']);
    expect(dates('2026-06-04', '2026-06-04', { holidays, planned: ['2026-06-04'] })).toEqual([]);
  });

  it('takes what is planned, and nothing else, in a week that is published; the next week goes by weekdays again', () => {
    const planned = ['2026-06-06', '2026-06-07'];
    const published = ['01', '02', '03', '04', '05', '06', '07'].map(day => `2026-06-${day}`);
    expect(dates('2026-06-01', '2026-06-08', { planned, published })).toEqual([...planned, '2026-06-08']);
  });

  it('takes the usual weekdays beside an extra shift, and where the week was published without the person', () => {
    const usual = ['2026-06-01', '2026-06-02'];
    expect(dates('2026-06-01', '2026-06-02', { planned: ['2026-06-06'] })).toEqual(usual);
    expect(dates('2026-06-01', '2026-06-02', { planned: ['2026-06-06'], published: ['2026-06-06'] })).toEqual(
      usual,
    );
    expect(dates('2026-06-01', '2026-06-02', { published: usual })).toEqual(usual);
  });

  it('takes nothing of a person who has no usual weekdays while nothing is planned', () => {
    expect(dates('2026-06-01', '2026-06-07', { terms: { dayMinutes: 480, weekdays: [] } })).toEqual([]);
  });

  it.each([
    ['day' as const, 465],
    ['half' as const, 233],
    [{ minutes: 90 }, 90],
  ])('by %j takes %i minutes of a day of 465', (portion, minutes) => {
    const terms = { dayMinutes: 465, weekdays: [1] };
    expect(leaveDays({ from: '2026-06-01', to: '2026-06-01', portion }, known({ terms }))).toEqual([
      { date: '2026-06-01', minutes },
    ]);
  });

  it('goes by the terms of the year in which each date lies', () => {
    const termsOf = (year: number) => ({ dayMinutes: year === 2026 ? 480 : 420, weekdays: [4, 5] });
    const asked = { from: '2026-12-31', to: '2027-01-01', portion: 'day' as const };
    expect(leaveDays(asked, { ...known(), termsOf })).toEqual([
      { date: '2026-12-31', minutes: 480 },
      { date: '2027-01-01', minutes: 420 },
    ]);
  });
});

it('weeks are whole, over the end of a year too', () => {
  expect(wholeWeeks({ from: '2026-12-31', to: '2027-01-03' })).toEqual({
    from: '2026-12-28',
    to: '2027-01-03',
  });
  expect(wholeWeeks({ from: '2026-06-01', to: '2026-06-08' })).toEqual({
    from: '2026-06-01',
    to: '2026-06-14',
  });
});
