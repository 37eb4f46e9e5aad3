import { describe, expect, it } from '@jest/globals';
import type { Policy, PolicyDraft, SheetDay, SheetPerson } from '@tapclock/contracts';
import fc from 'fast-check';
import { aPolicy, at, clocks, facts, hours, workedIn } from '../../../test/kit/hours-kit.ts';
import { formatDay, handoverOf, type PunchFact, parseDay } from '../domain/index.ts';
import type { PersonFacts } from '../facts/index.ts';
import { buildSheet, sheetFromInputs } from './sheet-builder.ts';

const BERLIN = 'Europe/Berlin';
/** A Monday, from which the later of two policies applies. */
const BORDER = parseDay('2026-06-15');
const PERIOD = { from: BORDER - 14, to: BORDER + 13 };
const PERSON: SheetPerson = {
  employee: '0190a1b2-0000-7000-8000-000000000001',
  site: 'werk-nord',
  area: 'hall',
  team: null,
  number: '1001',
  givenName: 'Maria',
  familyName: 'Schneider',
};

/** One person under two policies, one after the other, as the facts of them are loaded. */
function changing(before: Policy, after: Policy, punches: readonly PunchFact[]): PersonFacts {
  const shared = facts(punches, { zone: BERLIN });
  const handover = handoverOf(shared, { before, after, date: BORDER }, clocks.of(BERLIN));
  const given = handover === null ? shared : { ...shared, handovers: [handover] };
  return {
    person: PERSON,
    zone: BERLIN,
    stretches: [
      { facts: { ...given, policy: before }, from: PERIOD.from, to: BORDER - 1 },
      { facts: { ...given, policy: after }, from: BORDER, to: PERIOD.to },
    ],
  };
}

function daysOf(before: Policy, after: Policy, punches: readonly PunchFact[]): SheetDay[] {
  const { sheet, inputs } = buildSheet(changing(before, after, punches), PERIOD, clocks);
  const again = sheetFromInputs(JSON.parse(JSON.stringify(inputs)), PERSON, sheet.period);
  expect(JSON.stringify(again)).toBe(JSON.stringify(sheet));
  return sheet.days;
}

const paidHours = (days: readonly SheetDay[]) =>
  Object.fromEntries(days.filter(day => day.paidSeconds > 0).map(day => [day.date, day.paidSeconds / 3600]));

const rule = (dayRule: Policy['dayRule'], draft: Partial<PolicyDraft> = {}) => aPolicy({ dayRule, ...draft });
const NIGHT = workedIn(BERLIN, '2026-06-14', '22:00-06:00');

describe('the night over a change of rules', () => {
  it.each([
    ['shiftStart', 'splitMidnight'],
    ['shiftStart', 'shiftEnd'],
    ['shiftEnd', 'shiftStart'],
    ['splitMidnight', 'shiftStart'],
    ['majority', 'rolling24'],
    ['rolling24', 'majority'],
  ] as const)('%s to %s: is paid once, by the rules it began under', (before, after) => {
    expect(paidHours(daysOf(rule(before), rule(after), NIGHT))).toEqual({ '2026-06-14': 8 });
  });

  it('counts where both sides put it when they date work alike', () => {
    const other = { breakIsMealFromMin: 30 };
    const split = daysOf(rule('splitMidnight'), rule('splitMidnight', other), NIGHT);
    expect(paidHours(split)).toEqual({ '2026-06-14': 2, '2026-06-15': 6 });
    expect(paidHours(daysOf(rule('shiftEnd'), rule('shiftEnd', other), NIGHT))).toEqual({ '2026-06-15': 8 });
  });

  it('takes the Monday that begins after it from the new rules', () => {
    const punches = [...NIGHT, ...workedIn(BERLIN, '2026-06-15', '08:00-16:00')];
    const days = daysOf(rule('shiftStart'), rule('splitMidnight'), punches);
    expect(paidHours(days)).toEqual({ '2026-06-14': 8, '2026-06-15': 8 });
  });

  it('holds overtime together where weeks are cut at an instant', () => {
    const cut = (name: string, afterMin: number) =>
      aPolicy({ name, workweek: { cut: 'instant' }, ot: { daily: [{ afterMin, rate: 1.5 }] } });
    const days = daysOf(cut('short', 420), cut('long', 480), NIGHT);
    expect(days.flatMap(({ pays }) => pays).reduce((sum, { seconds }) => sum + seconds, 0)).toBe(hours(8));
  });

  it('finds a forgotten clock-out before it and a forgotten clock-in after it once each', () => {
    const [lonelyIn] = workedIn(BERLIN, '2026-06-14', '21:00-21:30');
    const [, lonelyOut] = workedIn(BERLIN, '2026-06-16', '08:00-09:00');
    const punches = [lonelyIn, lonelyOut].filter(punch => punch !== undefined);
    const { sheet } = buildSheet(
      changing(rule('shiftEnd', { maxShiftMin: 480 }), rule('shiftStart'), punches),
      PERIOD,
      clocks,
    );
    expect(sheet.findings.map(({ code, date }) => [code, date])).toEqual([
      ['MISSING_OUT', '2026-06-14'],
      ['MISSING_IN', '2026-06-16'],
    ]);
  });
});

