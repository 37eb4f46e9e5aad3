import { changed, type Employee } from '../employee.ts';
import { BADGES_HELD_MAX, type Problem, problems } from '../problem.ts';
import type { ReadRow, WantedRow } from './row.ts';

/** What a row would do, as things stand. */
export type RowPlan =
  | ({ outcome: 'create'; wanted: WantedRow } & Giving)
  | ({ outcome: 'change'; before: Employee; after: Employee } & Giving)
  | { outcome: 'unchanged'; fields: []; problems: []; before: Employee }
  | { outcome: 'error'; fields: []; problems: Problem[] };

interface Giving {
  fields: string[];
  problems: [];
  badge: boolean;
  /** The date of birth as it is and as it is to be, where they differ. */
  birthDate: { before: string | null; after: string } | null;
}

/** What a row is planned against. */
export interface RowFacts {
  /** The person with its number, if there is one, how many badges they have, and their date of birth. */
  before: Employee | undefined;
  badgesHeld: number;
  bornOn: string | null;
  /** Who has its badge. */
  holder: { employee: string; name: string } | undefined;
  /** Where somebody new belongs whose row says nothing; who is there already stays where they are. */
  usual: { area?: string | undefined; team?: string | undefined };
}

/** Says what one row would do. */
export function planRow(row: ReadRow, facts: RowFacts): RowPlan {
  const { before, badgesHeld, holder, usual } = facts;
  const wrong = [...row.problems];
  if (before && !before.active) wrong.push(hasLeft());
  if (holder && holder.employee !== before?.employee) wrong.push(problems.badgeTaken(holder.name));
  const wanted = before ? row.wanted : withUsual(row, usual);
  if (!before) wrong.push(...missing(row, wanted));
  const badge = row.digest !== null && holder === undefined;
  if (badge && badgesHeld >= BADGES_HELD_MAX) wrong.push(problems.tooManyBadges());
  if (wrong.length > 0) return { outcome: 'error', fields: [], problems: wrong };
  const { bornOn, ...master } = wanted;
  const birthDate =
    bornOn === undefined || bornOn === facts.bornOn ? null : { before: facts.bornOn, after: bornOn };
  const withOthers = (fields: readonly string[]): string[] => [
    ...fields,
    ...(birthDate === null ? [] : ['bornOn']),
    ...(badge ? ['badge'] : []),
  ];
  if (!before) {
    const fields = withOthers(Object.keys(master));
    return { outcome: 'create', fields, problems: [], wanted, badge, birthDate };
  }
  const { after, fields } = changed(before, master);
  if (fields.length === 0 && !badge && birthDate === null)
    return { outcome: 'unchanged', fields: [], problems: [], before };
  return { outcome: 'change', fields: withOthers(fields), problems: [], before, after, badge, birthDate };
}

/** A cell that was not understood is a problem of its own, and not filled in for. */
function withUsual({ wanted, problems: found }: ReadRow, usual: RowFacts['usual']): WantedRow {
  const open = (field: 'area' | 'team') =>
    wanted[field] === undefined && usual[field] !== undefined && !found.some(({ path }) => path === field);
  return {
    ...wanted,
    ...(open('area') ? { area: usual.area } : {}),
    ...(open('team') ? { team: usual.team } : {}),
  };
}

const FIELD_WORDS = {
  givenName: { en: 'the given name', de: 'den Vornamen' },
  familyName: { en: 'the family name', de: 'den Nachnamen' },
  area: { en: 'the area', de: 'den Bereich' },
} as const;

function missing({ problems: found }: ReadRow, wanted: WantedRow): Problem[] {
  const fields = ['givenName', 'familyName', 'area'] as const;
  return fields
    .filter(
      field =>
        wanted[field] === undefined &&
        !found.some(({ path }) => path === field || (path === 'name' && field !== 'area')),
    )
    .map(field => ({
      code: 'REQUIRED',
      path: field,
      message: {
        en: `Fill in ${FIELD_WORDS[field].en}: somebody new needs it.${field === 'area' ? ' Or choose an area for all rows.' : ''}`,
        de: `Tragen Sie ${FIELD_WORDS[field].de} ein: Wer neu ist, braucht das.${field === 'area' ? ' Oder wählen Sie einen Bereich für alle Zeilen.' : ''}`,
      },
    }));
}

function hasLeft(): Problem {
  return {
    code: 'LEFT_ALREADY',
    path: 'number',
    message: {
      en: 'The person with this number has left. Take them back first, or give another number.',
      de: 'Die Person mit dieser Nummer ist ausgeschieden. Nehmen Sie sie zuerst wieder auf, oder vergeben Sie eine andere Nummer.',
    },
  };
}
