import type { Said } from '@tapclock/contracts';
import { HubError } from '../platform/http/hub-error.ts';

/** One thing that is wrong with a request: where, which, and in words what is wrong and what to do about it. */
export interface Wrong {
  code: string;
  /** Name of the field. */
  path: string;
  message: Said;
  remedy?: Said;
}

export function notValid(...wrong: readonly [Wrong, ...Wrong[]]): HubError {
  return new HubError('VALIDATION_ERROR', wrong[0].message, { details: wrong });
}

/** 409: it cannot be done as things stand. */
export function conflicting(...wrong: readonly [Wrong, ...Wrong[]]): HubError {
  return new HubError('CONFLICT', wrong[0].message, { details: wrong });
}

export const noSuchSite = (): HubError =>
  new HubError('NOT_FOUND', { en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' });

export const noSuchShift = (): HubError =>
  new HubError('NOT_FOUND', {
    en: 'There is no such shift at this site.',
    de: 'Diese Schicht gibt es an diesem Standort nicht.',
  });

export const unknownArea = (area: string): Wrong => ({
  code: 'UNKNOWN_AREA',
  path: 'area',
  message: {
    en: `This site has no area "${area}" in use.`,
    de: `Dieser Standort hat keinen Bereich „${area}“ in Gebrauch.`,
  },
  remedy: { en: 'Name one of its areas, or none.', de: 'Nennen Sie einen seiner Bereiche oder keinen.' },
});

/** A site has only so many of something. */
export function tooMany(most: number): HubError {
  return conflicting({
    code: 'TOO_MANY',
    path: '',
    message: {
      en: `A site has at most ${most} of these in use.`,
      de: `Ein Standort hat höchstens ${most} davon in Gebrauch.`,
    },
    remedy: { en: 'Archive one first.', de: 'Archivieren Sie zuerst etwas.' },
  });
}
