import type { ImportResult, ImportRowView, ImportView, Language } from '@tapclock/contracts';
import { IMPORT_RESULT_ROWS_MAX } from '@tapclock/contracts';
import { problemViews } from '../problem-view.ts';
import type { AppliedRow, StoredImport, StoredRow, UndoneRow } from './imports.repository.ts';

/** An import without its rows. */
export function importView(
  { id, site, file, rows, by, at, ...state }: StoredImport,
  counts: ImportView['counts'],
): ImportView {
  return { id, site, state: stateOf(state), by, at, rows, counts, ...file, firstProblems: [] };
}

export function stateOf({
  appliedAt,
  undoneAt,
}: Pick<StoredImport, 'appliedAt' | 'undoneAt'>): ImportView['state'] {
  if (undoneAt !== null) return 'undone';
  return appliedAt === null ? 'preview' : 'applied';
}

/** A row as it was previewed. */
export function rowView({ line, employee, wanted, preview }: StoredRow, language: Language): ImportRowView {
  return {
    line,
    outcome: preview.outcome,
    employee,
    number: wanted.number,
    name: [wanted.givenName, wanted.familyName].filter(part => part !== undefined).join(' '),
    fields: preview.fields,
    problems: problemViews(preview.problems, language),
  };
}

export interface RowResult {
  line: number;
  employee: string | null;
  done: AppliedRow | UndoneRow;
}

/** What came of an import: numbers for all rows, and the rows with problems by name. */
export function resultView(
  found: Pick<StoredImport, 'id' | 'appliedAt' | 'undoneAt'>,
  results: readonly RowResult[],
  language: Language,
): ImportResult {
  const counts: Record<string, number> = {};
  for (const { done } of results) counts[done.outcome] = (counts[done.outcome] ?? 0) + 1;
  const rows = results
    .filter(({ done }) => done.problems.length > 0)
    .slice(0, IMPORT_RESULT_ROWS_MAX)
    .map(({ line, employee, done }) => ({
      line,
      outcome: done.outcome,
      employee,
      problems: problemViews(done.problems, language),
    }));
  return { id: found.id, state: stateOf(found), counts, rows };
}
