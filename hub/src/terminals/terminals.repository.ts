import { Injectable } from '@nestjs/common';
import type { BoardTerminal, OnlineStatus } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import type { KnownChain } from './domain/replay.ts';

/** `web`: the hub itself holds its key; see the web clock. */
export type TerminalKind = 'kiosk' | 'web';

export interface TerminalIdentity {
  terminal: string;
  kind: TerminalKind;
  site: string;
  place: string;
  /** Raw Ed25519 key, 32 bytes. */
  publicKey: Buffer;
  /** The key before it, while batches that it signed may still be on their way. */
  previousKey: { key: Buffer; until: string } | null;
  revokedAt: string | null;
}

export interface TerminalState {
  site: string;
  online: boolean;
  status: OnlineStatus | null;
  alarm: BoardTerminal['alarm'];
  /** A change of its key that is under way. */
  rotation: string | null;
}

interface BoardRow {
  id: string;
  site_id: string;
  place: string;
  online: boolean | null;
  status: OnlineStatus | null;
  last_seen_at: string | null;
  last_punch_at: string | null;
  alarm: BoardTerminal['alarm'];
}

const BOARD = `
  select t.id, t.site_id, t.place, s.online, s.status, s.last_seen_at, s.last_punch_at, s.alarm
  from terminal t left join terminal_state s on s.terminal_id = t.id
  where t.revoked_at is null and t.kind = 'kiosk'`;

const IDENTITY = `
  select id as terminal, kind, site_id as site, place, public_key as "publicKey", previous_key as "previousKey",
         previous_key_until as "previousKeyUntil", revoked_at as "revokedAt"
  from terminal`;

type IdentityRow = Omit<TerminalIdentity, 'previousKey'> & {
  previousKey: Buffer | null;
  previousKeyUntil: string | null;
};

/** Terminals and what is known of them. */
@Injectable()
export class TerminalsRepository {
  async identities(sql: Sql, ids: readonly string[]): Promise<TerminalIdentity[]> {
    const rows = await sql.query<IdentityRow>(`${IDENTITY} where id = any($1::text[])`, [ids]);
    return rows.map(toIdentity);
  }

  /** A terminal, locked for this transaction; null when there is none of that name. */
  async lockIdentity(sql: Sql, id: string): Promise<TerminalIdentity | null> {
    const [row] = await sql.query<IdentityRow>(`${IDENTITY} where id = $1 for update`, [id]);
    return row ? toIdentity(row) : null;
  }

  /** Broker accounts of kiosks that were not revoked; all of them without `ids`. */
  async accounts(
    sql: Sql,
    ids: readonly string[] | null,
  ): Promise<{ terminal: string; site: string; passwordHash: string }[]> {
    return await sql.query(
      `select id as terminal, site_id as site, password_hash as "passwordHash" from terminal
       where revoked_at is null and kind = 'kiosk' and ($1::text[] is null or id = any($1::text[])) order by id`,
      [ids],
    );
  }

  async add(
    sql: Sql,
    terminal: { id: string; site: string; place: string; publicKey: Buffer; passwordHash: string },
  ): Promise<void> {
    await sql.query(
      `insert into terminal (id, site_id, place, public_key, password_hash) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set place = excluded.place, public_key = excluded.public_key,
         password_hash = excluded.password_hash, enrolled_at = now(), revoked_at = null, revoked_by = null, revoked_reason = null,
         previous_key = null, previous_key_until = null, version = terminal.version + 1`,
      [terminal.id, terminal.site, terminal.place, terminal.publicKey, terminal.passwordHash],
    );
    await sql.query('insert into terminal_state (terminal_id) values ($1) on conflict do nothing', [
      terminal.id,
    ]);
    // A change of keys that was asked of the kiosk before is over.
    await sql.query(
      `update key_rotation set ended_at = now(), login = null, next_password_hash = null
       where terminal_id = $1 and ended_at is null`,
      [terminal.id],
    );
  }

  /** Adds a terminal whose key the hub holds; no broker lets it in. False when the name is taken. */
  async addWeb(
    sql: Sql,
    terminal: { id: string; site: string; place: string; publicKey: Buffer },
  ): Promise<boolean> {
    const added = await sql.query(
      `insert into terminal (id, site_id, kind, place, public_key, password_hash) values ($1, $2, 'web', $3, $4, '-')
       on conflict do nothing returning id`,
      [terminal.id, terminal.site, terminal.place, terminal.publicKey],
    );
    return added.length > 0;
  }

  /** Site of the terminal that was revoked by this; null when there is none, or it was revoked before. */
  async revoke(sql: Sql, terminal: { id: string; by: string; reason: string }): Promise<string | null> {
    const [row] = await sql.query<{ site: string }>(
      `update terminal set revoked_at = now(), revoked_by = $2, revoked_reason = $3, version = version + 1
       where id = $1 and revoked_at is null returning site_id as site`,
      [terminal.id, terminal.by, terminal.reason],
    );
    return row?.site ?? null;
  }

