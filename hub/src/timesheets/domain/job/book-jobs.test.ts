import { describe, expect, it } from '@jest/globals';
import { Policy } from '@tapclock/contracts';
import fc from 'fast-check';
import {
  aPolicy,
  aPunch,
  aShift,
  at,
  clocks,
  compute,
  facts,
  findingCodes,
  hours,
  MONDAY,
  minutes,
  paid,
  punched,
  punchedIn,
} from '../../../../test/kit/hours-kit.ts';
import { computeHours } from '../engine.ts';
import { Explainer } from '../explain/explain.ts';
import type { PunchFact } from '../facts/facts.ts';
import { paysByDay } from '../period/period-records.ts';
import { PRESETS } from '../presets/index.ts';
import type { HoursResult } from '../result.ts';

/** A change of job on Monday by its wall clock; without a job: to none. */
const change = (time: string, job: string | null = null, zone?: string) =>
  aPunch('JOB', at(`${MONDAY} ${time}`, zone), { job });

/** What was worked on each job, hours. */
function byJob({ weeks, days }: HoursResult): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { job, kind, seconds } of [...paysByDay(weeks, days).values()].flat())
    if (kind === 'bucket') sums[job ?? '-'] = (sums[job ?? '-'] ?? 0) + seconds / 3600;
  return sums;
}

const segments = (result: HoursResult) => result.days.flatMap(day => day.segments);

