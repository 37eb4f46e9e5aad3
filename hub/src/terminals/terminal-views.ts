import { Inject, Injectable } from '@nestjs/common';
import type { TerminalView } from '@tapclock/contracts';
import { AuditTrail } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { requireVersion } from '../platform/http/conditional.ts';
import { fingerprintOf } from './device-proof.ts';
import { aboutTerminal, noSuchTerminal, terminalChanged } from './enrolment.ts';

interface ViewRow {
  terminal: string;
  site: string;
  place: string;
  enrolledAt: string;
  revokedAt: string | null;
  revokedBy: string | null;
  revokedReason: string | null;
  version: number;
  rotation: TerminalView['rotation'];
  keys: { key: string; since: string }[];
}

/** Most keys of one terminal that are shown, the newest first. */
const KEYS_MAX = 50;

const VIEW = `
  select t.id as terminal, t.site_id as site, t.place, t.enrolled_at as "enrolledAt", t.revoked_at as "revokedAt",
         t.revoked_by as "revokedBy", t.revoked_reason as "revokedReason", t.version,
         (select jsonb_build_object('id', r.id, 'askedBy', r.asked_by, 'askedAt',
                   to_char(r.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          from key_rotation r where r.terminal_id = t.id and r.ended_at is null) as rotation,
         (select jsonb_agg(jsonb_build_object('key', encode(k.public_key, 'base64'), 'since',
                   to_char(k.enrolled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by k.enrolled_at desc)
          from (select * from terminal_key where terminal_id = t.id order by enrolled_at desc limit ${KEYS_MAX}) k) as keys
  from terminal t where t.id = $1`;

/** One terminal as people see it, revoked ones included, and what they may change of it. */
@Injectable()
export class TerminalViews {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#events = events;
    this.#trail = trail;
  }

  /** Throws NOT_FOUND. */
  async find(id: string): Promise<TerminalView> {
    return await this.#database.snapshot(sql => view(sql, id));
  }

  /** Says where a terminal stands. Throws NOT_FOUND, also for a revoked one, and PRECONDITION_FAILED when it was changed meanwhile. */
  async move(id: string, place: string, expectedVersion: number): Promise<TerminalView> {
    const { value } = await this.#database.transaction(async sql => {
      const [row] = await sql.query<{ version: number; site: string; place: string }>(
        'select version, site_id as site, place from terminal where id = $1 and revoked_at is null for update',
        [id],
      );
      if (!row) throw noSuchTerminal();
      requireVersion(row.version, expectedVersion);
      await sql.query('update terminal set place = $2, version = version + 1 where id = $1', [id, place]);
      await this.#events.append(sql, [terminalChanged(row.site, id)]);
      await this.#trail.record(sql, {
        action: 'terminals.moved',
        ...aboutTerminal(row.site, id),
        before: { place: row.place },
        after: { place },
      });
      return await view(sql, id);
    });
    return value;
  }
}

async function view(sql: Sql, id: string): Promise<TerminalView> {
  const [row] = await sql.query<ViewRow>(VIEW, [id]);
  if (!row) throw noSuchTerminal();
  const { revokedAt, revokedBy, revokedReason, keys, ...rest } = row;
  return {
    ...rest,
    revoked: revokedAt === null ? null : { at: revokedAt, by: revokedBy ?? '', reason: revokedReason ?? '' },
    keys: keys.map(({ key, since }) => ({ fingerprint: fingerprintOf(Buffer.from(key, 'base64')), since })),
  };
}
