import { createHash } from 'node:crypto';
import { EMPTY_CELL } from '@tapclock/contracts';
import type { CellRef, StandingCells } from '../domain/plan/index.ts';

/** Half a SHA-256 is more than a plan has cells; a tag stands in each of them. */
const TAG_LENGTH = 16;

/** What stands for the state of a cell: the same state has the same tag, whoever brought it about. */
export function cellTag(cell: CellRef, standing: StandingCells): string {
  const published = standing
    .published(cell)
    .map(({ shift }) => shift)
    .sort();
  const draft = standing.draft(cell)?.shifts.toSorted() ?? null;
  return published.length === 0 && draft === null
    ? EMPTY_CELL
    : createHash('sha256')
        .update(JSON.stringify([published, draft]))
        .digest('hex')
        .slice(0, TAG_LENGTH);
}
