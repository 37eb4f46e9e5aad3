import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyPerson, POLICIES, ZONES_WITHOUT_CHANGE } from '../../../test/kit/hours-company.ts';
import { clocks, paid } from '../../../test/kit/hours-kit.ts';
import { computeHours } from './engine.ts';
import { Explainer } from './explain/explain.ts';
import type { HoursFacts, PunchFact } from './facts/facts.ts';
import { payOf } from './pay/case-pay.ts';
import type { PayRates } from './pay/pay-sheet.ts';
import { compare, multiply, parseDecimal, whole } from './pay/rational.ts';
import { codesBetween, paysByDay } from './period/period-records.ts';
import type { CodeSeconds, HoursResult } from './result.ts';
import { weekdayAtOrBefore } from './time/civil.ts';
import { ZoneClocks } from './time/zone-clock.ts';

const RUNS = { numRuns: 80 };
const compute = (facts: HoursFacts) => computeHours(facts, clocks);

/** Seconds by code and kind. */
function sums(codes: readonly CodeSeconds[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { code, kind, seconds } of codes)
    all[`${kind} ${code}`] = (all[`${kind} ${code}`] ?? 0) + seconds;
  return all;
}

/** A list in an order that only the seed knows. */
function shuffled<T>(list: readonly T[], random: Iterator<number>): T[] {
  return list
    .map(entry => ({ entry, key: random.next().value ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ entry }) => entry);
}

