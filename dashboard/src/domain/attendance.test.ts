import { describe, expect, it } from '@jest/globals';
import { aPerson, at, instant } from '../../test/support/builders.ts';
import { staysOf } from './attendance.ts';

describe('stays', () => {
  it('cuts a day into work and breaks', () => {
    const person = aPerson([
      ['clock-in', at('06:00')],
      ['break-start', at('09:00')],
      ['break-end', at('09:15')],
      ['job-change', at('10:00')],
      ['clock-out', at('14:00')],
    ]);
    expect(staysOf(person)).toEqual([
      {
        fromMs: at('06:00'),
        toMs: at('14:00'),
        parts: [
          { kind: 'in', fromMs: at('06:00'), toMs: at('09:00') },
          { kind: 'break', fromMs: at('09:00'), toMs: at('09:15') },
          { kind: 'in', fromMs: at('09:15'), toMs: at('14:00') },
        ],
      },
    ]);
  });

  it('leaves the last part open while the person is here', () => {
    const person = aPerson([
      ['clock-in', at('06:00')],
      ['break-start', at('09:00')],
    ]);
    expect(staysOf(person).at(-1)).toMatchObject({
      toMs: null,
      parts: [{ kind: 'in' }, { kind: 'break', toMs: null }],
    });
  });

  it('does not care in which order the punches are listed', () => {
    const person = aPerson([
      ['clock-in', at('06:00')],
      ['clock-out', at('14:00')],
    ]);
    expect(staysOf({ ...person, recent: person.recent.toReversed() })).toEqual(staysOf(person));
  });

  it('counts a second clock-in in a row once (R2)', () => {
    const person = aPerson([
      ['clock-in', at('06:00')],
      ['clock-in', at('06:01')],
    ]);
    expect(staysOf(person)).toHaveLength(1);
    expect(staysOf(person)[0]).toMatchObject({ fromMs: at('06:00') });
  });

  it('invents no end for a stay that nobody closed', () => {
    const person = aPerson([
      ['clock-in', at('06:00', -1)],
      ['clock-in', at('06:00'), [{ code: 'missing-clock-out', clockedInAt: instant(at('06:00', -1)) }]],
    ]);
    expect(staysOf(person)).toMatchObject([{ fromMs: at('06:00'), toMs: null }]);
  });

  it('trusts the state of the hub for a stay older than the list', () => {
    const person = aPerson([], {
      state: 'break',
      since: instant(at('09:00')),
      clockedInAt: instant(at('06:00')),
    });
    expect(staysOf(person)).toEqual([
      {
        fromMs: at('06:00'),
        toMs: null,
        parts: [
          { kind: 'in', fromMs: at('06:00'), toMs: at('09:00') },
          { kind: 'break', fromMs: at('09:00'), toMs: null },
        ],
      },
    ]);
  });

  it('trusts the hub when it says out although no punch says so', () => {
    const person = aPerson([['clock-in', at('06:00')]], { state: 'out', since: instant(at('09:00')) });
    expect(staysOf(person)).toMatchObject([{ fromMs: at('06:00'), toMs: at('09:00') }]);
  });

  it('has no stay for whoever never came', () => {
    expect(staysOf(aPerson())).toEqual([]);
  });
});
