import { describe, expect, it } from '@jest/globals';
import {
  type ClockKind,
  HoursCase,
  Policy,
  type PunchKind,
  Sheet,
  type SheetPerson,
} from '@tapclock/contracts';
import fc from 'fast-check';
import {
  aPolicy,
  aPunch,
  aShift,
  at,
  clocks,
  facts,
  hours,
  MONDAY,
  punched,
  week,
  worked,
} from '../../../test/kit/hours-kit.ts';
import { answerCase } from '../case/hours-answer.ts';
import { readHoursDocument } from '../case/hours-document.ts';
import {
  type Correction,
  computeHours,
  type HoursFacts,
  PRESETS,
  type PunchFact,
  parseDay,
  paysByDay,
} from '../domain/index.ts';
import type { PersonFacts, Stretch } from '../facts/index.ts';
import { dayHashes } from './day-hash.ts';
import { buildSheet, sheetFromInputs } from './sheet-builder.ts';
import { factsOf } from './sheet-inputs.ts';

const PERSON: SheetPerson = {
  employee: '0190a1b2-0000-7000-8000-000000000001',
  site: 'werk-nord',
  area: 'hall',
  team: null,
  number: '1001',
  givenName: 'Maria',
  familyName: 'Schneider',
};
const FROM = parseDay(MONDAY);

function person(...stretches: Stretch[]): PersonFacts {
  return { person: PERSON, zone: 'UTC', stretches };
}

function stretch(from: string, to: string, given: HoursFacts): Stretch {
  return { facts: given, from: parseDay(from), to: parseDay(to) };
}

describe('a sheet', () => {
  it('holds the dates of its period only, computed with what lies around them', () => {
    const punches = week('2026-06-08', 10, 10, 10, 10, 10, 0, 0);
    const policy = aPolicy({ ot: { weekly: [{ afterMin: 2400, rate: 1.5 }] } });
    const all = stretch('2026-06-08', '2026-06-14', facts(punches, { policy }));
    const period = { from: parseDay('2026-06-12'), to: parseDay('2026-06-14') };
    const { sheet } = buildSheet(person(all), period, clocks);
    expect(sheet.period).toEqual({ from: '2026-06-12', to: '2026-06-14' });
    expect(sheet.days.map(({ date, pays }) => ({ date, pays }))).toEqual([
      { date: '2026-06-12', pays: [] },
      { date: '2026-06-14', pays: [{ code: 'OT', kind: 'bucket', seconds: hours(10), job: null }] },
    ]);
    expect(sheet.days[0]).toMatchObject({ paidSeconds: hours(10), codes: [{ code: 'OT' }] });
  });

  it('has a day for a date of which there is nothing but a finding', () => {
    const open = stretch(MONDAY, MONDAY, facts([aPunch('IN', at(`${MONDAY} 08:00`))]));
    const { sheet } = buildSheet(person(open), { from: FROM, to: FROM }, clocks);
    expect(sheet.findings).toMatchObject([
      { code: 'MISSING_OUT', date: MONDAY, at: `${MONDAY}T08:00:00+00:00` },
    ]);
    expect(sheet.days).toMatchObject([{ date: MONDAY, paidSeconds: 0, pays: [], segments: [] }]);
  });

  it('asks each stretch for its own dates under its own policy', () => {
    const punches = [...week('2026-06-08', 10), ...week(MONDAY, 10)];
    const [mild, strict] = ['mild', 'strict'].map((name, index) =>
      aPolicy({
        name,
        version: index + 1,
        ot: { daily: [{ afterMin: index === 0 ? 600 : 480, rate: 1.5 }] },
      }),
    );
    const both = person(
      stretch('2026-06-08', '2026-06-14', facts(punches, { policy: mild })),
      stretch(MONDAY, '2026-06-21', facts(punches, { policy: strict })),
    );
    const { sheet, inputs } = buildSheet(
      both,
      { from: parseDay('2026-06-08'), to: parseDay('2026-06-21') },
      clocks,
    );
    expect(
      sheet.days.map(({ date, policy, pays }) => [date, policy.name, pays.map(({ code }) => code)]),
    ).toEqual([
      ['2026-06-08', 'mild', ['REG']],
      [MONDAY, 'strict', ['REG']],
      ['2026-06-21', 'strict', ['OT']],
    ]);
    expect(inputs.cases.map(({ period }) => period)).toEqual([
      { from: '2026-06-08', to: '2026-06-14' },
      { from: MONDAY, to: '2026-06-21' },
    ]);
  });

  it('is empty where no policy is in effect', () => {
    const { sheet, inputs } = buildSheet(person(), { from: FROM, to: FROM }, clocks);
    expect([sheet.days, sheet.findings, inputs.cases]).toEqual([[], [], []]);
  });

  it('gives a case that `npm run -s hours` answers with the same codes', () => {
    const given = facts(worked(MONDAY, '06:50-15:37'), {
      policy: aPolicy({ rounding: [{ unitMin: 15, mode: 'nearest', scope: 'both' }] }),
      shifts: [aShift(MONDAY, '07:00-15:30', { unpaidSec: 1800 })],
    });
    const { sheet, inputs } = buildSheet(
      person(stretch(MONDAY, MONDAY, given)),
      { from: FROM, to: FROM },
      clocks,
    );
    const answer = answerCase(readHoursDocument(JSON.parse(JSON.stringify(inputs.cases[0]))));
    expect(sheet.days[0]?.pays).toMatchObject([{ code: 'REG', seconds: 31_500 }]);
    expect(answer.codes).toMatchObject({ REG: { seconds: 31_500 } });
  });

  it('refuses to write down what a case cannot say', () => {
    const given = facts([], { shifts: [aShift(MONDAY, '07:00-15:30', { unpaidSec: 1801 })] });
    expect(() =>
      buildSheet(person(stretch(MONDAY, MONDAY, given)), { from: FROM, to: FROM }, clocks),
    ).toThrow(/1801 s/);
  });
});