  /** State of a terminal, locked for this transaction; null when it was never enrolled at that site. */
  async lockState(sql: Sql, site: string, terminal: string): Promise<TerminalState | null> {
    await sql.query(
      `insert into terminal_state (terminal_id) select id from terminal where id = $1 and site_id = $2
       on conflict do nothing`,
      [terminal, site],
    );
    const [row] = await sql.query<TerminalState>(
      `select t.site_id as site, s.online, s.status, s.alarm,
              (select r.id from key_rotation r where r.terminal_id = t.id and r.ended_at is null) as rotation
       from terminal_state s join terminal t on t.id = s.terminal_id
       where t.id = $1 and t.site_id = $2 for update of s`,
      [terminal, site],
    );
    return row ?? null;
  }

  /** Keeps the last status a terminal sent itself when it goes offline: its queue is still as long as it was. */
  async saveReport(
    sql: Sql,
    terminal: string,
    report: { online: boolean; status: OnlineStatus | null; seenAt: string | null },
  ): Promise<void> {
    await sql.query(
      `update terminal_state set online = $2, status = $3::jsonb,
         last_seen_at = greatest(last_seen_at, $4::timestamptz)
       where terminal_id = $1`,
      [terminal, report.online, report.status === null ? null : JSON.stringify(report.status), report.seenAt],
    );
  }

  async saveAlarm(sql: Sql, terminal: string, alarm: BoardTerminal['alarm']): Promise<void> {
    await sql.query('update terminal_state set alarm = $2 where terminal_id = $1', [terminal, alarm]);
  }

  /** How far each boot is known, oldest first. */
  async chains(sql: Sql, terminal: string): Promise<KnownChain[]> {
    return await sql.query(
      `select c.boot, c.through, c.head, c.last_sequence as "lastSequence",
              array(select distinct s.previous from punch_signature s
                    where s.terminal_id = c.terminal_id and s.boot = c.boot and s.from_sequence = 1) as "firstPrevious"
       from terminal_chain c where c.terminal_id = $1 and c.last_sequence > 0 order by c.boot`,
      [terminal],
    );
  }

  /** Terminals that count as online; to find those that are not heard of any more. */
  async online(sql: Sql): Promise<{ terminal: string; site: string }[]> {
    return await sql.query(
      `select t.id as terminal, t.site_id as site from terminal t join terminal_state s on s.terminal_id = t.id
       where s.online`,
    );
  }

  /** Moves the last sign of life and the last punch forward, never back. */
  async savePunchTimes(
    sql: Sql,
    times: readonly { terminal: string; punchedAt: string; receivedAt: string }[],
  ): Promise<void> {
    await sql.query(
      `insert into terminal_state as s (terminal_id, last_punch_at, last_seen_at)
       select n.terminal_id, n.punched_at, n.received_at
       from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) as n (terminal_id, punched_at, received_at)
       join terminal t on t.id = n.terminal_id
       order by n.terminal_id
       on conflict (terminal_id) do update set
         last_punch_at = greatest(s.last_punch_at, excluded.last_punch_at),
         last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at)`,
      [
        times.map(time => time.terminal),
        times.map(time => time.punchedAt),
        times.map(time => time.receivedAt),
      ],
    );
  }

  async boardOfSite(sql: Sql, site: string): Promise<BoardTerminal[]> {
    const rows = await sql.query<BoardRow>(`${BOARD} and t.site_id = $1 order by t.place, t.id`, [site]);
    return rows.map(toBoardTerminal);
  }

  async boardOf(sql: Sql, ids: readonly string[]): Promise<BoardTerminal[]> {
    const rows = await sql.query<BoardRow>(`${BOARD} and t.id = any($1::text[])`, [ids]);
    return rows.map(toBoardTerminal);
  }
}

function toIdentity({ previousKey, previousKeyUntil, ...row }: IdentityRow): TerminalIdentity {
  return {
    ...row,
    previousKey:
      previousKey === null || previousKeyUntil === null
        ? null
        : { key: previousKey, until: previousKeyUntil },
  };
}

function toBoardTerminal(row: BoardRow): BoardTerminal {
  return {
    terminal: row.id,
    place: row.place,
    online: row.online ?? false,
    lastSeenAt: row.last_seen_at,
    lastPunchAt: row.last_punch_at,
    journalDepth: row.status?.journal.depth ?? null,
    clockOffsetMs: row.status?.clockOffsetMs ?? null,
    readers: row.status?.readers ?? [],
    alarm: row.alarm,
  };
}
