import { describe, expect, it } from '@jest/globals';
import { aPerson, at, EARLY } from '../../test/support/people.ts';
import { choicesFor } from './choices.ts';
import { shiftFor, warningsFor } from './warnings.ts';

const inSince = (time: string, day?: string) => {
  const since = new Date(at(time, day)).toISOString();
  return { state: 'in', since, clockedInAt: since } as const;
};

describe('choices', () => {
  it('lets somebody who is out clock in and nothing else', () => {
    expect(choicesFor(aPerson(), at('05:00'))).toEqual({ proposed: 'clock-in', others: [], overdue: false });
  });

  it('ends a break before anything else', () => {
    const person = aPerson({ ...inSince('05:00'), state: 'break', since: EARLY.startsAt });
    expect(choicesFor(person, at('09:20'))).toMatchObject({ proposed: 'break-end', others: ['clock-out'] });
  });

  it('proposes a break in the middle of the shift and going home from half an hour before its end', () => {
    const person = aPerson(inSince('04:58'));
    expect(choicesFor(person, at('05:57'))).toMatchObject({ proposed: 'clock-out', others: ['break-start'] });
    expect(choicesFor(person, at('05:58'))).toMatchObject({ proposed: 'break-start', others: ['clock-out'] });
    expect(choicesFor(person, at('12:29:59')).proposed).toBe('break-start');
    expect(choicesFor(person, at('12:30')).proposed).toBe('clock-out');
    expect(choicesFor(person, at('16:59')).proposed).toBe('clock-out');
  });

  it('proposes going home where nothing is planned', () => {
    const person = aPerson(inSince('04:58'), { shifts: [] });
    expect(choicesFor(person, at('09:00')).proposed).toBe('clock-out');
  });

  it('offers only what the roster allows', () => {
    const person = aPerson(inSince('04:58'), { actions: ['clock-in', 'clock-out'] });
    expect(choicesFor(person, at('09:00'))).toMatchObject({ proposed: 'clock-out', others: [] });
  });

  it('still takes the fact when the roster allows nothing that could follow (R3)', () => {
    const person = aPerson(inSince('04:58'), { actions: ['clock-in'] });
    expect(choicesFor(person, at('12:50')).proposed).toBe('clock-out');
  });

  it('treats a stay whose shift ended more than four hours ago as never closed', () => {
    const person = aPerson(inSince('04:58'));
    expect(choicesFor(person, at('17:00')).overdue).toBe(false);
    expect(choicesFor(person, at('17:00:01'))).toEqual({
      proposed: 'clock-in',
      others: ['clock-out'],
      overdue: true,
    });
  });

  it('does not let the shift of today excuse a stay of yesterday', () => {
    const person = aPerson(inSince('04:58', '22'));
    expect(choicesFor(person, at('04:55')).proposed).toBe('clock-in');
  });

  it('takes a planned double shift for one stay', () => {
    const late = { ...EARLY, name: 'Late', startsAt: EARLY.endsAt, endsAt: '2026-11-23T21:00:00.000Z' };
    const person = aPerson(inSince('04:58'), { shifts: [EARLY, late] });
    expect(choicesFor(person, at('20:58'))).toMatchObject({ proposed: 'clock-out', overdue: false });
  });
});

describe('warnings', () => {
  const warn = (person: ReturnType<typeof aPerson>, action: 'clock-in' | 'clock-out', time: string) =>
    warningsFor(person, action, at(time), false);

  it('says late only past the grace, counted from the start of the shift', () => {
    expect(warn(aPerson(), 'clock-in', '05:05')).toEqual([]);
    expect(warn(aPerson(), 'clock-in', '05:05:01')).toEqual([{ code: 'late', seconds: 301 }]);
  });

  it('does not call somebody late who comes back within the shift', () => {
    const person = aPerson({ state: 'out', since: new Date(at('08:00')).toISOString() });
    expect(warn(person, 'clock-in', '08:40')).toEqual([]);
  });

  it('says early only before the grace, counted to the end of the shift', () => {
    const person = aPerson(inSince('04:58'));
    expect(warn(person, 'clock-out', '12:55')).toEqual([]);
    expect(warn(person, 'clock-out', '12:54:59')).toEqual([{ code: 'early', seconds: 301 }]);
  });

  it('says unscheduled where no shift covers the tap, from two hours before a shift on', () => {
    expect(warn(aPerson(), 'clock-in', '02:59:59')).toEqual([{ code: 'unscheduled' }]);
    expect(warn(aPerson(), 'clock-in', '03:00')).toEqual([]);
    expect(warn(aPerson(), 'clock-in', '13:00')).toEqual([{ code: 'unscheduled' }]);
  });

  it('names the day that was never closed, and a clock that may be wrong', () => {
    const person = aPerson(inSince('04:58', '22'));
    expect(warningsFor(person, 'clock-in', at('05:00'), true)).toEqual([
      { code: 'missing-clock-out', clockedInAt: '2026-11-22T04:58:00.000Z' },
      { code: 'clock-suspect' },
    ]);
  });

  it('shows the shift that the action belongs to', () => {
    const night = {
      ...EARLY,
      name: 'Night',
      startsAt: '2026-11-23T21:00:00.000Z',
      endsAt: '2026-11-24T05:00:00.000Z',
    };
    const next = {
      ...EARLY,
      name: 'Next',
      startsAt: '2026-11-24T05:00:00.000Z',
      endsAt: '2026-11-24T13:00:00.000Z',
    };
    const person = aPerson(inSince('20:50'), { shifts: [next, night] });
    expect(shiftFor(person, 'clock-out', at('05:02', '24'))?.name).toBe('Night');
    expect(shiftFor(aPerson({}, { shifts: [night, next] }), 'clock-in', at('04:50', '24'))?.name).toBe(
      'Next',
    );
  });
});
