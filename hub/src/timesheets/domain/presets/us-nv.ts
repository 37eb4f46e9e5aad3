import type { PolicyDraft } from '@tapclock/contracts';
import { US_BASE } from './us-flsa.ts';

/** Nevada, for people paid less than 1.5 times the minimum wage: 8 hours in the 24 from when they begin. */
export const US_NV: PolicyDraft = {
  ...US_BASE,
  name: 'us-nv',
  version: 1,
  dayRule: 'rolling24',
  ot: { daily: [{ afterMin: 480, rate: 1.5 }], weekly: [{ afterMin: 2400, rate: 1.5 }] },
  sources: {
    ...US_BASE.sources,
    dayRule: 'NRS 608.0126: 24 hours from when the employee begins work',
    'ot.daily': 'NRS 608.018(1)',
    'ot.weekly': 'NRS 608.018',
  },
  openQuestions: [
    'The daily rule holds below 1.5 times the minimum wage ($18 an hour since 2024-07-01); above it override "ot.daily" with [].',
    'An agreed week of four tens is exempt from the daily rule: override "ot.daily" with [].',
    'The next workday begins with the first work at or after the end of the one before.',
  ],
};
