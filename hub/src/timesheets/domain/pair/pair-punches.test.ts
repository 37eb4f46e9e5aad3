import { describe, expect, it } from '@jest/globals';
import type { PolicyDraft } from '@tapclock/contracts';
import {
  aPolicy,
  aPunch,
  aShift,
  at,
  compute,
  findingCodes,
  hours,
  MONDAY,
  minutes,
  paid,
  paidByDate,
  punched,
  worked,
} from '../../../../test/kit/hours-kit.ts';
import { ownerOf, ownership } from '../shift/own-instant.ts';

const day = (...entries: string[]) => compute(punched(MONDAY, ...entries));
const outcome = (...entries: string[]) => {
  const result = day(...entries);
  return [paid(result) / 3600, findingCodes(result)];
};

describe('debounce, payroll.md 5.1 rule 2', () => {
  it.each([
    ['at sixty seconds', 60, ['DUPLICATE']],
    ['a second more', 61, ['MISSING_OUT']],
  ])('the same kind again %s', (_name, seconds, expected) => {
    const inSec = at(`${MONDAY} 08:00`);
    const result = compute([
      aPunch('IN', inSec),
      aPunch('IN', inSec + seconds),
      aPunch('OUT', inSec + hours(8)),
    ]);
    expect(findingCodes(result)).toEqual(expected);
  });

  it('measures from the last kept punch, so a row of taps is not one', () => {
    const inSec = at(`${MONDAY} 08:00`);
    const taps = [0, 50, 100, 150].map(seconds => aPunch('AUTO', inSec + seconds));
    // Kept: 0 in, 100 out.
    expect(compute(taps).stays.map(stay => stay.end.kind)).toEqual(['closed']);
    expect(findingCodes(compute(taps))).toEqual(['DUPLICATE', 'DUPLICATE']);
    expect(paid(compute(taps))).toBe(100);
  });

  it('does not take another kind for the same act', () => {
    expect(outcome('IN 08:00:00', 'OUT 08:00:30', 'IN 08:00:45', 'OUT 16:00')).toEqual([
      (8 * 3600 - 15) / 3600,
      [],
    ]);
  });

  it('says nothing about a punch that was delivered twice', () => {
    const [inPunch, outPunch] = worked(MONDAY, '08:00-16:00');
    const twice = [inPunch, outPunch, inPunch, outPunch].flatMap(punch => punch ?? []);
    expect([paid(compute(twice)), findingCodes(compute(twice))]).toEqual([hours(8), []]);
  });
});

describe('what does not follow, rules 3 and 4', () => {
  it.each([
    ['in while on: the first stay is not paid', ['IN 06:00', 'IN 12:00', 'OUT 16:00'], [4, ['MISSING_OUT']]],
    ['out while off', ['OUT 08:00', 'IN 09:00', 'OUT 12:00'], [3, ['MISSING_IN']]],
    ['out during a meal ends both', ['IN 08:00', 'MEAL_START 12:00', 'OUT 12:30'], [4, []]],
    [
      'a pause end without a start',
      ['IN 08:00', 'MEAL_END 12:00', 'OUT 16:00'],
      [8, ['MISSING_PAUSE_START']],
    ],
    ['a pause end while off', ['BREAK_END 08:00', 'IN 09:00', 'OUT 10:00'], [1, ['MISSING_PAUSE_START']]],
    ['a pause start while off', ['MEAL_START 08:00', 'IN 09:00', 'OUT 10:00'], [1, ['MISSING_IN']]],
    [
      'in out of a pause comes back from it',
      ['IN 08:00', 'MEAL_START 12:00', 'IN 12:30', 'OUT 16:30'],
      [8, ['MISSING_PAUSE_END']],
    ],
    [
      'in long after a pause began does not',
      ['IN 08:00', 'MEAL_START 12:00', 'IN 16:00', 'OUT 18:00'],
      [2, ['MISSING_OUT']],
    ],
    [
      'a second start keeps the first',
      ['IN 08:00', 'MEAL_START 12:00', 'MEAL_START 12:10', 'MEAL_END 12:40', 'OUT 16:40'],
      [8, ['MISSING_PAUSE_END']],
    ],
    [
      'from a break straight to a meal',
      ['IN 08:00', 'BREAK_START 12:00', 'MEAL_START 12:10', 'MEAL_END 12:40', 'OUT 16:30'],
      [8, []],
    ],
  ])('%s', (_name, entries, expected) => {
    expect(outcome(...entries)).toEqual(expected);
  });

  it('never invents a clock-out: the open stay pays nothing', () => {
    expect(outcome('IN 08:00')).toEqual([0, ['MISSING_OUT']]);
    expect(outcome('IN 08:00', 'OUT 12:00', 'IN 13:00')).toEqual([4, ['MISSING_OUT']]);
  });

  it('tells who is still at work from who forgot', () => {
    const punches = punched(MONDAY, 'IN 08:00');
    const codes = (hour: number) =>
      findingCodes(compute(punches, { asOfSec: at(`${MONDAY} 08:00`) + hours(hour) }));
    expect([codes(4), codes(16), codes(16.01)]).toEqual([['STILL_OPEN'], ['STILL_OPEN'], ['MISSING_OUT']]);
  });

  it.each([
    ['at sixteen hours', 0, [16, []]],
    ['a second later', 1, [0, ['MISSING_OUT', 'MISSING_IN']]],
  ])('takes a clock-out %s', (_name, more, expected) => {
    const inSec = at(`${MONDAY} 04:00`);
    const result = compute([aPunch('IN', inSec), aPunch('OUT', inSec + hours(16) + more)]);
    expect([paid(result) / 3600, findingCodes(result)]).toEqual(expected);
  });

  it('begins anew with a tap long after a forgotten one', () => {
    const taps = [
      aPunch('AUTO', at(`${MONDAY} 06:00`)),
      aPunch('AUTO', at('2026-06-16 06:00')),
      aPunch('AUTO', at('2026-06-16 14:00')),
    ];
    expect(paidByDate(compute(taps))).toEqual({ '2026-06-16': hours(8) });
  });
});

