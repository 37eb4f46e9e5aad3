import { describe, expect, it } from '@jest/globals';
import type { BoardPerson } from '@tapclock/contracts';
import { aPerson, aShift, at, type Tap } from '../../test/support/builders.ts';
import { BOARD_LIMITS } from './limits.ts';
import { factsOf } from './person-facts.ts';
import { type PersonStatus, statusOf } from './person-status.ts';
import { siteDay } from './site-day.ts';

const early = aShift('06:00', '14:00');
const night = aShift('22:00', '06:00', -1, 'Night');
const tonight = aShift('22:00', '06:00', 0, 'Night');

function status(person: BoardPerson, nowMs: number): PersonStatus {
  return statusOf(factsOf(person), nowMs, siteDay(nowMs, 'Europe/Berlin'), BOARD_LIMITS);
}

const kindAt = (taps: Tap[], nowMs: number, shifts = [early]) =>
  status(aPerson(taps, { shifts }), nowMs).kind;

describe('who is awaited', () => {
  it.each([
    ['05:59:59', 'expected', false],
    ['06:00', 'expected', true],
    ['06:05', 'expected', true],
  ])('at %s someone without a tap is still %s (due: %s)', (clock, kind, isDue) => {
    expect(status(aPerson([], { shifts: [early] }), at(clock))).toMatchObject({ kind, isDue });
  });

  it('turns missing the moment grace is over, counted from the start of the shift', () => {
    const person = aPerson([], { shifts: [early] });
    expect(status(person, at('06:05') + 1)).toMatchObject({ kind: 'missing', seconds: 300 });
    expect(status(person, at('06:20'))).toMatchObject({ kind: 'missing', seconds: 1200 });
  });

  it('is no longer missing once the shift is over', () => {
    expect(kindAt([], at('13:59:59'))).toBe('missing');
    expect(kindAt([], at('14:00'))).toBe('off');
  });

  it('expects whoever comes later today, and nobody whose shift is tomorrow morning', () => {
    expect(kindAt([], at('06:10'), [tonight])).toBe('expected');
    expect(kindAt([], at('17:00'), [aShift('06:00', '14:00', 1)])).toBe('off');
  });

  it('expects whoever comes soon after midnight', () => {
    expect(kindAt([], at('23:00'), [aShift('00:30', '08:00', 1)])).toBe('expected');
  });

  it('is off without any shift, and says when the next one is', () => {
    expect(status(aPerson(), at('10:00'))).toEqual({ kind: 'off', next: null });
    expect(status(aPerson([], { shifts: [aShift('06:00', '14:00', 1)] }), at('10:00'))).toMatchObject({
      kind: 'off',
      next: { startMs: at('06:00', 1) },
    });
  });
});

describe('who is here', () => {
  it.each([
    ['05:55', 'in'],
    ['06:00', 'in'],
    ['06:05', 'in'],
    ['06:05:01', 'late'],
  ])('a first tap at %s means %s', (clock, kind) => {
    expect(kindAt([['clock-in', at(clock)]], at('09:00'))).toBe(kind);
  });

  it('counts lateness from the start of the shift, not from the end of grace', () => {
    const person = aPerson([['clock-in', at('06:07')]], { shifts: [early] });
    expect(status(person, at('06:10'))).toMatchObject({ kind: 'late', lateSeconds: 420 });
  });

  it('belongs to a shift up to two hours before it begins', () => {
    expect(kindAt([['clock-in', at('04:00')]], at('04:01'))).toBe('in');
    expect(kindAt([['clock-in', at('03:58')]], at('03:59'))).toBe('unplanned');
  });

  it('has no shift planned when none is near', () => {
    expect(kindAt([['clock-in', at('17:00')]], at('17:10'), [early])).toBe('unplanned');
    expect(kindAt([['clock-in', at('17:00')]], at('17:10'), [])).toBe('unplanned');
  });

  it('does not call someone late who went out for lunch and came back', () => {
    const taps: Tap[] = [
      ['clock-in', at('05:58')],
      ['clock-out', at('11:00')],
      ['clock-in', at('11:30')],
    ];
    expect(kindAt(taps, at('12:00'))).toBe('in');
  });

  it('stays on a break however it began late, and tells both', () => {
    const person = aPerson(
      [
        ['clock-in', at('06:20')],
        ['break-start', at('09:00')],
      ],
      { shifts: [early] },
    );
    expect(status(person, at('09:22'))).toMatchObject({
      kind: 'break',
      seconds: 1320,
      isLong: false,
      lateSeconds: 1200,
    });
  });

  it('calls a break long only after the limit', () => {
    const person = aPerson(
      [
        ['clock-in', at('06:00')],
        ['break-start', at('09:00')],
      ],
      { shifts: [early] },
    );
    expect(status(person, at('09:35'))).toMatchObject({ isLong: false });
    expect(status(person, at('09:35:01'))).toMatchObject({ isLong: true });
  });

  it('is past the end for an hour, then still in', () => {
    const taps: Tap[] = [['clock-in', at('06:00')]];
    expect(status(aPerson(taps, { shifts: [early] }), at('13:59'))).toMatchObject({
      kind: 'in',
      isPastEnd: false,
    });
    expect(status(aPerson(taps, { shifts: [early] }), at('14:00'))).toMatchObject({
      kind: 'in',
      isPastEnd: true,
    });
    expect(kindAt(taps, at('15:00'))).toBe('in');
    expect(status(aPerson(taps, { shifts: [early] }), at('15:00:01'))).toMatchObject({
      kind: 'overstay',
      overSeconds: 3601,
    });
  });

  it('takes a forgotten break for what it is: still in', () => {
    const taps: Tap[] = [
      ['clock-in', at('06:00')],
      ['break-start', at('13:30')],
    ];
    expect(kindAt(taps, at('18:00'))).toBe('overstay');
  });

  it('doubts a stay without a shift after sixteen hours', () => {
    const taps: Tap[] = [['clock-in', at('06:00')]];
    expect(kindAt(taps, at('22:00'), [])).toBe('unplanned');
    expect(kindAt(taps, at('22:00:01'), [])).toBe('overstay');
  });
});

