import type { Said } from '@tapclock/contracts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type LocalDay, parseDay } from '../domain/index.ts';

/** The day that a field of a request names. Throws VALIDATION_ERROR for one that does not exist, such as 30 February. */
export function readDay(path: string, text: string): LocalDay {
  try {
    return parseDay(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refused(path, {
      en: `there is no date ${text}`,
      de: `den Tag ${text} gibt es nicht`,
    });
  }
}

/** A VALIDATION_ERROR about one field of a request. */
export function refused(path: string, message: Said): HubError {
  return new HubError(
    'VALIDATION_ERROR',
    { en: 'The request is not valid.', de: 'Die Anfrage ist nicht gültig.' },
    { details: [{ path, message }] },
  );
}

const KINDS = { site: 'keinen Standort', team: 'kein Team', employee: 'keine Person' };

/** A VALIDATION_ERROR about a part of a scope that does not exist. */
export function noneSuch(kind: keyof typeof KINDS, name: string | undefined): HubError {
  return refused(`scope.${kind}`, {
    en: `there is no ${kind} "${name}"`,
    de: `es gibt ${KINDS[kind]} „${name}“`,
  });
}
