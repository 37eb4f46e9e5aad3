import { Cursor } from '@tapclock/contracts';

/** Before the first event. */
export const LOG_START: Cursor = '0-0';

/** The two numbers of a cursor as text, for Postgres: both may exceed what a number holds. */
export function parseCursor(cursor: Cursor): { xid: string; position: string } {
  const [xid, position] = Cursor.parse(cursor).split('-');
  if (xid === undefined || position === undefined) throw new Error('a cursor has two parts');
  return { xid, position };
}

/** Negative when `a` is before `b`, as for sorting. */
export function compareCursors(a: Cursor, b: Cursor): number {
  const left = parseCursor(a);
  const right = parseCursor(b);
  return compareBig(left.xid, right.xid) || compareBig(left.position, right.position);
}

function compareBig(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