describe('taps without a kind, rule 6', () => {
  const taps = (draft: Partial<PolicyDraft>, ...times: string[]) => {
    const punches = times.map(time => aPunch('AUTO', at(`${MONDAY} ${time}`)));
    const result = compute(punches, { policy: aPolicy(draft) });
    return [
      paid(result) / 3600,
      result.stays.flatMap(stay => stay.pauses.map(pause => pause.kind)),
      findingCodes(result),
    ];
  };
  const window = {
    pauseDetection: [{ by: 'window', pause: 'meal', startMin: 180, lengthMin: 120 }],
  } as const;
  const gap = { pauseDetection: [{ by: 'gap', pause: 'meal', minMin: 30, maxMin: 60 }] } as const;

  it.each([
    ['in the window', ['08:00', '12:00', '12:30', '16:30'], [8, ['meal'], []]],
    ['at its edge', ['08:00', '11:00', '11:30', '16:30'], [8, ['meal'], []]],
    ['before it', ['08:00', '10:59', '11:29', '16:29'], [7 + 59 / 60, [], []]],
    ['in the window and never back', ['08:00', '12:00'], [0, [], ['MISSING_OUT']]],
  ])('by window, %s', (_name, times, expected) => {
    expect(taps({ ...window, pauseDetection: [...window.pauseDetection] }, ...times)).toEqual(expected);
  });

  it.each([
    ['of thirty minutes', ['08:00', '12:00', '12:30', '16:30'], [8, ['meal'], []]],
    ['of sixty', ['08:00', '12:00', '13:00', '17:00'], [8, ['meal'], []]],
    ['too short', ['08:00', '12:00', '12:29', '16:29'], [8, [], []]],
    ['too long', ['08:00', '12:00', '13:01', '17:01'], [8, [], []]],
    ['and home without a way back', ['08:00', '12:00'], [4, [], []]],
  ])('by gap, %s', (_name, times, expected) => {
    expect(taps({ ...gap, pauseDetection: [...gap.pauseDetection] }, ...times)).toEqual(expected);
  });
});

describe('pairing as another system did, rule 10', () => {
  const strict = (hoursOf: 'firstInLastOut' | 'everyPair', ...entries: string[]) => {
    const policy = aPolicy({ importPairing: { kinds: 'strict', hours: hoursOf } });
    const result = compute(punched(MONDAY, ...entries), { policy });
    return [paid(result) / 3600, findingCodes(result)];
  };
  const entries = ['OUT 07:00', 'IN 08:00', 'IN 09:00', 'OUT 12:00', 'IN 13:00', 'OUT 17:00', 'IN 18:00'];

  it('ignores a second clock-in and keeps the first', () => {
    expect(strict('everyPair', ...entries)).toEqual([8, ['MISSING_IN', 'MISSING_OUT']]);
    expect(strict('firstInLastOut', ...entries)).toEqual([9, ['MISSING_IN']]);
  });

  it('pays nothing for a single tap', () => {
    expect(strict('firstInLastOut', 'IN 08:00')).toEqual([0, ['MISSING_OUT']]);
  });
});

