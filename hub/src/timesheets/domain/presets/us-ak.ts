import type { PolicyDraft } from '@tapclock/contracts';
import { US_BASE } from './us-flsa.ts';

/** Alaska: 8 hours a day or 40 a week, where the week leaves out what the day already paid. */
export const US_AK: PolicyDraft = {
  ...US_BASE,
  name: 'us-ak',
  version: 1,
  dayRule: 'workdayStart',
  ot: { daily: [{ afterMin: 480, rate: 1.5 }], weekly: [{ afterMin: 2400, rate: 1.5 }] },
  sources: {
    ...US_BASE.sources,
    dayRule: 'AS 23.10.060: hours of a day; default: the calendar day',
    'ot.daily': 'AS 23.10.060(b)',
    'ot.weekly': 'AS 23.10.060: hours over 8 in a day are not counted again',
  },
  openQuestions: ['Employers of fewer than four people are exempt: use us-flsa.'],
};