describe('nights', () => {
  it('works over midnight', () => {
    expect(kindAt([['clock-in', at('21:55', -1)]], at('03:00'), [night, tonight])).toBe('in');
    expect(kindAt([], at('03:00'), [night, tonight])).toBe('missing');
  });

  it('has gone home in the morning although the next night begins today', () => {
    const taps: Tap[] = [
      ['clock-in', at('21:55', -1)],
      ['clock-out', at('06:02')],
    ];
    expect(kindAt(taps, at('06:10'), [night, tonight])).toBe('gone');
    expect(kindAt(taps, at('15:00'), [night, tonight])).toBe('expected');
  });

  it('does not take a clock-out forgotten in the morning for being here tonight', () => {
    const taps: Tap[] = [['clock-in', at('21:55', -1)]];
    expect(kindAt(taps, at('23:00'), [night, tonight])).toBe('overstay');
  });

  it('does not keep the late shift of yesterday as gone this morning', () => {
    const late = [aShift('14:00', '22:00', -1, 'Late'), aShift('14:00', '22:00', 0, 'Late')];
    const taps: Tap[] = [
      ['clock-in', at('13:55', -1)],
      ['clock-out', at('22:02', -1)],
    ];
    expect(kindAt(taps, at('00:30'), late)).toBe('gone');
    expect(kindAt(taps, at('06:10'), late)).toBe('expected');
  });

  it('keeps elapsed time right through the night the clocks go back (R6)', () => {
    // Sunday 25 October 2026, 02:00-03:00 comes twice in Berlin: 22:00 to 06:00 lasts nine hours.
    const shift = {
      name: 'Night',
      startsAt: '2026-10-24T20:00:00.000Z',
      endsAt: '2026-10-25T05:00:00.000Z',
      graceSeconds: 300,
    };
    const person = aPerson([['clock-in', Date.parse('2026-10-24T19:55:00.000Z')]], { shifts: [shift] });
    expect(status(person, Date.parse('2026-10-25T04:59:00.000Z'))).toMatchObject({
      kind: 'in',
      isPastEnd: false,
    });
  });
});

describe('two shifts in a day', () => {
  const split = [aShift('06:00', '10:00', 0, 'Morning'), aShift('14:00', '18:00', 0, 'Evening')];
  const morning: Tap[] = [
    ['clock-in', at('05:57')],
    ['clock-out', at('10:02')],
  ];

  it('has gone after the first, and is expected once the second is nearer', () => {
    expect(kindAt(morning, at('11:00'), split)).toBe('gone');
    expect(kindAt(morning, at('12:30'), split)).toBe('expected');
  });

  it('is missing from the second although present at the first', () => {
    expect(kindAt(morning, at('14:06'), split)).toBe('missing');
  });

  it('is late for the second by the second', () => {
    const person = aPerson([...morning, ['clock-in', at('14:10')]], { shifts: split });
    expect(status(person, at('15:00'))).toMatchObject({ kind: 'late', lateSeconds: 600 });
  });

  it('is still in when nobody saw the clock-out between them', () => {
    expect(kindAt([['clock-in', at('05:57')]], at('14:30'), split)).toBe('overstay');
  });

  it('works on into a shift that follows at once', () => {
    const double = [aShift('06:00', '14:00'), aShift('14:00', '22:00', 0, 'Late')];
    expect(kindAt([['clock-in', at('05:57')]], at('18:00'), double)).toBe('in');
  });

  it('has not begun the next shift by leaving two minutes into it', () => {
    const double = [aShift('06:00', '14:00'), aShift('14:00', '22:00', 0, 'Late')];
    const taps: Tap[] = [
      ['clock-in', at('05:57')],
      ['clock-out', at('14:02')],
    ];
    expect(kindAt(taps, at('14:10'), double)).toBe('missing');
  });
});

describe('who has gone', () => {
  it('says how early someone left', () => {
    const person = aPerson(
      [
        ['clock-in', at('06:00')],
        ['clock-out', at('13:00')],
      ],
      { shifts: [early] },
    );
    expect(status(person, at('13:10'))).toMatchObject({ kind: 'gone', earlySeconds: 3600 });
  });

  it.each([
    ['13:55', 0],
    ['13:54:59', 301],
  ])('leaving at %s counts as %s seconds early', (clock, earlySeconds) => {
    const person = aPerson(
      [
        ['clock-in', at('06:00')],
        ['clock-out', at(clock)],
      ],
      { shifts: [early] },
    );
    expect(status(person, at('14:30'))).toMatchObject({ kind: 'gone', earlySeconds });
  });

  it('remembers someone who worked without a shift', () => {
    const taps: Tap[] = [
      ['clock-in', at('17:00')],
      ['clock-out', at('19:00')],
    ];
    expect(kindAt(taps, at('20:00'), [])).toBe('gone');
  });

  it('is off again the next day', () => {
    const taps: Tap[] = [
      ['clock-in', at('06:00', -1)],
      ['clock-out', at('14:00', -1)],
    ];
    expect(kindAt(taps, at('08:00'), [aShift('06:00', '14:00', -1)])).toBe('off');
  });

  it('follows the state of the hub where the punches are too old to be listed', () => {
    const person = aPerson([], { since: new Date(at('13:00')).toISOString(), shifts: [early] });
    expect(status(person, at('13:10')).kind).toBe('gone');
  });
});
