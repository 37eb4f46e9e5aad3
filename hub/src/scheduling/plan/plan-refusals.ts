import type { Said } from '@tapclock/contracts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type CellRef, conflictMessage, type DraftCell, type PlanConflict } from '../domain/plan/index.ts';

/** Most conflicts that one refusal names; how many there are is told besides. */
const CONFLICTS_TOLD_MAX = 200;

const READ_AGAIN: Said = {
  en: 'Read the plan again, and make your change on what stands there now.',
  de: 'Lesen Sie den Plan neu, und ändern Sie, was jetzt dort steht.',
};

/** A cell that somebody else has changed, as it stands now. */
export interface ChangedCell extends CellRef {
  /** Place in the request. */
  index: number;
  tag: string;
  /** Its shifts as they would be published. */
  shifts: readonly string[];
  draft: DraftCell | null;
}

/** 412: cells are not as the one who edits them saw them; nothing was edited. `templates` by id. */
export function cellsChanged(
  cells: readonly ChangedCell[],
  templates: ReadonlyMap<string, { name: string }>,
): HubError {
  return new HubError(
    'PRECONDITION_FAILED',
    {
      en: 'Somebody changed these cells meanwhile. Nothing was edited.',
      de: 'Jemand hat diese Zellen inzwischen geändert. Nichts wurde bearbeitet.',
    },
    {
      details: cells.map(({ index, employee, date, tag, shifts, draft }) => ({
        path: `cells.${index}`,
        code: 'CHANGED_MEANWHILE',
        ...{ employee, date, tag },
        message: cellMessage(shifts.map(shift => templates.get(shift)?.name ?? shift).join(', '), draft),
        remedy: READ_AGAIN,
      })),
    },
  );
}

function cellMessage(shifts: string, draft: DraftCell | null): Said {
  const [en, de] = shifts === '' ? ['a day off', 'ein freier Tag'] : [shifts, shifts];
  return draft === null
    ? {
        en: `Nothing is drafted here any more; published is ${en}.`,
        de: `Hier ist nichts mehr entworfen; veröffentlicht ist ${de}.`,
      }
    : {
        en: `${draft.by} drafted ${en} here at ${draft.at}.`,
        de: `${draft.by} hat hier um ${draft.at} ${de} entworfen.`,
      };
}

/** 412: other drafts wait than the one who asks saw, with this digest; nothing was done. */
export function draftsChanged(digest: string, drafts: readonly DraftCell[]): HubError {
  const last = drafts.reduce<DraftCell | null>(
    (latest, draft) => (latest === null || draft.at > latest.at ? draft : latest),
    null,
  );
  const message: Said =
    last === null
      ? {
          en: 'There are no drafts any more: they were published or dropped meanwhile.',
          de: 'Es gibt keine Entwürfe mehr: Sie wurden inzwischen veröffentlicht oder verworfen.',
        }
      : {
          en: `These are not the drafts that you saw, or what they replace was changed; the last one is by ${last.by} at ${last.at}.`,
          de: `Das sind nicht die Entwürfe, die Sie gesehen haben, oder was sie ersetzen, wurde geändert; der letzte ist von ${last.by} um ${last.at}.`,
        };
  return new HubError('PRECONDITION_FAILED', message, {
    details: [{ path: 'seen', code: 'CHANGED_MEANWHILE', digest, message, remedy: READ_AGAIN }],
  });
}

/** 409: what is to be published has errors that nobody accepted. */
export function planConflicts(errors: readonly PlanConflict[]): HubError {
  return new HubError(
    'CONFLICT',
    {
      en: `Nothing was published: ${errors.length === 1 ? '1 conflict is' : `${errors.length} conflicts are`} in the way.`,
      de: `Nichts wurde veröffentlicht: ${errors.length === 1 ? '1 Konflikt steht' : `${errors.length} Konflikte stehen`} dem entgegen.`,
    },
    {
      details: errors.slice(0, CONFLICTS_TOLD_MAX).map(conflict => ({
        path: 'accept',
        code: conflict.code,
        employee: conflict.employee,
        date: conflict.date,
        message: conflictMessage(conflict),
        remedy: {
          en: 'Change the plan, or name the conflict in "accept" with a reason.',
          de: 'Ändern Sie den Plan, oder nennen Sie den Konflikt in „accept“ mit einem Grund.',
        },
      })),
    },
  );
}