const anyRule = fc
  .record({
    dayRule: fc.constantFrom(
      'shiftStart' as const,
      'shiftEnd' as const,
      'majority' as const,
      'splitMidnight' as const,
      'workdayStart' as const,
      'rolling24' as const,
    ),
    workdayStart: fc.constantFrom('00:00', '05:00', '18:00'),
    newShiftGapMin: fc.constantFrom(0, 60, 240, 900),
    maxShiftMin: fc.constantFrom(960, 1440),
    cut: fc.constantFrom('day' as const, 'instant' as const),
    startTime: fc.constantFrom('00:00', '04:00'),
    dailyMin: fc.constantFrom(240, 480),
    biweekly: fc.boolean(),
  })
  .map(({ cut, startTime, dailyMin, biweekly, ...dating }) =>
    aPolicy({
      ...dating,
      workweek: { cut, startTime },
      ot: {
        daily: [{ afterMin: dailyMin, rate: 1.5 }],
        weekly: [{ afterMin: 2400, rate: 2 }],
        ...(biweekly ? { biweekly: [{ afterMin: 4800, rate: 1.5 }], biweeklyAnchor: formatDay(BORDER) } : {}),
      },
    }),
  );

/** Stays around the border: pause, work, pause, work; minutes. */
const anyWork = fc
  .tuple(
    fc.integer({ min: 0, max: 2 * 1440 }),
    fc.array(fc.tuple(fc.integer({ min: 2, max: 900 }), fc.integer({ min: 2, max: 900 })), {
      minLength: 1,
      maxLength: 8,
    }),
  )
  .map(([leadMin, spans]) => {
    let sec = at('2026-06-14 22:00', BERLIN) - leadMin * 60;
    return spans.flatMap(([workMin, pauseMin], index): PunchFact[] => {
      const startSec = sec;
      const endSec = startSec + workMin * 60;
      sec = endSec + pauseMin * 60;
      const punch = { sequence: 0, job: null };
      return [
        { ...punch, id: `in${index}`, kind: 'IN', atSec: startSec },
        { ...punch, id: `out${index}`, kind: 'OUT', atSec: endSec },
      ];
    });
  });

describe('a change of rules', () => {
  it('R5: the stretches together hold and pay the time worked, whatever the rules; from the inputs, too', () => {
    fc.assert(
      fc.property(anyRule, anyRule, anyWork, (before, after, punches) => {
        const worked = punches.reduce((sum, { kind, atSec }) => sum + (kind === 'IN' ? -atSec : atSec), 0);
        const days = daysOf(before, after, punches);
        expect(days.reduce((sum, day) => sum + day.paidSeconds, 0)).toBe(worked);
        const pays = days.flatMap(day => day.pays).reduce((sum, { seconds }) => sum + seconds, 0);
        expect(pays).toBe(worked);
      }),
      { numRuns: 1_000 },
    );
  });
});
