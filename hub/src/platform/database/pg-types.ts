import { types } from 'pg';

type Parser = (text: string) => unknown;

/**
 * How columns arrive from `Sql.query`: instants in the one spelling of the contracts, counters as numbers, days as text. The
 * defaults of node-postgres (a Date in the process' zone, counters as text) would make every caller convert.
 */
const PARSERS: Record<number, Parser> = {
  20: parseInt8,
  1082: text => text,
  1184: parseInstant,
};

export const hubTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): Parser => {
    const parser = PARSERS[oid];
    if (parser && format !== 'binary') return parser;
    return types.getTypeParser(oid, format ?? 'text') as Parser;
  },
};

/** int8 as a number; what a number cannot hold is a bug here, not a rounding. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('an int8 column does not fit a number');
  return value;
}

/**
 * `2026-11-23 05:58:12.345678+00` to `2026-11-23T05:58:12.345Z`. Microseconds are cut: every instant of ours has milliseconds.
 * The session's zone is UTC (set on connect), so the offset is always +00.
 */
export function parseInstant(text: string): string {
  if (text.length < 22 || !text.endsWith('+00') || text.charCodeAt(4) !== 45) return slowInstant(text);
  const fraction = text.slice(19, -3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${`${fraction.slice(1)}000`.slice(0, 3)}Z`;
}

/** A clock that stands in the year 0 (which Postgres calls 1 BC) is a fact too; other eras and infinity nothing of ours writes. */
function slowInstant(text: string): string {
  if (text.startsWith('0001-') && text.endsWith(' BC')) return parseInstant(`0000${text.slice(4, -3)}`);
  const epochMs = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  if (Number.isNaN(epochMs)) throw new RangeError('a timestamptz column holds no instant of ours');
  return new Date(epochMs).toISOString();
}