const KINDS: readonly PunchKind[] = [
  'IN',
  'OUT',
  'MEAL_START',
  'MEAL_END',
  'BREAK_START',
  'BREAK_END',
  'AUTO',
  'JOB',
];
const BASE = Date.parse('2026-10-12T00:00:00Z') / 1000;
const SPAN = 21 * 86_400;
const FIRST = BASE / 86_400;

const anyInstant = fc.integer({ min: BASE, max: BASE + SPAN });
const anyPunches = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      atSec: anyInstant,
      sequence: fc.integer({ min: 0, max: 999 }),
      job: fc.constantFrom(null, 'press'),
    }),
    { maxLength: 50 },
  )
  .map(punches => punches.map((punch, index): PunchFact => ({ id: `p${index}`, ...punch })));

const anyCorrections = fc
  .array(
    fc.record({
      kind: fc.constantFrom('add' as const, 'move' as const, 'void' as const, 'reclassify' as const),
      punch: fc.integer({ min: 0, max: 49 }),
      toSec: anyInstant,
      kindAdded: fc.constantFrom(...KINDS),
      as: fc.constantFrom('IN' as const, 'OUT' as const, 'BREAK_START' as const, 'BREAK_END' as const),
    }),
    { maxLength: 6 },
  )
  .map(entries => entries.map(aCorrection));

function aCorrection(
  {
    kind,
    punch,
    toSec,
    kindAdded,
    as,
  }: { kind: Correction['kind']; punch: number; toSec: number; kindAdded: PunchKind; as: ClockKind },
  index: number,
): Correction {
  const made = { id: `c${index}`, by: 'Mia', why: 'said so', madeAtSec: BASE + SPAN + index };
  const punchId = `p${punch}`;
  if (kind === 'add')
    return { ...made, kind, punch: { id: made.id, kind: kindAdded, atSec: toSec, sequence: 0, job: null } };
  if (kind === 'move') return { ...made, kind, punchId, toSec };
  return kind === 'void' ? { ...made, kind, punchId } : { ...made, kind, punchId, as };
}

const anyDay = fc.integer({ min: FIRST, max: FIRST + 20 });
const anyShifts = fc
  .array(
    fc.tuple(
      anyDay,
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 1, max: 720 }),
      fc.constantFrom(0, 1800),
    ),
    {
      maxLength: 10,
    },
  )
  .map(entries =>
    entries.map(([date, startMin, lengthMin, unpaidSec], index) => {
      const startSec = date * 86_400 + startMin * 60;
      return { id: `s${index}`, date, startSec, endSec: startSec + lengthMin * 60, unpaidSec };
    }),
  );