describe('time is booked on the job', () => {
  it('that a clock-in said, until a change says another or none', () => {
    const [inPunch, outPunch] = punched(MONDAY, 'IN 08:00', 'OUT 16:00');
    const punches = [
      { ...inPunch, job: 'A' },
      change('10:00', 'B'),
      change('14:30'),
      outPunch,
    ] as PunchFact[];
    const result = compute(punches);
    expect(byJob(result)).toEqual({ A: 2, B: 4.5, '-': 1.5 });
    expect(segments(result).map(({ job }) => job)).toEqual(['A', 'B', null]);
    expect(findingCodes(result)).toEqual([]);
  });

  it('goes on with the job before when a pause ends', () => {
    const result = compute([
      ...punched(MONDAY, 'IN 08:00', 'MEAL_START 12:00', 'MEAL_END 12:30', 'OUT 16:30'),
      change('09:00', 'B'),
    ]);
    expect(byJob(result)).toEqual({ '-': 1, B: 7 });
  });

  it('a change during an unpaid pause counts from its end, and leaves the pause whole', () => {
    const day = punched(MONDAY, 'IN 08:00', 'MEAL_START 12:00', 'MEAL_END 12:30', 'OUT 16:30');
    const result = compute([...day, change('12:10', 'B')]);
    expect(byJob(result)).toEqual({ '-': 4, B: 4 });
    expect(segments(result).map(({ kind, seconds }) => [kind, seconds])).toEqual(
      segments(compute(day)).map(({ kind, seconds }) => [kind, seconds]),
    );
  });

  it('a change during a paid break divides it', () => {
    const day = punched(MONDAY, 'IN 08:00', 'BREAK_START 10:00', 'BREAK_END 10:10', 'OUT 12:00');
    expect(byJob(compute([...day, change('10:05', 'B')]))).toEqual({
      '-': 2 + 5 / 60,
      B: 2 - 5 / 60,
    });
  });

  it('what is pressed while nobody is there books nothing, and nothing is carried to the next stay', () => {
    const result = compute([
      change('07:00', 'early'),
      ...punched(MONDAY, 'IN 08:00', 'OUT 10:00', 'IN 11:00', 'OUT 12:00'),
      change('09:00', 'B'),
      change('10:00', 'late'),
      change('10:30', 'between'),
    ]);
    expect(byJob(result)).toEqual({ '-': 2, B: 1 });
    expect(findingCodes(result)).toEqual([]);
  });

  it('the same job again cuts nothing', () => {
    const [inPunch, outPunch] = punched(MONDAY, 'IN 08:00', 'OUT 16:00');
    const result = compute([{ ...inPunch, job: 'A' }, change('10:00', 'A'), outPunch] as PunchFact[]);
    expect(segments(result)).toHaveLength(1);
    expect(segments(result)[0]?.rules).not.toContain('job.changed');
  });

  it('the last change of a second counts, and what a correction added over what a terminal recorded', () => {
    const day = punched(MONDAY, 'IN 08:00', 'OUT 10:00');
    const pressed = [0, 500].map(sequence => ({ ...change('09:00', `at ${sequence}`), sequence }));
    expect(byJob(compute([...day, ...pressed]))).toEqual({ '-': 1, 'at 500': 1 });
    const added = {
      ...{ id: 'c', by: 'Mia', madeAtSec: at(`${MONDAY} 18:00`), why: 'wrong order' },
      ...{ kind: 'add' as const, punch: { ...change('09:00', 'C'), id: 'c' } },
    };
    expect(byJob(compute([...day, ...pressed], { corrections: [added] }))).toEqual({ '-': 1, C: 1 });
  });

  it('follows corrections: moved, made void, and a change that was a clock-out in truth', () => {
    const day = punched(MONDAY, 'IN 08:00', 'OUT 16:00');
    const pressed = change('10:00', 'B');
    const made = {
      id: 'c',
      by: 'Mia',
      madeAtSec: at(`${MONDAY} 18:00`),
      why: 'said so',
      punchId: pressed.id,
    };
    const after = (correction: object) =>
      compute([...day, pressed], { corrections: [{ ...made, ...correction } as never] });
    expect(byJob(after({ kind: 'move', toSec: at(`${MONDAY} 12:00`) }))).toEqual({ '-': 4, B: 4 });
    expect(byJob(after({ kind: 'void' }))).toEqual({ '-': 8 });
    const left = after({ kind: 'reclassify', as: 'OUT' });
    expect([paid(left), findingCodes(left)]).toEqual([hours(2), ['MISSING_IN']]);
  });

  it('says why, and by whom', () => {
    const day = punched(MONDAY, 'IN 08:00', 'OUT 16:00');
    const given = facts(day, {
      corrections: [
        {
          ...{ id: 'c', by: 'Mia', madeAtSec: at(`${MONDAY} 18:00`), why: 'told on the phone' },
          ...{ kind: 'add', punch: { ...change('10:00', 'WO-7'), id: 'c' } },
        },
      ],
    });
    const result = computeHours(given, clocks);
    const explainer = new Explainer(given, result, clocks.of(given.zone), 'en');
    const [before, after] = segments(result).map(segment => explainer.segment(segment));
    expect(before).toBe(
      '08:00–10:00, 2:00 h paid as REG: clocked in 08:00 and out 16:00; counted on 2026-06-15, when the shift began; regular time.',
    );
    expect(after).toBe(
      '10:00–16:00, 6:00 h paid as REG: clocked in 08:00 and out 16:00; counted on 2026-06-15, when the shift began; ' +
        'corrected by Mia: told on the phone; booked on WO-7; regular time.',
    );
  });

  it('R6: elapsed time counts over midnight and through a change of clocks', () => {
    const zone = 'Europe/Berlin';
    const night = (kind: 'IN' | 'OUT' | 'JOB', instant: string, job: string | null = null) =>
      aPunch(kind, Date.parse(instant) / 1000, { job });
    // 22:00 to 06:00 by the wall clock, an hour less; the change of job is five minutes after the clocks went forward.
    const punches = [
      night('IN', '2026-03-28T21:00:00Z', 'A'),
      night('JOB', '2026-03-29T01:05:00Z', 'B'),
      night('OUT', '2026-03-29T04:00:00Z'),
    ];
    expect(byJob(compute(punches, { zone }))).toEqual({ A: 4 + 5 / 60, B: 3 - 5 / 60 });
    const split = compute(punches, { zone, policy: aPolicy({ dayRule: 'splitMidnight' }) });
    expect(segments(split).map(({ job, seconds }) => [job, seconds])).toEqual([
      ['A', hours(2)],
      ['A', hours(2) + minutes(5)],
      ['B', hours(3) - minutes(5)],
    ]);
  });

  it('a start that rounding moved past a change has the later job', () => {
    const policy = aPolicy({ rounding: [{ unitMin: 15, mode: 'up', scope: 'in' }], roundingReviewed: true });
    const [inPunch, outPunch] = punchedIn('UTC', MONDAY, 'IN 08:01', 'OUT 12:00');
    const result = compute([{ ...inPunch, job: 'A' }, change('08:10', 'B'), outPunch] as PunchFact[], {
      policy,
    });
    expect(byJob(result)).toEqual({ B: 3.75 });
  });

  it('what is pressed before or after the clock books nothing, also where rounding pays that time', () => {
    const policy = aPolicy({
      rounding: [
        { unitMin: 15, mode: 'down', scope: 'in' },
        { unitMin: 15, mode: 'up', scope: 'out' },
      ],
    });
    const day = punched(MONDAY, 'IN 08:10', 'OUT 12:05');
    const result = compute([...day, change('08:05', 'early'), change('12:10', 'late')], { policy });
    expect(byJob(result)).toEqual({ '-': 4.25 });
  });

  it('also where a policy ended the stay', () => {
    const policy = aPolicy({ autoClose: { toleranceMin: 0 } });
    const shifts = [aShift(MONDAY, '08:00-16:00')];
    const result = compute([...punched(MONDAY, 'IN 08:00'), change('12:00', 'B')], { policy, shifts });
    expect(byJob(result)).toEqual({ '-': 4, B: 4 });
  });
});

