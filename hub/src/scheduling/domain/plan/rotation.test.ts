import { describe, expect, it } from '@jest/globals';
import { datesBetween } from '@tapclock/contracts';
import { daysBetween, plusDays, weekdayOf } from './dates.ts';
import { PRESETS, slotsOf } from './presets.ts';
import { rotate } from './rotate.ts';
import { type CycleEntry, entryOn, shiftOn } from './rotation.ts';
import { ShiftTimes } from './shift-times.ts';

/** The same numbers every time, from a seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
}

const FIRST = '2026-01-01';
const entry = (more: Partial<CycleEntry> = {}): CycleEntry => ({
  rotation: 'r',
  startsOn: FIRST,
  endsOn: null,
  offset: 0,
  ...more,
});

describe('dates', () => {
  it('go through the ends of years, leap days and changes of the clock one at a time', () => {
    const all = datesBetween('2023-12-28', '2028-03-02');
    expect(all).toHaveLength(daysBetween('2023-12-28', '2028-03-02') + 1);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toContain('2024-02-29');
    expect(all).toContain('2028-02-29');
    expect(all.every((date, at) => weekdayOf(date) === ((weekdayOf('2023-12-28') - 1 + at) % 7) + 1)).toBe(
      true,
    );
  });

  it('know Monday and Sunday', () => {
    expect([weekdayOf('2027-03-01'), weekdayOf('2027-03-07')]).toEqual([1, 7]);
  });
});

describe('a cycle', () => {
  it('repeats after its length, whatever begins when and where, over years', () => {
    const next = numbers(4711);
    for (let round = 0; round < 300; round += 1) {
      const days = Array.from({ length: 1 + (next() % 40) }, (_, at) => (next() % 3 === 0 ? null : `s${at}`));
      const startsOn = plusDays(FIRST, next() % 1000);
      const stands = entry({ startsOn, offset: next() % days.length });
      const date = plusDays(startsOn, next() % 2000);
      const shift = shiftOn({ days }, stands, date);
      expect(shiftOn({ days }, stands, plusDays(date, days.length))).toBe(shift);
      expect(shiftOn({ days }, stands, startsOn)).toBe(days[stands.offset]);
      // To begin a day later is to be a day further in the cycle.
      const later = { ...stands, startsOn: plusDays(startsOn, 1), offset: (stands.offset + 1) % days.length };
      if (date > startsOn) expect(shiftOn({ days }, later, date)).toBe(shift);
    }
  });

  it('has each of its days equally often in a whole number of rounds', () => {
    for (const { days } of PRESETS) {
      const dates = datesBetween('2026-10-01', plusDays('2026-10-01', days.length * 5 - 1));
      const planned = dates.map(date => shiftOn({ days }, entry({ startsOn: '2026-10-01' }), date));
      for (const slot of new Set(days))
        expect(planned.filter(one => one === slot)).toHaveLength(5 * days.filter(one => one === slot).length);
    }
  });
});

describe('who stands on what', () => {
  const on = (date: string, own: CycleEntry[], ofTeam: CycleEntry[] = []) =>
    entryOn(own, ofTeam, date)?.rotation ?? null;

  it('is what began last, within its dates, both included', () => {
    const first = entry({ rotation: 'a', startsOn: '2026-01-05', endsOn: '2026-01-10' });
    const second = entry({ rotation: 'b', startsOn: '2026-01-08', endsOn: '2026-01-09' });
    const of = (date: string) => on(date, [second, first]);
    expect(['04', '05', '08', '09', '10', '11'].map(day => of(`2026-01-${day}`))).toEqual([
      null,
      'a',
      'b',
      'b',
      'a',
      null,
    ]);
  });

  it('is their own before their team’s, even where the team’s began later', () => {
    const own = entry({ rotation: 'own', startsOn: '2026-01-01', endsOn: '2026-01-05' });
    const team = entry({ rotation: 'team', startsOn: '2026-01-03' });
    expect(on('2026-01-04', [own], [team])).toBe('own');
    expect(on('2026-01-06', [own], [team])).toBe('team');
  });
});

describe('rotating', () => {
  const person = (more: object = {}) => ({
    ...{ employee: 'p', own: [entry()], ofTeam: [], leave: new Set<string>() },
    ...more,
  });
  const rule = { days: ['s'], onHoliday: 'skip', onLeave: 'skip' } as const;

  it('leaves out dates on which somebody stands on nothing, or on what is not in use', () => {
    const rules = new Map([['r', rule]]);
    const dates = { from: '2025-12-30', to: '2026-01-02' };
    expect(rotate([person()], rules, dates, new Set()).wanted.map(({ date }) => date)).toEqual([
      '2026-01-01',
      '2026-01-02',
    ]);
    expect(rotate([person()], new Map(), dates, new Set()).wanted).toEqual([]);
  });

  it('tells which shifts it skipped; a day off that is a holiday is none', () => {
    const rules = new Map([['r', { ...rule, days: ['s', null] }]]);
    const holidays = new Set(['2026-01-01', '2026-01-02']);
    const { wanted, skipped } = rotate([person()], rules, { from: FIRST, to: '2026-01-02' }, holidays);
    expect(wanted.map(({ shifts }) => shifts)).toEqual([[], []]);
    expect(skipped).toEqual([{ employee: 'p', date: '2026-01-01', why: 'holiday' }]);
  });
});

describe('the presets', () => {
  it('name slots once, and those of weeks begin on a Monday with work', () => {
    expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length);
    for (const preset of PRESETS) expect(slotsOf(preset).length).toBeGreaterThan(0);
    expect(PRESETS.find(({ id }) => id === 'three-shift-weeks')?.days).toHaveLength(21);
    expect(PRESETS.find(({ id }) => id === '2-2-3')?.days).toHaveLength(14);
    expect(PRESETS.find(({ id }) => id === '4-on-4-off')?.days).toHaveLength(8);
  });
});

describe('times of a night shift', () => {
  const night = { id: 'n', startsLocal: '22:00', endsLocal: '06:00' };
  const hours = (date: string) => {
    const { startsAt, endsAt } = new ShiftTimes('Europe/Berlin').of(night, date);
    return (Date.parse(endsAt) - Date.parse(startsAt)) / 3_600_000;
  };

  it('are eight hours, seven when the clock goes forward and nine when it goes back (R6)', () => {
    expect(hours('2026-03-27')).toBe(8);
    expect(hours('2026-03-28')).toBe(7);
    expect(hours('2026-10-24')).toBe(9);
    expect(hours('2026-12-31')).toBe(8);
  });
});
