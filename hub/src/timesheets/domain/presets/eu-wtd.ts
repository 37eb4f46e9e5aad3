import type { PolicyDraft } from '@tapclock/contracts';

/** What the European presets share: every punched pause is unpaid, 11 hours of rest, one long rest a week. */
export const EU_BASE = {
  meal: { minUnpaidMin: 0 },
  break: { paidMaxMin: 0, beyondMax: 'allUnpaid' },
  dailyRestMin: 660,
  weeklyRestMin: 2100,
  premiums: [{ code: 'NIGHT', from: '23:00', to: '06:00' }],
  sources: {
    meal: 'Directive 2003/88/EC art. 2(1): breaks are not working time',
    break: 'Directive 2003/88/EC art. 2(1): breaks are not working time',
    dailyRestMin: 'Directive 2003/88/EC art. 3: 11 consecutive hours',
    weeklyRestMin: 'Directive 2003/88/EC art. 5: 24 h and 11 h in seven days; any day, CJEU C-306/16',
    premiums: 'Directive 2003/88/EC art. 2(3): night time of at least 7 hours including 00:00 to 05:00',
  },
} as const satisfies Partial<PolicyDraft>;

/** EU Working Time Directive, where no national preset fits. */
export const EU_WTD: PolicyDraft = {
  ...EU_BASE,
  premiums: [...EU_BASE.premiums],
  name: 'eu-wtd',
  version: 1,
  statutoryBreak: { mode: 'flag', tiers: [{ overMin: 360, breakMin: 20 }] },
  averages: [{ weeks: 17, limitMin: 2880, code: 'WEEKLY_AVERAGE_OVER_48', leave: 'neutral' }],
  nightAverage: { premium: 'NIGHT', overMin: 180, weeks: 17, limitMin: 480, code: 'NIGHT_AVERAGE_OVER_8H' },
  sources: {
    ...EU_BASE.sources,
    statutoryBreak: 'Directive 2003/88/EC art. 4: a break when work exceeds 6 hours',
    nightAverage:
      'Directive 2003/88/EC art. 8 and 2(4): 8 hours on average for who works 3 hours of the night',
    averages: 'Directive 2003/88/EC art. 6 and 16(b): 48 hours on average over up to 4 months',
  },
  openQuestions: [
    'The length of the break is national law; default: 20 minutes.',
    'Four months are reckoned as 17 weeks; 26 or 52 by derogation or agreement (art. 19). An opt-out (art. 22): override averages with [].',
    'The night window is national law; default: 23:00 to 06:00, measured, no extra pay.',
  ],
};
