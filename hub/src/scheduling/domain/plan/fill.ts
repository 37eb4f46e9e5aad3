import type { CellRef, DraftCell, PublishedShift } from './cells.ts';
import { cellKey } from './cells.ts';

/** A cell as something wants it to be; no shifts: off. */
export interface WantedCell extends CellRef {
  shifts: readonly string[];
}

/** What is to be done to drafts so that cells become what is wanted. */
export interface Filling {
  /** Cells to draft. */
  put: WantedCell[];
  /** Cells whose draft goes, because what is wanted is published. */
  drop: CellRef[];
  /** Cells that were to be left alone, and would have become something else. */
  notEmpty: CellRef[];
}

/** Cells by what stands in them. */
export class StandingCells {
  readonly #published: ReadonlyMap<string, readonly PublishedShift[]>;
  readonly #drafts: ReadonlyMap<string, DraftCell>;

  constructor(published: readonly PublishedShift[], drafts: readonly DraftCell[]) {
    this.#published = Map.groupBy(published, cellKey);
    this.#drafts = new Map(drafts.map(draft => [cellKey(draft), draft]));
  }

  published(cell: CellRef): readonly PublishedShift[] {
    return this.#published.get(cellKey(cell)) ?? [];
  }

  draft(cell: CellRef): DraftCell | null {
    return this.#drafts.get(cellKey(cell)) ?? null;
  }

  /** Templates of the cell as it would be after publishing. */
  shifts(cell: CellRef): readonly string[] {
    return this.draft(cell)?.shifts ?? this.published(cell).map(({ shift }) => shift);
  }
}

/** `over`: `empty` leaves cells alone in which anything is published or drafted, a drafted day off too. */
export function fill(wanted: readonly WantedCell[], standing: StandingCells, over: 'empty' | 'all'): Filling {
  const filling: Filling = { put: [], drop: [], notEmpty: [] };
  for (const cell of wanted) {
    const published = standing.published(cell).map(({ shift }) => shift);
    const draft = standing.draft(cell);
    if (isSame(standing.shifts(cell), cell.shifts)) continue;
    if (over === 'empty' && (published.length > 0 || draft !== null)) filling.notEmpty.push(cell);
    else if (isSame(published, cell.shifts)) filling.drop.push(cell);
    else filling.put.push(cell);
  }
  return filling;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  const inA = new Set(a);
  return inA.size === new Set(b).size && b.every(shift => inA.has(shift));
}
