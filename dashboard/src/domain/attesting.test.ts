import { describe, expect, it } from '@jest/globals';
import type { DayAttestation } from '@tapclock/contracts';
import { weekStanding, weeksToAttest } from './attesting.ts';
import { dateAfter, mondayOf, todayIn } from './calendar-dates.ts';

const day = (more: Partial<DayAttestation> = {}): DayAttestation => ({
  ...{ date: '2026-11-23', state: 'open', paidSeconds: 28_800, attestedAt: null, blockers: [] },
  ...more,
});
const kind = (...days: DayAttestation[]) => weekStanding({ days }).kind;

describe('weeks to attest', () => {
  it('are this one up to yesterday and the last; on a Monday nothing of this one is over', () => {
    expect(weeksToAttest('2026-11-27')).toEqual([
      { from: '2026-11-23', to: '2026-11-26' },
      { from: '2026-11-16', to: '2026-11-22' },
    ]);
    expect(weeksToAttest('2026-11-23')).toEqual([{ from: '2026-11-16', to: '2026-11-22' }]);
    expect(weeksToAttest('2026-11-22')[0]).toEqual({ from: '2026-11-16', to: '2026-11-21' });
  });

  it('stand open until each day with hours is attested', () => {
    expect(kind(day(), day({ state: 'attested' }))).toBe('open');
    expect(kind(day({ state: 'attested' }), day({ paidSeconds: 0 }))).toBe('attested');
    expect(kind(day({ paidSeconds: 0 }))).toBe('none');
    expect(kind(day({ state: 'changed' }), day())).toBe('changed');
  });

  it('are blocked by a day with a missing tap, also where nothing is paid for it', () => {
    const missing = day({ paidSeconds: 0, blockers: ['MISSING_OUT'] });
    expect(weekStanding({ days: [day(), missing] })).toEqual({
      ...{ kind: 'blocked', paidSeconds: 28_800, blocked: [missing] },
    });
  });
});

describe('dates without a zone', () => {
  it('go on over months and changes of the clocks', () => {
    expect(dateAfter('2026-10-24', 2)).toBe('2026-10-26');
    expect(dateAfter('2027-01-01', -1)).toBe('2026-12-31');
    expect(mondayOf('2026-11-22')).toBe('2026-11-16');
    expect(mondayOf('2026-11-23')).toBe('2026-11-23');
  });

  it('are those of the site', () => {
    const lateInLondon = Date.parse('2026-11-23T23:30:00Z');
    expect([todayIn('Europe/Berlin', lateInLondon), todayIn('Europe/London', lateInLondon)]).toEqual([
      ...['2026-11-24', '2026-11-23'],
    ]);
  });
});
