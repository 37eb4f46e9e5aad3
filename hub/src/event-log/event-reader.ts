import { Inject, Injectable } from '@nestjs/common';
import type { Cursor } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { LOG_START, parseCursor } from './cursor.ts';
import { HubEvent, type LogEvent } from './hub-event.ts';

/** Most events of one read. */
export const READ_EVENTS_MAX = 1_000;

interface EventRow {
  position: number;
  xid: string;
  kind: string;
  site_id: string;
  key: string;
  payload: unknown;
  recorded_at: string;
}

// Positions are handed out before the commit, so a later position can be visible before an earlier one. Below the snapshot's
// xmin every transaction has ended: nothing can appear there any more, and (xid, position) is an order that never changes.
const READ = `
  select position, xid, kind, site_id, key, payload, recorded_at
  from event_log
  where (xid, position) > ($1::text::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
  order by xid, position
  limit $3`;

const PENDING = `
  select max(case when xid < pg_snapshot_xmin(pg_current_snapshot()) then 2 else 1 end) as found
  from (
    select xid from event_log where (xid, position) > ($1::text::xid8, $2::bigint) order by xid, position limit 1
  ) as next`;

const END = `
  select xid, position from event_log
  where xid < pg_snapshot_xmin(pg_current_snapshot())
  order by xid desc, position desc
  limit 1`;

const LAST = 'select xid, position from event_log order by xid desc, position desc limit 1';

/** The read side: the same events in the same order for everybody, and none of them is ever skipped (R8). */
@Injectable()
export class EventReader {
  readonly #database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.#database = database;
  }

  /** Up to `limit` events after `cursor`. With `sql` inside that transaction, else on the primary. */
  async read(cursor: Cursor, limit: number, sql: Sql = this.#database.primary): Promise<LogEvent[]> {
    const { xid, position } = parseCursor(cursor);
    const rows = await sql.query<EventRow>(READ, [xid, position, Math.min(limit, READ_EVENTS_MAX)]);
    return rows.map(toEvent);
  }

  /**
   * Whether there is anything after `cursor`: nothing, something that can be read now, or something that can be read as soon as
   * an older transaction ends (which nobody announces: ask again shortly).
   */
  async pending(cursor: Cursor): Promise<'none' | 'soon' | 'now'> {
    const { xid, position } = parseCursor(cursor);
    const [row] = await this.#database.primary.query<{ found: number | null }>(PENDING, [xid, position]);
    return row?.found === 2 ? 'now' : row?.found === 1 ? 'soon' : 'none';
  }

  /** Place of the newest event that can be read now; the log's start when there is none. */
  async end(sql: Sql = this.#database.primary): Promise<Cursor> {
    const [row] = await sql.query<Pick<EventRow, 'xid' | 'position'>>(END);
    return row ? `${row.xid}-${row.position}` : LOG_START;
  }

  /** Place of the newest event that is committed, whether it can be read yet or only when older transactions have ended. */
  async last(): Promise<Cursor> {
    const [row] = await this.#database.primary.query<Pick<EventRow, 'xid' | 'position'>>(LAST);
    return row ? `${row.xid}-${row.position}` : LOG_START;
  }
}

function toEvent(row: EventRow): LogEvent {
  const event = HubEvent.parse({ kind: row.kind, payload: row.payload });
  return {
    ...event,
    cursor: `${row.xid}-${row.position}`,
    position: row.position,
    recordedAt: row.recorded_at,
    site: row.site_id,
    key: row.key,
  };
}
