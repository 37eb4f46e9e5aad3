import type { PolicyDraft } from '@tapclock/contracts';
import { US_BASE } from './us-flsa.ts';

/** California: daily, seventh-day and weekly overtime, meals and rests with premiums. */
export const US_CA: PolicyDraft = {
  ...US_BASE,
  name: 'us-ca',
  version: 2,
  dayRule: 'workdayStart',
  ot: {
    daily: [
      { afterMin: 480, rate: 1.5 },
      { afterMin: 720, rate: 2 },
    ],
    seventhDay: {
      tiers: [
        { afterMin: 0, rate: 1.5 },
        { afterMin: 480, rate: 2 },
      ],
      exempt: { weekMaxMin: 1800, dayMaxMin: 360 },
    },
    weekly: [{ afterMin: 2400, rate: 1.5 }],
  },
  mealPeriods: [
    { afterMin: 300, startByMin: 300, minMin: 30, waivableUpToMin: 360 },
    { afterMin: 600, startByMin: 600, lateByWorked: true, minMin: 30, waivableUpToMin: 720 },
  ],
  restBreaks: { minMin: 10, fromMin: 210, perMin: 240 },
  reportingTime: { sharePercent: 50, minMin: 120, maxMin: 240 },
  penalties: { meal: true, rest: true, splitShift: { gapMin: 60 } },
  pay: {
    overtimeBasis: 'regularRate',
    flatSumBonus: 'regularHours',
    amounts: 'exact',
    roundRateFirst: false,
  },
  sources: {
    ...US_BASE.sources,
    dayRule: 'Cal. Lab. Code 500: a workday is a fixed 24 hours',
    'ot.daily': 'Cal. Lab. Code 510(a)',
    'ot.seventhDay': 'Cal. Lab. Code 510(a), 556; Mendoza v. Nordstrom (2017): within the workweek',
    'ot.weekly': 'Cal. Lab. Code 510(a); no pyramiding: Monzon v. Schaefer (1990)',
    mealPeriods: 'Cal. Lab. Code 512; Donohue v. AMN (2021): by raw punches',
    restBreaks: 'IWC Wage Orders section 12; Brinker v. Superior Court (2012)',
    penalties: 'Cal. Lab. Code 226.7; Ferra v. Loews (2021); split shift: IWC Wage Orders section 4(C)',
    reportingTime: 'IWC Wage Orders section 5(A): half the scheduled work, 2 to 4 hours',
    pay: 'Alvarado v. Dart (2018) for flat-sum bonuses',
  },
  openQuestions: [
    'Rounding of work time is before the Supreme Court (Camp v. Home Depot, S277518), outcome not found; default: none.',
    'Whether the tenth hour counts the first meal is not settled; default: a start after 10 h elapsed but not after 10 h worked is flagged, without premium.',
    'Meals waived by mutual consent: set "waived" in mealPeriods; default: not waived.',
    'Reporting-time pay is from general knowledge: check before use. Default: paid where somebody clocks out before the planned end with less than half the planned work; for who asked to go enter leave. A second reporting on one day (5(B)) and the exceptions of 5(C) are not known here.',
    'A break of 30 minutes or more is read as a meal, for clocks with one break button: override breakIsMealFromMin with null where meals have their own.',
    'Rest breaks are checked only where they are punched: set restBreaks.punched; default: false.',
  ],
};
