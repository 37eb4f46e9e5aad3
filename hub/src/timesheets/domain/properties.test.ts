import { describe, expect, it } from '@jest/globals';
import { Policy, type PunchKind } from '@tapclock/contracts';
import fc from 'fast-check';
import {
  aPolicy,
  aPunch,
  at,
  clocks,
  codeHours,
  compute,
  facts,
  hours,
  MONDAY,
  week,
} from '../../../test/kit/hours-kit.ts';
import { computeHours } from './engine.ts';
import type { PunchFact } from './facts/facts.ts';
import { paysByDay } from './period/period-records.ts';
import { PRESETS } from './presets/index.ts';
import type { CodeSeconds } from './result.ts';

const KINDS: readonly PunchKind[] = [
  'IN',
  'OUT',
  'MEAL_START',
  'MEAL_END',
  'BREAK_START',
  'BREAK_END',
  'AUTO',
];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];

/** Anything people might tap in three weeks around a change of clocks, sensible or not. */
const anyPunches = fc
  .array(fc.tuple(fc.constantFrom(...KINDS), fc.integer({ min: 0, max: 21 * 86_400 })), { maxLength: 60 })
  .map(entries => {
    const base = Date.parse('2026-10-15T00:00:00Z') / 1000;
    return entries.map(
      ([kind, offset], index): PunchFact => ({
        id: `p${index}`,
        kind,
        atSec: base + offset,
        sequence: 0,
        job: null,
      }),
    );
  });

/** Days somebody really worked: in, perhaps a pause, out. */
const workingDays = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 700 }),
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 0, max: 90 }),
    ),
    {
      minLength: 1,
      maxLength: 28,
    },
  )
  .map(days =>
    days.flatMap(([start, length, pause], index): PunchFact[] => {
      const inSec = Date.parse('2026-10-12T00:00:00Z') / 1000 + index * 86_400 + start * 60;
      const outSec = inSec + length * 60;
      const pauseSec = inSec + Math.floor((length * 60) / 3);
      const id = (kind: string) => `${index}-${kind}`;
      const punch = (kind: PunchKind, atSec: number): PunchFact => ({
        id: id(kind),
        kind,
        atSec,
        sequence: 0,
        job: null,
      });
      const pauses =
        pause > 0 && pause * 2 < length
          ? [punch('MEAL_START', pauseSec), punch('MEAL_END', pauseSec + pause * 60)]
          : [];
      return [punch('IN', inSec), ...pauses, punch('OUT', outSec)];
    }),
  );

const anyPolicy = fc.constantFrom(
  ...[...PRESETS.values()].map(preset => Policy.parse(preset)),
  aPolicy({
    dayRule: 'splitMidnight',
    rounding: [{ unitMin: 15, mode: 'nearest', scope: 'both' }],
    autoDeduct: [{ afterMin: 360, deductMin: 30 }],
    ot: { daily: [{ afterMin: 480, rate: 1.5 }], weekly: [{ afterMin: 2400, rate: 1.5 }] },
  }),
  aPolicy({
    dayRule: 'majority',
    rounding: [
      { unitMin: 10, mode: 'down', scope: 'in' },
      { unitMin: 10, mode: 'up', scope: 'out' },
      { unitMin: 15, mode: 'nearest', scope: 'dayTotal' },
    ],
    minShift: { minMin: 120 },
    paidBreak: { maxMin: 10 },
    workweek: { startDow: 3, startTime: '05:00' },
  }),
  aPolicy({ dayRule: 'shiftEnd', pauseDetection: [{ by: 'gap', pause: 'meal', minMin: 20, maxMin: 70 }] }),
);
const anyZone = fc.constantFrom(...ZONES);

function secondsByKind(codes: readonly CodeSeconds[]): Partial<Record<CodeSeconds['kind'], number>> {
  const sums: Partial<Record<CodeSeconds['kind'], number>> = {};
  for (const { kind, seconds } of codes) sums[kind] = (sums[kind] ?? 0) + seconds;
  return sums;
}

