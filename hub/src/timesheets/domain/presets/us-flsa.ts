import type { PolicyDraft } from '@tapclock/contracts';

const MEAL = '29 CFR 785.19: 30 minutes or more, completely relieved of duty';
const BREAK = '29 CFR 785.18: 5 to about 20 minutes are hours worked';

/** What every US preset shares; states change what their law changes. */
export const US_BASE = {
  meal: { minUnpaidMin: 30 },
  break: { paidMaxMin: 20, beyondMax: 'allUnpaid' },
  breakIsMealFromMin: 30,
  sources: {
    meal: MEAL,
    break: BREAK,
    breakIsMealFromMin: '29 CFR 785.18 and .19: a pause of 30 minutes or more is no rest but a meal',
    workweek: '29 CFR 778.105: fixed and recurring 168 hours',
  },
} as const satisfies Partial<PolicyDraft>;

/** USA, Fair Labor Standards Act: overtime by workweek only. */
export const US_FLSA: PolicyDraft = {
  ...US_BASE,
  name: 'us-flsa',
  version: 1,
  ot: { weekly: [{ afterMin: 2400, rate: 1.5 }] },
  sources: { ...US_BASE.sources, 'ot.weekly': '29 USC 207(a)(1)' },
  openQuestions: [
    'Rounding to 5, 6 or 15 minutes is accepted if neutral (29 CFR 785.48(b)); default: none, which is always lawful.',
    'A meal of more than 20 and less than 30 minutes may be unpaid under special conditions (785.19); default: it is work.',
    'Clocks with one break button: a break of 30 minutes or more is read as a meal; override breakIsMealFromMin with null where both are punched.',
    'The workweek may begin on any day and hour; default: Monday 00:00.',
  ],
};
