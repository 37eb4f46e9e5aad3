/** A person's date, which a plan fills. */
export interface CellRef {
  employee: string;
  /** `YYYY-MM-DD` */
  date: string;
}

/** A shift that somebody was told of. */
export interface PublishedShift extends CellRef {
  /** Of the assignment. */
  id: string;
  /** Of the template. */
  shift: string;
  startsAt: string;
  endsAt: string;
  unpaidSeconds: number;
  area: string;
}

/** What a cell is to be once it is published; no shifts: off. */
export interface DraftCell extends CellRef {
  shifts: readonly string[];
  by: string;
  /** Instant. */
  at: string;
}

/** A shift that is to be planned. */
export interface WantedShift extends CellRef {
  shift: string;
}

/** What publishing drafts does to what is published. */
export interface Publishing {
  kept: PublishedShift[];
  released: PublishedShift[];
  added: WantedShift[];
}

export function cellKey({ employee, date }: CellRef): string {
  return `${employee}/${date}`;
}

/**
 * What is published after these drafts are. A shift that stays in its cell is kept as it is, with its instants; cells without a draft stay
 * as they are.
 */
export function publishing(published: readonly PublishedShift[], drafts: readonly DraftCell[]): Publishing {
  const wanted = new Map(drafts.map(draft => [cellKey(draft), new Set(draft.shifts)]));
  const stands = new Set(published.map(one => `${cellKey(one)}/${one.shift}`));
  const [kept, released]: [PublishedShift[], PublishedShift[]] = [[], []];
  for (const one of published) {
    const cell = wanted.get(cellKey(one));
    (cell === undefined || cell.has(one.shift) ? kept : released).push(one);
  }
  const added = drafts.flatMap(({ employee, date, shifts }) =>
    [...new Set(shifts)]
      .filter(shift => !stands.has(`${cellKey({ employee, date })}/${shift}`))
      .map(shift => ({ employee, date, shift })),
  );
  return { kept, released, added };
}
