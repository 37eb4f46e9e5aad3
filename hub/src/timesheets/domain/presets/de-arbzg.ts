import type { PolicyDraft } from '@tapclock/contracts';
import { EU_BASE } from './eu-wtd.ts';

/** Germany, Arbeitszeitgesetz. */
export const DE_ARBZG: PolicyDraft = {
  ...EU_BASE,
  name: 'de-arbzg',
  version: 1,
  statutoryBreak: {
    mode: 'sliding',
    partMin: 15,
    inARowMaxMin: 360,
    tiers: [
      { overMin: 360, breakMin: 30 },
      { overMin: 540, breakMin: 45 },
    ],
  },
  dayLimits: [{ overMin: 600, code: 'DAY_OVER_10H' }],
  averages: [{ weeks: 24, limitMin: 2880, code: 'WEEKLY_AVERAGE_OVER_48', leave: 'neutral' }],
  nightAverage: { premium: 'NIGHT', overMin: 121, weeks: 4, limitMin: 480, code: 'NIGHT_AVERAGE_OVER_8H' },
  premiums: [
    { code: 'NIGHT', from: '23:00', to: '06:00' },
    { code: 'SUNDAY', days: [7] },
    { code: 'HOLIDAY', holidaysOnly: true },
  ],
  minors: [
    { underAge: 18, dayMaxMin: 480, weekMaxMin: 2400, restMin: 720, notBefore: '06:00', notAfter: '20:00' },
  ],
  sources: {
    ...EU_BASE.sources,
    meal: 'ArbZG § 2 Abs. 1: Arbeitszeit ohne die Ruhepausen',
    break: 'ArbZG § 2 Abs. 1: Arbeitszeit ohne die Ruhepausen',
    statutoryBreak:
      'ArbZG § 4: 30 min bei mehr als 6 h, 45 min bei mehr als 9 h, Teile von mindestens 15 min',
    dayLimits: 'ArbZG § 3: bis zu 10 Stunden',
    averages: 'ArbZG § 3: im Durchschnitt von 24 Wochen 8 Stunden werktäglich, 48 je Woche',
    dailyRestMin: 'ArbZG § 5: 11 Stunden',
    nightAverage:
      'ArbZG § 6 Abs. 2, § 2 Abs. 4: 8 Stunden werktäglich im Durchschnitt von 4 Wochen, mehr als 2 Stunden Nachtzeit',
    premiums: 'ArbZG § 2 Abs. 3, § 9: Nachtzeit, Sonn- und Feiertage',
    minors: 'JArbSchG §§ 8, 13, 14',
  },
  openQuestions: [
    'Taking off a break that was not taken is legally risky; default: "sliding", always with the finding BREAK_NOT_TAKEN. "flag" takes nothing off.',
    'Bakeries have night time from 22:00 to 05:00: override premiums.',
    'The tax-free windows of EStG § 3b are a payroll matter and not in this preset; docs/hours.md has them as premiums.',
    'The limits for young people are from general knowledge: check before use.',
  ],
};