describe('corrections', () => {
  const made = (id: string, hour = 0) => ({
    id,
    by: 'Mia',
    madeAtSec: at('2026-06-16 09:00') + hours(hour),
    why: 'forgot',
  });
  const [inPunch] = punched(MONDAY, 'IN 08:00');
  const punches = inPunch ? [inPunch] : [];
  const inId = inPunch?.id ?? '';

  it('pays a stay whose end somebody has added, and says who and why', () => {
    const added = aPunch('OUT', at(`${MONDAY} 16:00`));
    const result = compute(punches, { corrections: [{ ...made('c1'), kind: 'add', punch: added }] });
    expect([paid(result), findingCodes(result)]).toEqual([hours(8), []]);
    expect(result.days[0]?.segments[0]?.rules[0]).toBe('correction#c1');
  });

  it('moves, the latest correction last, and keeps what the clock said', () => {
    const moves = [8.5, 8.25].map((hour, index) => ({
      ...made(`m${index}`, index),
      kind: 'move' as const,
      punchId: inId,
      toSec: at(`${MONDAY} 00:00`) + hours(hour),
    }));
    const out = punched(MONDAY, 'OUT 16:15');
    for (const corrections of [moves, moves.toReversed()]) {
      const result = compute([...punches, ...out], { corrections });
      expect(paid(result)).toBe(hours(8));
      expect(result.stays[0]?.in.rawSec).toBe(at(`${MONDAY} 08:00`));
      expect(result.stays[0]?.in.correctionIds).toEqual(['m0', 'm1']);
    }
  });

  it('voids and reclassifies', () => {
    const wrong = punched(MONDAY, 'OUT 12:00', 'IN 12:30', 'OUT 16:30');
    const [first, second] = wrong;
    const asMeal = compute([...punches, ...wrong], {
      corrections: [
        { ...made('r1'), kind: 'reclassify', punchId: first?.id ?? '', as: 'MEAL_START' },
        { ...made('r2'), kind: 'reclassify', punchId: second?.id ?? '', as: 'MEAL_END' },
      ],
    });
    expect(asMeal.stays).toHaveLength(1);
    expect(paid(asMeal)).toBe(hours(8));
    const voided = compute([...punches, ...wrong], {
      corrections: [
        { ...made('v1'), kind: 'void', punchId: first?.id ?? '' },
        { ...made('v2'), kind: 'void', punchId: second?.id ?? '' },
      ],
    });
    expect(paid(voided)).toBe(hours(8.5));
  });

  it('notes a correction of a punch that is not there', () => {
    const result = compute(worked(MONDAY, '08:00-16:00'), {
      corrections: [{ ...made('x'), kind: 'void', punchId: 'nobody' }],
    });
    expect([paid(result), findingCodes(result)]).toEqual([hours(8), ['CORRECTION_WITHOUT_PUNCH']]);
  });
});

describe('shifts', () => {
  it.each([
    ['a second below the gap is one', '14:59:59', 1],
    ['at the gap two', '15:00:00', 2],
  ])('%s', (_name, back, expected) => {
    const result = compute(worked(MONDAY, '07:00:00-11:00:00', `${back}-18:00:00`));
    expect(new Set(result.days[0]?.segments.map(({ shift }) => shift)).size).toBe(expected);
  });

  it('has one owner for each instant of three shifts back to back', () => {
    const spans = ['00:00-08:00', '08:00-16:00', '16:00-23:00'];
    const shifts = spans.map(span => aShift(MONDAY, span));
    const owned = ownership(shifts, { beforeMin: 60, afterMin: 60 });
    const owner = (time: string) => ownerOf(at(`${MONDAY} ${time}`), owned)?.id.slice(-11);
    expect(['08:00', '08:00:01', '16:00', '16:00:01'].map(owner)).toEqual([
      spans[0],
      spans[1],
      spans[1],
      spans[2],
    ]);
  });

  it('that end at exactly 24:00 end on their own date', () => {
    const policy = aPolicy({ dayRule: 'shiftEnd' });
    expect(paidByDate(compute(worked(MONDAY, '16:00-00:00'), { policy }))).toEqual({ [MONDAY]: hours(8) });
  });

  it('gives a night that begins early to the planned date', () => {
    const result = compute(worked(MONDAY, '23:50-08:00'), { shifts: [aShift('2026-06-16', '00:00-08:00')] });
    expect(paidByDate(result)['2026-06-16']).toBe(hours(8) + minutes(10));
  });

  it('is neither late nor early in the middle of a double shift', () => {
    const shifts = [aShift(MONDAY, '06:00-14:00'), aShift(MONDAY, '14:00-22:00')];
    expect(findingCodes(compute(worked(MONDAY, '06:00-22:00'), { shifts }))).toEqual([]);
    expect(findingCodes(compute(worked(MONDAY, '06:00-13:30', '14:00-22:00'), { shifts }))).toEqual([
      'EARLY',
    ]);
  });

  it('is late once and early once, however long somebody was away in between', () => {
    const shifts = [aShift(MONDAY, '06:00-18:00')];
    const result = compute(worked(MONDAY, '06:30-09:00', '13:30-17:00'), { shifts });
    expect(findingCodes(result)).toEqual(['LATE', 'EARLY']);
  });

  it('says absent for a planned day without work, and half a day below the limit', () => {
    const policy = aPolicy({ attendance: { absentBelowMin: 60, halfDayBelowMin: 300 } });
    const status = (span: string) => compute(worked(MONDAY, span), { policy }).days[0]?.attendance;
    expect([status('08:00-08:59'), status('08:00-12:59'), status('08:00-13:00')]).toEqual([
      'absent',
      'half-day',
      'present',
    ]);
    expect(compute([], { shifts: [aShift(MONDAY, '08:00-16:00')] }).days[0]?.attendance).toBe('absent');
  });
});
