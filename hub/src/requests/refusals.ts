import { type ApiErrorCode, REQUESTS_PER_DAY_MAX, type Said } from '@tapclock/contracts';
import { HubError } from '../platform/http/hub-error.ts';
import type { Objection } from './kinds/request-kind.ts';
import type { RequestRow } from './request-row.ts';

/** A refusal about one thing: its own code stands beside the field. */
export function refusal(code: ApiErrorCode, own: string, path: string, message: Said): HubError {
  return new HubError(code, message, { details: [{ path, code: own, message }] });
}

export const noSuchRequest = (): HubError =>
  new HubError('NOT_FOUND', { en: 'There is no such request.', de: 'Diesen Antrag gibt es nicht.' });

export const noSuchShift = (path: string): HubError =>
  refusal('NOT_FOUND', 'UNKNOWN_SHIFT', path, {
    en: 'Nobody is planned on that shift any more. Read the schedule again.',
    de: 'Für diese Schicht ist niemand mehr geplant. Lesen Sie den Plan neu.',
  });

export const notInService = (): HubError =>
  refusal('NOT_FOUND', 'NOT_IN_SERVICE', 'employee', {
    en: 'There is nobody in service with this id.',
    de: 'Es gibt niemanden im Dienst mit dieser Kennung.',
  });

export const tooManyRequests = (): HubError =>
  refusal('CONFLICT', 'TOO_MANY_TODAY', '', {
    en: `${REQUESTS_PER_DAY_MAX} requests were made for this person within 24 hours, which is the most. Try again tomorrow, or talk to whoever decides.`,
    de: `Für diese Person gab es in 24 Stunden schon ${REQUESTS_PER_DAY_MAX} Anfragen, mehr gehen nicht. Versuchen Sie es morgen wieder, oder sprechen Sie mit der Person, die entscheidet.`,
  });

export const planChanged = (): HubError =>
  refusal('CONFLICT', 'PLAN_CHANGED', '', {
    en: 'The plan is not as it was when this was asked: a shift of it was taken back or given to somebody else. Read the schedule again.',
    de: 'Der Plan ist nicht mehr so wie beim Antrag: Eine Schicht daraus wurde zurückgenommen oder jemand anderem gegeben. Lesen Sie den Plan neu.',
  });

/** Only those who were asked may answer. */
export const notAsked = (): HubError =>
  new HubError('FORBIDDEN', {
    en: 'This was not offered to you.',
    de: 'Das wurde nicht Ihnen angeboten.',
  });

const ENDS = {
  offered: { en: 'nobody has said yes to it yet', de: 'noch niemand hat zugesagt' },
  asked: { en: 'it waits for a decision', de: 'es wartet auf eine Entscheidung' },
  granted: { en: 'it was granted', de: 'es wurde genehmigt' },
  refused: { en: 'it was refused', de: 'es wurde abgelehnt' },
  withdrawn: { en: 'it was withdrawn', de: 'es wurde zurückgezogen' },
  expired: {
    en: 'it is over: its shift has begun, or is planned otherwise',
    de: 'es ist vorbei: Die Schicht hat begonnen oder ist anders geplant',
  },
} as const satisfies Record<RequestRow['state'], Said>;

/** 409: another one was quicker, or it cannot be done with such a request; says what happened, by whom and when. */
export function notPossibleNow({ state, decidedBy, decidedAt, reason, version }: RequestRow): HubError {
  const by = decidedBy === null ? null : { by: decidedBy, at: decidedAt ?? '' };
  const words = ENDS[state];
  const message = {
    en: `This cannot be done: ${words.en}${by === null ? '' : ` by ${by.by} on ${by.at.slice(0, 10)}`}.`,
    de: `Das geht nicht: ${words.de}${by === null ? '' : ` von ${by.by} am ${by.at.slice(0, 10)}`}.`,
  };
  return new HubError('CONFLICT', message, {
    details: [{ path: 'state', code: `REQUEST_${state.toUpperCase()}`, message, ...by, reason, version }],
  });
}

/** 409: what stands against it, one detail each. `seenBy`: the person who is told; what stands against others stays with them. */
export function objected(objections: readonly Objection[], seenBy: string | 'all'): HubError {
  const told = objections.map(({ code, employee, message }) =>
    seenBy === 'all' || seenBy === employee
      ? { path: 'accept', code, employee, message }
      : {
          path: 'accept',
          code: 'OTHER_CANNOT',
          message: {
            en: 'The other person cannot be planned so.',
            de: 'Die andere Person kann so nicht geplant werden.',
          },
        },
  );
  return new HubError(
    'CONFLICT',
    {
      en: 'The plan, or the balance, stands against this.',
      de: 'Der Plan oder das Konto spricht dagegen.',
    },
    { details: told },
  );
}
