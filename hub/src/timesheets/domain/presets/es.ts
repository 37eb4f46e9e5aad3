import type { PolicyDraft } from '@tapclock/contracts';
import { EU_BASE } from './eu-wtd.ts';

/** Spain, Estatuto de los Trabajadores. */
export const ES: PolicyDraft = {
  ...EU_BASE,
  name: 'es',
  version: 1,
  dailyRestMin: 720,
  statutoryBreak: { mode: 'flag', tiers: [{ overMin: 360, breakMin: 15 }] },
  dayLimits: [{ overMin: 540, code: 'DAY_OVER_9H' }],
  averages: [{ weeks: 52, limitMin: 2400, code: 'WEEKLY_AVERAGE_OVER_40', leave: 'neutral' }],
  premiums: [{ code: 'NIGHT', from: '22:00', to: '06:00' }],
  sources: {
    ...EU_BASE.sources,
    dailyRestMin: 'ET art. 34.3: 12 horas entre jornadas',
    statutoryBreak: 'ET art. 34.4: 15 minutos si la jornada excede de 6 horas',
    dayLimits: 'ET art. 34.3: 9 horas diarias, salvo convenio',
    averages: 'ET art. 34.1: 40 horas semanales de promedio anual',
    premiums: 'ET art. 36.1: trabajo nocturno de 22:00 a 06:00',
  },
  openQuestions: [
    'Whether the decree on the mandatory digital register is in force was not found; raw punches and corrections are kept either way.',
    'The articles on rest, limits and night work are from general knowledge: check before use.',
    'Whether the 15 minutes are paid is a matter of agreement; default: unpaid.',
  ],
};
