import type { NewCorrection, StatementState, StatementView } from '@tapclock/contracts';

/** A statement as it stands in its table, with the names that a person reads it by. */
export interface StatementRow {
  id: string;
  site: string;
  employee: string;
  number: string;
  name: string;
  team: string | null;
  /** `YYYY-MM-DD`. */
  date: string;
  exception: string | null;
  text: string;
  /** Each with an id of its own. */
  wanted: (NewCorrection & { id: string })[];
  state: StatementState;
  version: number;
  statedBy: string;
  statedAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  decidedReason: string | null;
}

/** A statement as the API shows it. */
export function statementView(row: StatementRow): StatementView {
  const { id, site, employee, number, name, team, date, text, wanted, exception, state, statedAt, version } =
    row;
  return {
    ...{
      id,
      site,
      employee,
      number,
      name,
      team,
      date,
      text,
      corrections: wanted,
      exception,
      state,
      statedAt,
    },
    decided:
      row.decidedBy === null || row.decidedAt === null
        ? null
        : { by: row.decidedBy, at: row.decidedAt, reason: row.decidedReason },
    version,
  };
}
