import { describe, expect, it } from '@jest/globals';
import { type Language, Policy, type PolicyDraft } from '@tapclock/contracts';
import {
  aPolicy,
  aPunch,
  at,
  clocks,
  facts,
  MONDAY,
  punched,
  worked,
} from '../../../../test/kit/hours-kit.ts';
import { computeHours } from '../engine.ts';
import type { HoursFacts } from '../facts/facts.ts';
import { PRESETS } from '../presets/index.ts';
import { Explainer } from './explain.ts';

function sentences(input: HoursFacts, language: Language): string[] {
  const result = computeHours(input, clocks);
  const explainer = new Explainer(input, result, clocks.of(input.zone), language);
  return [
    ...result.days.flatMap(day => [
      ...day.segments.map(segment => explainer.segment(segment)),
      ...day.overlays.map(overlay => explainer.overlay(overlay, day.segments[0])),
    ]),
    ...result.findings.map(one => explainer.finding(one)),
  ];
}
const withPolicy = (draft: Partial<PolicyDraft>) => ({ policy: aPolicy(draft) });

describe('explanations', () => {
  const policy = Policy.parse({
    ...PRESETS.get('us-ca'),
    mealPeriods: [],
    rounding: [{ unitMin: 15, mode: 'nearest', scope: 'both' }],
  });
  const day = facts(punched(MONDAY, 'IN 07:58', 'MEAL_START 12:00', 'MEAL_END 12:30', 'OUT 17:04'), {
    policy,
  });

  it('say the whole chain of a second, in English', () => {
    expect(sentences(day, 'en')).toEqual([
      '08:00–12:00, 4:00 h paid as REG: clocked in 07:58 and out 17:04; clock-in rounded to the nearest 15 min; ' +
        'clock-out rounded to the nearest 15 min; counted on 2026-06-15, the workday from 00:00 ' +
        '(Cal. Lab. Code 500: a workday is a fixed 24 hours); regular time.',
      '12:00–12:30, 0:30 h not paid: clocked in 07:58 and out 17:04; clock-in rounded to the nearest 15 min; ' +
        'clock-out rounded to the nearest 15 min; meal of 30 min or more, unpaid ' +
        '(29 CFR 785.19: 30 minutes or more, completely relieved of duty); counted on 2026-06-15, the workday from 00:00 ' +
        '(Cal. Lab. Code 500: a workday is a fixed 24 hours).',
      '12:30–16:30, 4:00 h paid as REG: clocked in 07:58 and out 17:04; clock-in rounded to the nearest 15 min; ' +
        'clock-out rounded to the nearest 15 min; counted on 2026-06-15, the workday from 00:00 ' +
        '(Cal. Lab. Code 500: a workday is a fixed 24 hours); regular time.',
      '16:30–17:00, 0:30 h paid as OT: clocked in 07:58 and out 17:04; clock-in rounded to the nearest 15 min; ' +
        'clock-out rounded to the nearest 15 min; counted on 2026-06-15, the workday from 00:00 ' +
        '(Cal. Lab. Code 500: a workday is a fixed 24 hours); over 8:00 h in the day, paid 1.5 times (Cal. Lab. Code 510(a)).',
    ]);
  });

  it('say it in German', () => {
    expect(sentences(day, 'de').at(-1)).toBe(
      '16:30–17:00, 0:30 h bezahlt als OT: gekommen 07:58, gegangen 17:04; Kommen auf die nächsten 15 min gerundet; ' +
        'Gehen auf die nächsten 15 min gerundet; gezählt am 2026-06-15, dem Arbeitstag ab 00:00 ' +
        '(Cal. Lab. Code 500: a workday is a fixed 24 hours); über 8:00 h am Tag, 1,5-fach bezahlt (Cal. Lab. Code 510(a)).',
    );
  });

  it('do not call a top-up regular time', () => {
    const input = facts(worked(MONDAY, '08:00-10:00'), withPolicy({ minShift: { minMin: 180 } }));
    expect([sentences(input, 'en')[1], sentences(input, 'de')[1]]).toEqual([
      '1:00 h paid as TOP_UP: counted on 2026-06-15, when the shift began; shift topped up to 3:00 h, not worked.',
      '1:00 h bezahlt als TOP_UP: gezählt am 2026-06-15, an dem die Schicht begann; Schicht auf 3:00 h aufgefüllt, ' +
        'nicht gearbeitet.',
    ]);
  });

  it('name who corrected and why', () => {
    const correction = {
      id: 'c1',
      by: 'Mia Wagner',
      madeAtSec: at(`${MONDAY} 18:00`),
      why: 'badge was broken',
    };
    const added = { ...correction, kind: 'add' as const, punch: aPunch('OUT', at(`${MONDAY} 12:00`)) };
    const [english] = sentences(facts(punched(MONDAY, 'IN 08:00'), { corrections: [added] }), 'en');
    expect(english).toBe(
      '08:00–12:00, 4:00 h paid as REG: corrected by Mia Wagner: badge was broken; clocked in 08:00 and out 12:00; ' +
        'counted on 2026-06-15, when the shift began; regular time.',
    );
  });

  it('say what a premium is for, and that a break was read as a meal', () => {
    const night = withPolicy({
      breakIsMealFromMin: 30,
      premiums: [
        { code: 'NIGHT_40', from: '00:00', to: '04:00', begun: 'dayBefore', overMin: 60 },
        { code: 'SUNDAY', days: [1, 7] },
      ],
    });
    const punches = punched(MONDAY, 'IN 22:00', 'BREAK_START 23:00', 'BREAK_END 23:30', 'OUT 03:00+1');
    const english = sentences(facts(punches, night), 'en');
    const german = sentences(facts(punches, night), 'de');
    expect(english[1]).toContain('break of 30 min or more, read as a meal; meal of 30 min or more, unpaid;');
    expect(german[1]).toContain(
      'Pause ab 30 min, gelesen als Essenspause; Essenspause ab 30 min, unbezahlt;',
    );
    expect([english.at(-3), german.at(-3)]).toEqual([
      '00:00–03:00, 3:00 h NIGHT_40: premium NIGHT_40 for local time from 00:00 to 04:00, of work begun the day before, ' +
        'where that is more than 1:00 h.',
      '00:00–03:00, 3:00 h NIGHT_40: Zuschlag NIGHT_40 für Ortszeit von 00:00 bis 04:00, für am Vortag begonnene Arbeit, ' +
        'wenn es mehr als 1:00 h sind.',
    ]);
    expect([english.at(-1), german.at(-1)]).toEqual([
      '23:30–00:00, 0:30 h SUNDAY: premium SUNDAY for local time from 00:00 to 24:00 on Monday, Sunday.',
      '23:30–00:00, 0:30 h SUNDAY: Zuschlag SUNDAY für Ortszeit von 00:00 bis 24:00 am Montag, Sonntag.',
    ]);
  });

  const pauses = ['MEAL_START 12:00', 'MEAL_END 12:40', 'BREAK_START 15:00', 'BREAK_END 15:30'];
  it.each([
    [
      'us-nv',
      punched(MONDAY, 'IN 08:00', ...pauses, 'OUT 19:10'),
      { policy: Policy.parse(PRESETS.get('us-nv')) },
    ],
    ['us-co', worked(MONDAY, '17:00-07:30'), { policy: Policy.parse(PRESETS.get('us-co')) }],
    [
      'de-arbzg',
      worked(MONDAY, '20:00-07:30'),
      { policy: Policy.parse(PRESETS.get('de-arbzg')), bornOn: 15_000 },
    ],
    [
      'everything taken off',
      punched(MONDAY, 'IN 08:00', ...pauses, 'OUT 19:10'),
      withPolicy({
        break: { paidMaxMin: 0 },
        paidBreak: { maxMin: 10 },
        paidMeal: { maxMin: 10 },
        autoDeduct: [{ afterMin: 360, deductMin: 60 }],
        rounding: [{ unitMin: 15, mode: 'down', scope: 'dayTotal' }],
        ot: { schedule: { rate: 1.25 }, employerToleranceMin: 600, weekly: [{ afterMin: 60, rate: 1.5 }] },
        minShift: { minMin: 900 },
      }),
    ],
    [
      'what goes wrong',
      punched(MONDAY, 'OUT 07:00', 'IN 08:00', 'IN 08:00:30', 'MEAL_END 09:00', 'OUT 10:00', 'IN 11:00'),
      {},
    ],
  ])('have words for every rule and finding in both languages: %s', (_name, punches, more) => {
    const input = facts(punches, more);
    const [english, german] = [sentences(input, 'en'), sentences(input, 'de')];
    expect(german).toHaveLength(english.length);
    for (const [index, sentence] of english.entries()) {
      expect(sentence).not.toMatch(/undefined|NaN|Infinity|\bnull\b/);
      expect(german[index]).not.toMatch(/undefined|NaN|Infinity|\bnull\b/);
      expect(german[index]).not.toBe(sentence);
    }
  });
});
