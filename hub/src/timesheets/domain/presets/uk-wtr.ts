import type { PolicyDraft } from '@tapclock/contracts';
import { EU_BASE } from './eu-wtd.ts';

/** United Kingdom, Working Time Regulations 1998. */
export const UK_WTR: PolicyDraft = {
  ...EU_BASE,
  name: 'uk-wtr',
  version: 1,
  premiums: [...EU_BASE.premiums],
  statutoryBreak: { mode: 'flag', tiers: [{ overMin: 360, breakMin: 20 }] },
  weeklyRestMin: 1440,
  weeklyRestInstead: { restMin: 2880, days: 14 },
  averages: [{ weeks: 17, limitMin: 2880, code: 'WEEKLY_AVERAGE_OVER_48', leave: 'replace' }],
  nightAverage: { premium: 'NIGHT', overMin: 180, weeks: 17, limitMin: 480, code: 'NIGHT_AVERAGE_OVER_8H' },
  minors: [{ underAge: 18, dayMaxMin: 480, weekMaxMin: 2400, restMin: 720 }],
  sources: {
    meal: 'WTR 1998 reg. 2(1): working time',
    break: 'WTR 1998 reg. 2(1): working time',
    statutoryBreak: 'WTR 1998 reg. 12: 20 minutes when work exceeds 6 hours',
    dailyRestMin: 'WTR 1998 reg. 10: 11 hours',
    weeklyRestMin: 'WTR 1998 reg. 11(1): 24 hours in seven days',
    weeklyRestInstead: 'WTR 1998 reg. 11(2): 48 hours in 14 days, if the employer so determines',
    averages: 'WTR 1998 reg. 4: 48 hours over 17 weeks, (A + B) / C',
    premiums: 'WTR 1998 reg. 2(1): night time, 23:00 to 06:00 by default',
    nightAverage: 'WTR 1998 reg. 6: 8 hours on average, A / (B - C)',
    minors: 'WTR 1998 reg. 5A, 10(2)',
  },
  openQuestions: [
    'The employer may choose 48 hours in 14 days instead of 24 in seven; default: found is who has neither. Override weeklyRestInstead with null where it was not chosen. Twice 24 hours in 14 days is not checked.',
    'Who has opted out: override averages with [].',
    'The limits for young workers are from general knowledge: check before use.',
  ],
};
