import type { PolicyDraft } from '@tapclock/contracts';
import { US_BASE } from './us-flsa.ts';

/** Oregon manufacturing: 10 hours a day or 40 a week, the greater of both. */
export const US_OR: PolicyDraft = {
  ...US_BASE,
  name: 'us-or',
  version: 1,
  dayRule: 'workdayStart',
  ot: {
    daily: [{ afterMin: 600, rate: 1.5 }],
    weekly: [{ afterMin: 2400, rate: 1.5 }],
    combine: 'greaterOf',
  },
  dayLimits: [{ overMin: 780, code: 'DAY_OVER_13H' }],
  weekLimits: [{ overMin: 3300, code: 'WEEK_OVER_55H' }],
  sources: {
    ...US_BASE.sources,
    dayRule: 'ORS 652.020; default: the calendar day',
    'ot.daily': 'ORS 652.020(1)(a)',
    'ot.weekly': 'ORS 653.261',
    'ot.combine': 'ORS 652.020, HB 3458 (2017)',
    dayLimits: 'ORS 652.020: 13 hours',
    weekLimits: 'ORS 652.020: 55 hours, 60 with consent',
  },
  openQuestions: [
    'Other trades than manufacturing have weekly overtime only: use us-flsa.',
    '60 hours a week with consent: override weekLimits; default: 55.',
  ],
};