describe('properties', () => {
  it('R5: the order in which punches arrive never matters', () => {
    fc.assert(
      fc.property(
        anyPunches,
        fc.infiniteStream(fc.nat()),
        anyPolicy,
        anyZone,
        (punches, random, policy, zone) => {
          const shuffled = punches
            .map(punch => ({ punch, key: random.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ punch }) => punch);
          const first = computeHours(facts(punches, { policy, zone }), clocks);
          expect(computeHours(facts(shuffled, { policy, zone }), clocks)).toEqual(first);
        },
      ),
    );
  });

  it('R2: a punch that is delivered again changes nothing', () => {
    fc.assert(
      fc.property(anyPunches, fc.nat(), anyPolicy, (punches, pick, policy) => {
        const again = punches[pick % Math.max(1, punches.length)];
        const twice = again ? [...punches, { ...again }] : punches;
        expect(compute(twice, { policy })).toEqual(compute(punches, { policy }));
      }),
    );
  });

  it('paid and unpaid together are presence and credit, and every total is the sum of its codes', () => {
    fc.assert(
      fc.property(anyPunches, anyPolicy, anyZone, (punches, policy, zone) => {
        for (const day of compute(punches, { policy, zone }).days) {
          expect(day.paidSeconds + day.unpaidSeconds).toBe(day.presenceSeconds + day.creditSeconds);
          const inCodes = day.codes
            .filter(({ kind, code }) => kind === 'bucket' || code === 'TOP_UP')
            .reduce((sum, { seconds }) => sum + seconds, 0);
          expect(inCodes).toBe(day.paidSeconds);
        }
      }),
    );
  });

  it('has no negative, fractional or overlapping segment, and each knows its rules', () => {
    fc.assert(
      fc.property(anyPunches, anyPolicy, anyZone, (punches, policy, zone) => {
        const segments = compute(punches, { policy, zone }).days.flatMap(day => day.segments);
        const timed = segments
          .filter(({ startSec, endSec }) => startSec !== endSec)
          .sort((a, b) => a.startSec - b.startSec);
        for (const [index, segment] of timed.entries()) {
          expect(segment.seconds).toBe(segment.endSec - segment.startSec);
          expect(segment.startSec).toBeGreaterThanOrEqual(timed[index - 1]?.endSec ?? segment.startSec);
        }
        for (const { seconds, rules } of segments) {
          expect(Number.isInteger(seconds) && seconds >= 0).toBe(true);
          expect(rules.some(rule => rule.startsWith('day.'))).toBe(true);
        }
      }),
    );
  });

  it('without rounding, what is paid and unpaid of closed stays is what the clock saw', () => {
    const policy = aPolicy({ ot: { weekly: [{ afterMin: 2400, rate: 1.5 }] } });
    fc.assert(
      fc.property(anyPunches, anyZone, (punches, zone) => {
        const result = compute(punches, { policy, zone });
        const clocked = result.stays.reduce(
          (sum, { in: from, end }) => sum + (end.kind === 'closed' ? end.out.atSec - from.atSec : 0),
          0,
        );
        expect(result.days.reduce((sum, day) => sum + day.presenceSeconds, 0)).toBe(clocked);
      }),
    );
  });

  it('California: overtime is the greater of the daily excess and the excess over forty', () => {
    const policy = { ...Policy.parse(PRESETS.get('us-ca')), mealPeriods: [] };
    const days = fc.array(fc.integer({ min: 0, max: 15 * 60 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(days, perDay => {
        const codes = codeHours(compute(week(MONDAY, ...perDay.map(count => count / 60)), { policy }));
        const total = perDay.reduce((sum, count) => sum + count, 0);
        const daily = perDay.reduce((sum, count) => sum + Math.max(0, count - 480), 0);
        const overtime = ((codes.OT ?? 0) + (codes.DT ?? 0)) * 60;
        expect(overtime).toBeCloseTo(Math.max(daily, total - 2400, 0), 6);
      }),
      { numRuns: 300 },
    );
  });

  const base = Date.parse('2026-10-05T00:00:00Z') / 86_400_000;

  it('pay periods add up to the whole wherever their borders are', () => {
    fc.assert(
      fc.property(workingDays, fc.integer({ min: 0, max: 13 }), anyPolicy, (punches, shift, policy) => {
        const anchor = new Date((base + shift) * 86_400_000).toISOString().slice(0, 10);
        const payPeriod = { kind: 'biweekly', anchor, payLagDays: 0 } as const;
        const result = compute(punches, { policy: { ...policy, payPeriod }, zone: 'Europe/Berlin' });
        const sums = new Map<string, number>();
        for (const { code, seconds } of result.periods.flatMap(({ codes }) => codes))
          sums.set(code, (sums.get(code) ?? 0) + seconds);
        expect(Object.fromEntries(sums)).toEqual(
          Object.fromEntries(result.codes.map(({ code, seconds }) => [code, seconds])),
        );
      }),
    );
  });

  it('what dates pay is the sum of codes and leave, whatever code leave has', () => {
    const anyLeave = fc.array(
      fc.record({
        date: fc.integer({ min: base, max: base + 27 }),
        kind: fc.constantFrom('annual' as const, 'holiday' as const),
        seconds: fc.integer({ min: 1, max: 28_800 }),
        code: fc.constantFrom('LEAVE', 'REG', 'OT', 'NIGHT', 'TOP_UP'),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(workingDays, anyLeave, anyPolicy, anyZone, (punches, leave, policy, zone) => {
        const { days, weeks, codes } = compute(punches, { policy, zone, leave });
        const paid = [...paysByDay(weeks, days).values()].flat();
        expect(secondsByKind(paid)).toEqual(secondsByKind(codes));
        const worked = days.flatMap(({ segments }) => segments);
        const topUps = worked.filter(({ kind }) => kind === 'top-up');
        const penalties = codes.filter(({ code }) => /_PREMIUM$|^REPORTING_TIME$/.test(code));
        const extra = [...leave, ...topUps, ...penalties].reduce((sum, { seconds }) => sum + seconds, 0);
        expect(secondsByKind(paid).extra ?? 0).toBe(extra);
      }),
    );
  });

  it('days cut at midnight pay what days by shift pay', () => {
    fc.assert(
      fc.property(workingDays, anyZone, (punches, zone) => {
        const sum = (dayRule: 'shiftStart' | 'splitMidnight' | 'rolling24' | 'majority') =>
          compute(punches, { policy: aPolicy({ dayRule }), zone }).days.reduce(
            (all, day) => all + day.paidSeconds,
            0,
          );
        const whole = sum('shiftStart');
        expect([sum('splitMidnight'), sum('rolling24'), sum('majority')]).toEqual([whole, whole, whole]);
      }),
    );
  });

  it('a premium is never longer than what it lies on', () => {
    const policy = aPolicy({
      premiums: [
        { code: 'NIGHT', from: '22:00', to: '06:00' },
        { code: 'SUNDAY', days: [7] },
      ],
    });
    fc.assert(
      fc.property(anyPunches, anyZone, (punches, zone) => {
        for (const { overlays, paidSeconds } of compute(punches, { policy, zone }).days) {
          for (const code of ['NIGHT', 'SUNDAY']) {
            const seconds = overlays
              .filter(one => one.code === code)
              .reduce((sum, one) => sum + one.seconds, 0);
            expect(seconds).toBeLessThanOrEqual(paidSeconds);
          }
        }
      }),
    );
  });

  it('an hour more of work is never an hour less of pay under a sliding break', () => {
    const policy = Policy.parse(PRESETS.get('de-arbzg'));
    const paidFor = (seconds: number) =>
      compute([aPunch('IN', at(`${MONDAY} 04:00`)), aPunch('OUT', at(`${MONDAY} 04:00`) + seconds)], {
        policy,
      }).days[0]?.paidSeconds ?? 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: hours(14) }),
        fc.integer({ min: 1, max: hours(1) }),
        (gross, more) => {
          expect(paidFor(gross + more)).toBeGreaterThanOrEqual(paidFor(gross));
        },
      ),
    );
  });
});
