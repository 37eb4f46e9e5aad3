import type { ApiErrorCode, Said } from '@tapclock/contracts';
import { HubError } from '../platform/http/hub-error.ts';
import { type Problem, problems } from './domain/problem.ts';

/** A refusal of one thing that is wrong with a request. */
export function refusalOf(problem: Problem): HubError {
  return new HubError(statusCodeOf(problem.code), problem.message, { details: [problem] });
}

/** A refusal of everything that is wrong with a request; the first problem decides how it is called. */
export function refusalOfAll(found: readonly [Problem, ...Problem[]]): HubError {
  const [first] = found;
  return new HubError(statusCodeOf(first.code), first.message, { details: found });
}

/** There is none of these with this id. */
export function notFound(message: Said): HubError {
  return new HubError('NOT_FOUND', message);
}

export const noSuchPerson = (): HubError => new HubError('NOT_FOUND', problems.unknownEmployee().message);

export const noSuchSite = (): HubError =>
  notFound({ en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' });

/** 409: it cannot be done as things stand; `code` says what stands against it. */
export function conflict(code: string, message: Said, path = ''): HubError {
  return new HubError('CONFLICT', message, { details: [{ code, path, message }] });
}

export const siteArchived = (): HubError =>
  conflict(
    'SITE_ARCHIVED',
    {
      en: 'This site is archived. Put it in use again first.',
      de: 'Dieser Standort ist archiviert. Nehmen Sie ihn zuerst wieder in Gebrauch.',
    },
    'site',
  );

export const notInService = (): HubError =>
  conflict(
    'NOT_IN_SERVICE',
    {
      en: 'This person has left. Take them back first.',
      de: 'Diese Person ist ausgeschieden. Nehmen Sie sie zuerst wieder auf.',
    },
    'employee',
  );

/** Who keeps people must not be able to lock out who keeps the accounts. */
export const hasAdminAccount = (): HubError =>
  conflict(
    'HAS_ADMIN_ACCOUNT',
    {
      en: 'This person can log in as an administrator. Another administrator disables that account, or changes its role, first.',
      de: 'Diese Person kann sich mit Administratorrechten anmelden. Zuerst muss jemand anderes mit diesen Rechten das Konto sperren oder seine Rolle ändern.',
    },
    'employee',
  );

const CONFLICTS: ReadonlySet<string> = new Set([
  'NUMBER_TAKEN',
  'BADGE_TAKEN',
  'TOO_MANY_BADGES',
  'ERASED',
  'CHANGED_MEANWHILE',
]);

function statusCodeOf(code: string): ApiErrorCode {
  if (code === 'UNKNOWN_EMPLOYEE') return 'NOT_FOUND';
  return CONFLICTS.has(code) ? 'CONFLICT' : 'VALIDATION_ERROR';
}
