import type { OpenShiftView } from '@tapclock/contracts';
import { HubError } from '../../platform/http/hub-error.ts';
import { refusal } from '../refusals.ts';

export const noSuchOpenShift = (): HubError =>
  new HubError('NOT_FOUND', {
    en: 'There is no such open shift for you.',
    de: 'Diese offene Schicht gibt es für Sie nicht.',
  });

const WHY = {
  open: { en: 'This shift is open.', de: 'Diese Schicht ist offen.' },
  full: {
    en: 'All places of this shift are taken. Look for another one.',
    de: 'Alle Plätze dieser Schicht sind vergeben. Suchen Sie eine andere.',
  },
  closed: {
    en: 'This shift is not open any more.',
    de: 'Diese Schicht ist nicht mehr offen.',
  },
  begun: { en: 'This shift has begun.', de: 'Diese Schicht hat begonnen.' },
} as const;

/** 409: nobody can have a place in it any more, and why. */
export function noLongerOpen({ state }: Pick<OpenShiftView, 'state'>): HubError {
  return refusal('CONFLICT', `OPEN_SHIFT_${state.toUpperCase()}`, 'openShift', WHY[state]);
}