describe('random companies: every preset, zones of every kind, plans, leave, holidays, corrections, mistakes', () => {
  it('R5: the order in which anything arrives never matters', () => {
    fc.assert(
      fc.property(anyPerson(), fc.infiniteStream(fc.nat()), (person, random) => {
        const mixed: HoursFacts = {
          ...person,
          punches: shuffled(person.punches, random),
          corrections: shuffled(person.corrections, random),
          shifts: shuffled(person.shifts, random),
          leave: shuffled(person.leave, random),
          holidays: new Set(shuffled([...person.holidays], random)),
        };
        expect(compute(mixed)).toEqual(compute(person));
      }),
      RUNS,
    );
  });

  it('R2: a punch or correction that is delivered again changes nothing', () => {
    fc.assert(
      fc.property(anyPerson(), fc.nat(), (person, pick) => {
        const again = <T extends object>(list: readonly T[]) => {
          const twin = list[pick % Math.max(1, list.length)];
          return twin ? [...list, { ...twin }] : list;
        };
        const twice = { ...person, punches: again(person.punches), corrections: again(person.corrections) };
        expect(compute(twice)).toEqual(compute(person));
      }),
      RUNS,
    );
  });

  it('paid and unpaid are presence and credit; buckets and top-ups are what is paid', () => {
    fc.assert(
      fc.property(anyPerson(), person => {
        const result = compute(person);
        for (const day of result.days) {
          const placed = day.segments.reduce((sum, { startSec, endSec }) => sum + endSec - startSec, 0);
          expect(day.presenceSeconds).toBe(placed);
          expect(day.paidSeconds + day.unpaidSeconds).toBe(day.presenceSeconds + day.creditSeconds);
          const inCodes = day.codes.filter(({ kind, code }) => kind === 'bucket' || code === 'TOP_UP');
          expect(inCodes.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(day.paidSeconds);
        }
        expect(sums(result.weeks.flatMap(({ codes }) => codes))).toEqual(sums(result.codes));
        expect(sums([...paysByDay(result.weeks, result.days).values()].flat())).toEqual(sums(result.codes));
      }),
      RUNS,
    );
  });

  it('no second is negative, a fraction, or there twice; each has its rules and words for them', () => {
    fc.assert(
      fc.property(anyPerson(), person => {
        const result = compute(person);
        const explainers = (['en', 'de'] as const).map(
          language => new Explainer(person, result, clocks.of(person.zone), language),
        );
        let reachedSec = Number.NEGATIVE_INFINITY;
        const segments = result.days.flatMap(day => day.segments);
        for (const segment of segments.toSorted((a, b) => a.startSec - b.startSec)) {
          expect(Number.isInteger(segment.seconds) && segment.seconds >= 0).toBe(true);
          if (segment.startSec === segment.endSec) continue;
          expect(segment.endSec - segment.startSec).toBe(segment.seconds);
          expect(segment.startSec).toBeGreaterThanOrEqual(reachedSec);
          reachedSec = segment.endSec;
        }
        const sentences = explainers.flatMap(explainer => [
          ...segments.map(segment => explainer.segment(segment)),
          ...result.days.flatMap(day =>
            day.overlays.map(overlay => explainer.overlay(overlay, day.segments[0])),
          ),
          ...result.findings.map(finding => explainer.finding(finding)),
        ]);
        for (const sentence of sentences) expect(sentence).not.toMatch(/undefined|NaN|Infinity|: ;/);
      }),
      RUNS,
    );
  });

  it('a run that is split at any day adds up to the whole', () => {
    fc.assert(
      fc.property(anyPerson(), fc.integer({ min: -2, max: 23 }), (person, offset) => {
        const { weeks, days, codes } = compute(person);
        const border = (days[0]?.date ?? 0) + offset;
        const before = codesBetween(weeks, days, Number.NEGATIVE_INFINITY, border);
        const after = codesBetween(weeks, days, border + 1, Number.POSITIVE_INFINITY);
        expect(sums([...before, ...after])).toEqual(sums(codes));
      }),
      RUNS,
    );
  });

  it('weeks that are computed apart are weeks computed together', () => {
    // Two weeks of a 14-day span belong together, and so do a week and the night before it where it begins at 05:00.
    const weekly = POLICIES.filter(
      ({ ot, workweek }) => ot.biweekly.length === 0 && workweek.startTime === '00:00',
    );
    fc.assert(
      fc.property(anyPerson({ policies: weekly, freeWeekends: true }), person => {
        const together = compute(person);
        const clock = clocks.of(person.zone);
        const weekOf = (sec: number) => weekdayAtOrBefore(clock.dayAt(sec), 1);
        const apart = [...new Set(person.punches.map(({ atSec }) => weekOf(atSec)))].flatMap(week => {
          const punches = person.punches.filter(({ atSec }) => weekOf(atSec) === week);
          const ids = new Set(punches.map(({ id }) => id));
          const corrections = person.corrections.filter(correction =>
            correction.kind === 'add' ? weekOf(correction.punch.atSec) === week : ids.has(correction.punchId),
          );
          const inWeek = ({ date }: { date: number }) => date >= week && date < week + 7;
          return compute({
            ...person,
            punches,
            corrections,
            shifts: person.shifts.filter(inWeek),
            leave: person.leave.filter(inWeek),
          }).codes;
        });
        const idle = together.weeks.filter(({ startDay }) =>
          person.punches.every(({ atSec }) => weekOf(atSec) !== startDay),
        );
        expect(sums([...apart, ...idle.flatMap(({ codes }) => codes)])).toEqual(sums(together.codes));
      }),
      RUNS,
    );
  });

  it('adding a person changes nobody else', () => {
    fc.assert(
      fc.property(anyPerson(), fc.array(anyPerson(), { minLength: 1, maxLength: 3 }), (person, others) => {
        const alone = computeHours(person, new ZoneClocks());
        const shared = new ZoneClocks();
        for (const other of others) computeHours(other, shared);
        expect(computeHours(person, shared)).toEqual(alone);
        for (const other of others) computeHours(other, shared);
        expect(computeHours(person, shared)).toEqual(alone);
      }),
      { numRuns: 40 },
    );
  });

  it('everything two weeks later, where clocks never change, is the same two weeks later', () => {
    fc.assert(
      fc.property(
        anyPerson({ zones: ZONES_WITHOUT_CHANGE }),
        fc.constantFrom(-14, 14, 28),
        (person, days) => {
          expect(compute(later(person, days))).toEqual(resultLater(compute(person), days));
        },
      ),
      RUNS,
    );
  });

  it('a punch that was added and voided was never there', () => {
    fc.assert(
      fc.property(anyPerson(), fc.nat({ max: 21 * 86_400 }), (person, offset) => {
        const first = person.punches[0];
        fc.pre(first !== undefined);
        const made = { by: 'Mia Wagner', why: 'a mistake' };
        const punch: PunchFact = { ...first, id: 'ghost', kind: 'OUT', atSec: first.atSec + offset };
        const corrections = [
          ...person.corrections,
          { ...made, kind: 'add' as const, id: 'x1', madeAtSec: 1, punch },
          { ...made, kind: 'void' as const, id: 'x2', madeAtSec: 2, punchId: 'ghost' },
        ];
        expect(compute({ ...person, corrections })).toEqual(compute(person));
      }),
      RUNS,
    );
  });

  it('a punch that was moved pays what a punch made then pays', () => {
    fc.assert(
      fc.property(anyPerson(), fc.nat(), fc.integer({ min: -7200, max: 7200 }), (person, pick, bySec) => {
        const plain = { ...person, corrections: [] };
        const chosen = person.punches[pick % Math.max(1, person.punches.length)];
        fc.pre(chosen !== undefined);
        const toSec = chosen.atSec + bySec;
        const made = { id: 'm', by: 'Mia Wagner', madeAtSec: 1, why: 'the clock was off' };
        const moved = compute({
          ...plain,
          corrections: [{ ...made, kind: 'move', punchId: chosen.id, toSec }],
        });
        const made2 = compute({
          ...plain,
          punches: person.punches.map(punch => (punch === chosen ? { ...punch, atSec: toSec } : punch)),
        });
        expect(moved.codes).toEqual(made2.codes);
        expect(moved.findings).toEqual(made2.findings);
      }),
      RUNS,
    );
  });

  it('to leave later is never to be paid less', () => {
    // An automatic deduction begins all at once; a sliding break is the rule that could go wrong, so it has half the runs.
    const gradual = POLICIES.filter(({ autoDeduct }) => autoDeduct.length === 0);
    const sliding = gradual.filter(({ statutoryBreak }) => statutoryBreak?.mode === 'sliding');
    const policies = gradual.flatMap(policy => [policy, ...sliding]);
    fc.assert(
      fc.property(anyPerson({ policies }), fc.integer({ min: 1, max: 60 }), (person, minutes) => {
        const unplanned = { ...person, corrections: [], shifts: [] };
        const last = unplanned.punches
          .toSorted((a, b) => a.atSec - b.atSec || a.sequence - b.sequence)
          .at(-1);
        const stay = compute(unplanned).stays.at(-1);
        fc.pre(last?.kind === 'OUT' && stay?.end.kind === 'closed' && stay.end.out.id === last.id);
        // A longer pause at the end is no work, and too long a stay is not paid.
        fc.pre(stay.pauses.every(pause => pause.endId !== last.id));
        fc.pre(last.atSec + minutes * 60 - stay.in.atSec <= person.policy.maxShiftMin * 60);
        const punches = unplanned.punches.map(punch =>
          punch === last ? { ...punch, atSec: punch.atSec + minutes * 60 } : punch,
        );
        expect(paid(compute({ ...unplanned, punches }))).toBeGreaterThanOrEqual(paid(compute(unplanned)));
      }),
      { numRuns: 600 },
    );
  });

  it('a long break read as a meal is paid as before, so only the preset with meal premiums has a new version', () => {
    const usa = POLICIES.filter(
      ({ breakIsMealFromMin, meal }) => breakIsMealFromMin === 30 && meal.minUnpaidMin === 30,
    );
    expect(usa.filter(({ version }) => version > 1).map(({ name }) => name)).toEqual(['us-ca']);
    fc.assert(
      fc.property(anyPerson({ policies: usa }), person => {
        const policy = { ...person.policy, breakIsMealFromMin: null };
        const hours = (result: HoursResult) => result.codes.filter(({ code }) => code !== 'MEAL_PREMIUM');
        expect(hours(compute({ ...person, policy }))).toEqual(hours(compute(person)));
      }),
      RUNS,
    );
  });

  it('holidays and leave lie beside the hours: no bucket depends on them', () => {
    fc.assert(
      fc.property(anyPerson(), person => {
        const buckets = (facts: HoursFacts) => compute(facts).codes.filter(({ kind }) => kind === 'bucket');
        expect(buckets({ ...person, holidays: new Set(), leave: [] })).toEqual(buckets(person));
      }),
      RUNS,
    );
  });

  it('all rates seven times as high make the regular rate seven times as high', () => {
    const rates = (factor: number): PayRates => ({
      hourly: parseDecimal(17 * factor),
      salary: null,
      jobs: new Map([['press', parseDecimal(23 * factor)]]),
      minimumWage: null,
      bonuses: [],
    });
    fc.assert(
      fc.property(anyPerson(), person => {
        const result = compute(person);
        const once = payOf(result, person.policy, rates(1));
        const sevenfold = payOf(result, person.policy, rates(7));
        for (const [index, { regularRate, lines }] of once.entries()) {
          const other = sevenfold[index];
          expect(other && compare(other.regularRate, multiply(regularRate, whole(7)))).toBe(0);
          expect(other?.lines.map(({ code, seconds }) => [code, seconds])).toEqual(
            lines.map(({ code, seconds }) => [code, seconds]),
          );
        }
      }),
      RUNS,
    );
  });
});

function later(person: HoursFacts, days: number): HoursFacts {
  const bySec = days * 86_400;
  const punch = (one: PunchFact) => ({ ...one, atSec: one.atSec + bySec });
  return {
    ...person,
    punches: person.punches.map(punch),
    corrections: person.corrections.map(one => {
      const made = { ...one, madeAtSec: one.madeAtSec + bySec };
      if (made.kind === 'add') return { ...made, punch: punch(made.punch) };
      return made.kind === 'move' ? { ...made, toSec: made.toSec + bySec } : made;
    }),
    shifts: person.shifts.map(shift => ({
      ...shift,
      date: shift.date + days,
      startSec: shift.startSec + bySec,
      endSec: shift.endSec + bySec,
    })),
    holidays: new Set([...person.holidays].map(day => day + days)),
    leave: person.leave.map(one => ({ ...one, date: one.date + days })),
  };
}

/** A result with every date and instant later. */
function resultLater(result: HoursResult, days: number): unknown {
  const bySec = days * 86_400;
  const instants = new Set(['atSec', 'rawSec', 'startSec', 'endSec']);
  const dates = new Set(['date', 'startDay', 'endDay', 'payday']);
  const move = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map(entry => move(entry));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, move(entry, name)]));
    if (typeof value !== 'number') return value;
    if (instants.has(key)) return value + bySec;
    if (dates.has(key)) return value + days;
    // A workday is a date, or the instant at which it began.
    return key === 'workday' ? value + (value > 1_000_000 ? bySec : days) : value;
  };
  return move(result);
}
