import type { PolicyDraft } from '@tapclock/contracts';
import { US_BASE } from './us-flsa.ts';

/** Colorado, COMPS Order: 12 hours a workday or in a row, 40 a week. */
export const US_CO: PolicyDraft = {
  ...US_BASE,
  name: 'us-co',
  version: 1,
  dayRule: 'workdayStart',
  ot: {
    daily: [{ afterMin: 720, rate: 1.5 }],
    consecutive: [{ afterMin: 720, rate: 1.5 }],
    weekly: [{ afterMin: 2400, rate: 1.5 }],
  },
  mealPeriods: [{ afterMin: 300, minMin: 30, edgeMin: 60 }],
  restBreaks: { minMin: 10, fromMin: 0, perMin: 240 },
  sources: {
    ...US_BASE.sources,
    dayRule: '7 CCR 1103-1 rule 1.12: a workday is a fixed 24 hours',
    'ot.daily': '7 CCR 1103-1 rule 4.1.1(B)',
    'ot.consecutive': '7 CCR 1103-1 rule 4.1.1(C): duty-free meals excluded',
    'ot.weekly': '7 CCR 1103-1 rule 4.1.1(A)',
    mealPeriods: '7 CCR 1103-1 rule 5.1: an hour after the start and an hour before the end, where practical',
    restBreaks: '7 CCR 1103-1 rule 5.2',
  },
  openQuestions: [
    '"Whichever gives more pay": an hour is overtime if any of the three rules makes it so, once; never less than the best of the three.',
    'Whether a meal an hour from the start and the end was practical, only the site knows; default: MEAL_NEAR_EDGE is found, nothing is owed.',
  ],
};
