import type { PolicyDraft } from '@tapclock/contracts';
import { EU_BASE } from './eu-wtd.ts';

/** France, Code du travail: 35 hours a week, then +25 % for eight hours, then +50 %. */
export const FR: PolicyDraft = {
  ...EU_BASE,
  name: 'fr',
  version: 1,
  ot: {
    weekly: [
      { afterMin: 2100, rate: 1.25 },
      { afterMin: 2580, rate: 1.5 },
    ],
  },
  statutoryBreak: { mode: 'flag', inclusive: true, tiers: [{ overMin: 360, breakMin: 20 }] },
  dayLimits: [{ overMin: 600, code: 'DAY_OVER_10H' }],
  weekLimits: [{ overMin: 2880, code: 'WEEK_OVER_48H' }],
  averages: [{ weeks: 12, limitMin: 2640, code: 'WEEKLY_AVERAGE_OVER_44', leave: 'neutral' }],
  premiums: [{ code: 'NIGHT', from: '21:00', to: '06:00' }],
  pay: { overtimeBasis: 'regularRate', flatSumBonus: 'allHours', amounts: 'exact', roundRateFirst: false },
  sources: {
    ...EU_BASE.sources,
    'ot.weekly': 'Code du travail L3121-27, L3121-36',
    pay: 'Code du travail L3121-36: majoration du salaire horaire',
    statutoryBreak: 'Code du travail L3121-16: 20 minutes dès que le temps de travail atteint 6 heures',
    dayLimits: 'Code du travail L3121-18: 10 heures',
    weekLimits: 'Code du travail L3121-20: 48 heures',
    averages: 'Code du travail L3121-22: 44 heures sur 12 semaines',
    dailyRestMin: 'Code du travail L3131-1: 11 heures',
    premiums: 'Code du travail L3122-2: travail de nuit',
  },
  openQuestions: [
    'A branch may set other rates of at least 10 %: override "ot.weekly".',
    'The night window is from general knowledge and set by agreement; default: 21:00 to 06:00, measured, no extra pay.',
  ],
};