const anyFacts: fc.Arbitrary<HoursFacts> = fc.record({
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'),
  policy: fc.constantFrom(...[...PRESETS.values()].map(preset => Policy.parse(preset))),
  punches: anyPunches,
  corrections: anyCorrections,
  shifts: anyShifts,
  holidays: fc.array(anyDay, { maxLength: 3 }).map(days => new Set(days)),
  leave: fc
    .uniqueArray(anyDay, { maxLength: 3 })
    .map(days => days.map(date => ({ date, kind: 'annual' as const, seconds: hours(8), code: 'LEAVE' }))),
  bornOn: fc.constantFrom(null, parseDay('2009-05-05')),
  asOfSec: fc.option(anyInstant, { nil: null }),
});

describe('the inputs of a sheet', () => {
  it('R5: read back are the facts, and give the sheet again byte for byte', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 10 }),
        (given, skip, length) => {
          const period = { from: FIRST + skip, to: FIRST + skip + length };
          const whole = { facts: given, from: FIRST, to: FIRST + 20 };
          const { sheet, inputs } = buildSheet(person(whole), period, clocks);
          const text = JSON.stringify(inputs);
          const [read] = factsOf(JSON.parse(text), clocks);
          expect(read).toEqual({ facts: given, ...period });
          expect(JSON.stringify(sheetFromInputs(JSON.parse(text), PERSON, sheet.period))).toBe(
            JSON.stringify(sheet),
          );
          expect(JSON.stringify(buildSheet(person(...factsOf(inputs, clocks)), period, clocks).inputs)).toBe(
            text,
          );
          expect(HoursCase.safeParse(inputs.cases[0]).success).toBe(true);
          expect(JSON.stringify(Sheet.parse(sheet))).toBe(JSON.stringify(sheet));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('R5: no second of the period is lost between the days, whatever the dates', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 1, max: 19 }), (given, cut) => {
        const whole = { facts: given, from: FIRST, to: FIRST + 20 };
        const sum = (from: number, to: number) =>
          buildSheet(person(whole), { from, to }, clocks)
            .sheet.days.flatMap(({ pays }) => pays)
            .reduce((total, { seconds }) => total + seconds, 0);
        const result = computeHours(given, clocks);
        const paid = [...paysByDay(result.weeks, result.days)]
          .filter(([day]) => day >= FIRST && day <= FIRST + 20)
          .flatMap(([, pays]) => pays)
          .reduce((total, { seconds }) => total + seconds, 0);
        expect(sum(FIRST, FIRST + cut) + sum(FIRST + cut + 1, FIRST + 20)).toBe(paid);
      }),
    );
  });

  it('are refused when they say nothing of their dates', () => {
    const { inputs } = buildSheet(
      person(stretch(MONDAY, MONDAY, facts([]))),
      { from: FROM, to: FROM },
      clocks,
    );
    const [{ period: _, ...timeless } = { period: null }] = inputs.cases;
    expect(() =>
      sheetFromInputs({ cases: [timeless as HoursCase] }, PERSON, { from: MONDAY, to: MONDAY }),
    ).toThrow(/cases\.0\.period/);
  });
});

describe('the hash of a day', () => {
  const hashOf = (...punches: PunchFact[]) =>
    dayHashes(
      buildSheet(person(stretch(MONDAY, MONDAY, facts(punches))), { from: FROM, to: FROM }, clocks).sheet,
    )[0];
  const shift = worked(MONDAY, '08:00-16:00');

  it('is of its text', () => {
    expect(hashOf(...shift)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(...shift)).not.toBe(hashOf(...worked(MONDAY, '08:00-16:01')));
  });

  it('is another one with a forgotten clock-out that pays nothing, and with another such', () => {
    const hashes = [
      hashOf(...shift),
      hashOf(...shift, ...punched(MONDAY, 'IN 18:00')),
      hashOf(...shift, ...punched(MONDAY, 'IN 19:00')),
    ];
    expect(new Set(hashes).size).toBe(3);
  });
});
