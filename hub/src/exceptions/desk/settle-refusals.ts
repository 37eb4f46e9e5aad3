import type { ExceptionEntry, FixKind, Said, SettleRefusal } from '@tapclock/contracts';
import { HubError } from '../../platform/http/hub-error.ts';
import type { ExceptionRow } from '../domain/index.ts';

/** Why an exception is not settled: what was wrong, where, and what to do. */

export function noSuchException(): HubError {
  return new HubError('NOT_FOUND', {
    en: 'There is no such exception.',
    de: 'Diese Ausnahme gibt es nicht.',
  });
}

export function aboutOneself(): HubError {
  return new HubError('FORBIDDEN', {
    en: 'Nobody settles what is about themselves: ask somebody else.',
    de: 'Niemand erledigt, was ihn selbst betrifft: Bitten Sie jemand anders.',
  });
}

/** 412: the exception is not as the one who asks has read it. Says who did what when. */
export function changedMeanwhile({ version }: ExceptionRow, last: ExceptionEntry | undefined): HubError {
  const { by = null, at = null, what = 'changed' } = last ?? {};
  const done = DONE[what];
  const message = {
    en: `${by ?? 'The hub'} was quicker and ${done.en} (${at}). Read it again.`,
    de: `${by ?? 'Der Hub'} war schneller und hat ${done.de} (${at}). Lesen Sie es neu.`,
  };
  return new HubError('PRECONDITION_FAILED', message, {
    details: [{ code: 'CHANGED_MEANWHILE' satisfies SettleRefusal, version, by, at, what, message }],
  });
}

/** After "somebody was quicker and". */
const DONE: Record<ExceptionEntry['what'], Said> = {
  noticed: { en: 'noticed it', de: 'es bemerkt' },
  'noticed-again': { en: 'noticed it again', de: 'es wieder bemerkt' },
  changed: { en: 'noticed other facts', de: 'andere Tatsachen bemerkt' },
  taken: { en: 'said who takes care of it', de: 'gesagt, wer sich kümmert' },
  released: { en: 'let it go', de: 'es abgegeben' },
  asked: { en: 'asked the person', de: 'die Person gefragt' },
  answered: { en: 'answered', de: 'geantwortet' },
  settled: { en: 'settled it', de: 'es erledigt' },
  reopened: { en: 'opened it again', de: 'es wieder geöffnet' },
  gone: { en: 'found it gone', de: 'es nicht mehr vorgefunden' },
  escalated: { en: 'told those above', de: 'es weitergemeldet' },
};

export function notOpen({ state, settledBy, settledAt }: ExceptionRow): HubError {
  return state === 'settled'
    ? conflict('ALREADY_SETTLED', '', {
        en: `${settledBy} settled this at ${settledAt}. Reopen it first.`,
        de: `${settledBy} hat dies um ${settledAt} erledigt. Öffnen Sie es zuerst wieder.`,
      })
    : conflict('NOT_THERE_ANY_MORE', '', {
        en: 'What was noticed is no more, so there is nothing to settle.',
        de: 'Was bemerkt wurde, gibt es nicht mehr: Es ist nichts zu erledigen.',
      });
}

export function fixNotReady(fix: FixKind, ready: readonly FixKind[]): HubError {
  const message = {
    en: `This offers no "${fix}". It offers: ${ready.join(', ')}.`,
    de: `„${fix}“ ist hier nicht möglich, nur: ${ready.join(', ')}.`,
  };
  return new HubError('CONFLICT', message, {
    details: [{ path: 'fix', code: 'FIX_NOT_READY' satisfies SettleRefusal, ready, message }],
  });
}

export function reasonNeeded(fix: FixKind): HubError {
  return missing('REASON_NEEDED', 'reason', {
    en: `"${fix}" needs a reason here: others will ask why.`,
    de: `„${fix}“ braucht hier einen Grund: Andere werden fragen, warum.`,
  });
}

export function correctionsNeeded(): HubError {
  return missing('CORRECTIONS_NEEDED', 'corrections', {
    en: 'Say which corrections to make.',
    de: 'Sagen Sie, welche Korrekturen zu machen sind.',
  });
}

export function leaveNeeded(): HubError {
  return missing('LEAVE_NEEDED', 'leave', {
    en: 'Say which kind of leave it was, and for how many minutes.',
    de: 'Sagen Sie, welche Art von Abwesenheit es war und für wie viele Minuten.',
  });
}

export function otherPerson(): HubError {
  return conflict('OTHER_PERSON', 'corrections', {
    en: 'A correction is of somebody else than this is about. Make it by itself (POST /api/v1/corrections).',
    de: 'Eine Korrektur betrifft jemand anders als diese Ausnahme. Machen Sie sie für sich (POST /api/v1/corrections).',
  });
}

export function findingRemains(): HubError {
  return conflict('FINDING_REMAINS', 'corrections', {
    en: 'Nothing was changed: with these corrections the same would be noticed again. Check the times, or accept it with a reason.',
    de: 'Nichts wurde geändert: Mit diesen Korrekturen fiele dasselbe wieder auf. Prüfen Sie die Zeiten, oder nehmen Sie es mit einem Grund hin.',
  });
}

export function notSettled(): HubError {
  return conflict('NOT_SETTLED', '', {
    en: 'This is not settled, so there is nothing to reopen.',
    de: 'Dies ist nicht erledigt: Es gibt nichts wieder zu öffnen.',
  });
}

export function notAsked(): HubError {
  return conflict('NOT_ASKED', '', {
    en: 'Nobody waits for an answer to this any more. Make a statement instead.',
    de: 'Darauf wartet niemand mehr auf eine Antwort. Machen Sie stattdessen eine Angabe.',
  });
}

export function cannotOwn(): HubError {
  return missing('CANNOT_OWN', 'account', {
    en: 'Name an account that may settle this: enabled, in charge of the person, and not the person.',
    de: 'Nennen Sie ein Konto, das dies erledigen darf: aktiv, für die Person zuständig und nicht die Person selbst.',
  });
}

function conflict(code: SettleRefusal, path: string, message: Said): HubError {
  return new HubError('CONFLICT', message, { details: [{ path, code, message }] });
}

function missing(code: SettleRefusal, path: string, message: Said): HubError {
  return new HubError('VALIDATION_ERROR', message, { details: [{ path, code, message }] });
}