const BASE = Date.parse('2026-10-15T00:00:00Z') / 1000;
const anInstant = fc.integer({ min: BASE, max: BASE + 14 * 86_400 });
const aTap = fc.record({
  kind: fc.constantFrom('IN', 'OUT', 'MEAL_START', 'MEAL_END', 'BREAK_START', 'BREAK_END', 'AUTO'),
  atSec: anInstant,
});
const aWorkingDay = fc
  .tuple(
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 300, max: 800 }),
    fc.integer({ min: 60, max: 780 }),
  )
  .map(([day, startMin, lengthMin]) => {
    const inSec = BASE + day * 86_400 + startMin * 60;
    const middle = inSec + lengthMin * 25;
    return [
      { kind: 'IN', atSec: inSec },
      { kind: 'BREAK_START', atSec: middle },
      { kind: 'BREAK_END', atSec: middle + 1_500 },
      { kind: 'OUT', atSec: inSec + lengthMin * 60 },
    ];
  });
const somePunches = fc
  .tuple(fc.array(aTap, { maxLength: 12 }), fc.array(aWorkingDay, { maxLength: 12 }))
  .map(([taps, days]) =>
    [...taps, ...days.flat()].map(
      (tap, index): PunchFact => ({
        ...aPunch('IN', 0),
        ...(tap as { kind: 'IN'; atSec: number }),
        id: `p${index}`,
      }),
    ),
  );
const someChanges = fc
  .array(fc.record({ atSec: anInstant, job: fc.constantFrom(null, 'A', 'B') }), {
    minLength: 1,
    maxLength: 30,
  })
  .map(changes =>
    changes.map(({ atSec, job }, index) => ({ ...aPunch('JOB', atSec, { job }), id: `j${index}` })),
  );
const somePolicy = fc.constantFrom(
  ...[...PRESETS.values()].map(preset => Policy.parse(preset)),
  aPolicy({
    dayRule: 'splitMidnight',
    rounding: [
      { unitMin: 15, mode: 'nearest', scope: 'both' },
      { unitMin: 10, mode: 'nearest', scope: 'dayTotal' },
    ],
    autoDeduct: [{ afterMin: 360, deductMin: 30 }],
    minShift: { minMin: 120 },
    paidBreak: { maxMin: 10 },
    ot: { daily: [{ afterMin: 480, rate: 1.5 }], weekly: [{ afterMin: 2400, rate: 1.5 }] },
    premiums: [{ code: 'NIGHT', from: '22:00', to: '06:00', overMin: 30 }],
  }),
);

/** All that must not depend on jobs: everything but the jobs themselves and where paid segments and premiums are cut because of them. */
function withoutJobs(result: HoursResult) {
  const { days, weeks, stays, ...rest } = result;
  return {
    ...rest,
    stays: stays.map(({ jobs: _, ...stay }) => stay),
    days: days.map(({ segments: cut, overlays, ...day }) => ({
      ...day,
      unpaid: cut
        .filter(({ kind }) => kind === 'unpaid-pause' || kind === 'deducted')
        .map(({ startSec, endSec }) => [startSec, endSec]),
      sums: sums(cut, ({ kind, code, rate, shift, stay }) => `${kind} ${code} ${rate} ${shift} ${stay}`),
      overlays: sums(overlays, ({ code, rule }) => `${code} ${rule}`),
    })),
    weeks: weeks.map(({ segments: _, ...week }) => week),
  };
}

function sums<T extends { seconds: number }>(
  of: readonly T[],
  keyOf: (one: T) => string,
): Record<string, number> {
  const found: Record<string, number> = {};
  for (const one of of) found[keyOf(one)] = (found[keyOf(one)] ?? 0) + one.seconds;
  return found;
}

describe('changes of job', () => {
  it('change no second, pause, rounding or finding, whatever else was pressed', () => {
    let cut = 0;
    fc.assert(
      fc.property(somePunches, someChanges, somePolicy, (punches, changes, policy) => {
        const more = { policy, zone: 'Europe/Berlin', asOfSec: BASE + 14 * 86_400 };
        const plain = compute(punches, more);
        const booked = compute([...punches, ...changes], more);
        expect(withoutJobs(booked)).toEqual(withoutJobs(plain));
        if (segments(booked).length > segments(plain).length) cut += 1;
      }),
      { numRuns: 300 },
    );
    expect(cut).toBeGreaterThan(50);
  });

  it('that say nothing new leave the answer as it is, byte for byte', () => {
    fc.assert(
      fc.property(somePunches, someChanges, somePolicy, (punches, changes, policy) => {
        const toNone = changes.map(one => ({ ...one, job: null }));
        const more = { policy, zone: 'Europe/Berlin' };
        const text = ({ stays: _, ...result }: HoursResult) => JSON.stringify(result);
        expect(text(compute([...punches, ...toNone], more))).toBe(text(compute(punches, more)));
      }),
      { numRuns: 150 },
    );
  });
});
