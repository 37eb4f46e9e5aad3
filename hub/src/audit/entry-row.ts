import type { AuditEntry, AuditEntryView, AuditSeal } from '@tapclock/contracts';

/** Columns of an entry for `EntryRow`; `e` is the table. People as JSON, which is read ten times as fast as an array of Postgres: they may be a thousand. */
export const ENTRY_COLUMNS = `
  e.position, e.xid::text as xid, e.id, e.at, e.actor_kind, e.actor_id, e.actor_name, e.actor_role, e.session_id, e.request_id,
  e.source, e.action, e.subject_kind, e.subject_id, e.site_id, to_json(e.people) as people, e.everybody, e.before, e.after, e.why`;

/** Columns of a seal for `SealRow`; `s` is the table. */
export const SEAL_COLUMNS = `
  s.number, s.position as sealed_position, s.xid::text as sealed_xid, s.sealed_at, encode(s.hash, 'hex') as hash`;

export interface EntryRow {
  position: number;
  xid: string;
  id: string;
  at: string;
  actor_kind: AuditEntry['actor']['kind'];
  actor_id: string | null;
  actor_name: string;
  actor_role: AuditEntry['actor']['role'];
  session_id: string | null;
  request_id: string | null;
  source: string | null;
  action: string;
  subject_kind: string;
  subject_id: string | null;
  site_id: string | null;
  people: string[];
  everybody: boolean;
  before: string | null;
  after: string | null;
  why: string | null;
}

export interface SealRow {
  number: number;
  sealed_position: number;
  sealed_xid: string;
  sealed_at: string;
  hash: string;
}

/** An entry exactly as it is sealed: every column is in it. */
export function entryOf(row: EntryRow): AuditEntry {
  return {
    position: row.position,
    xid: row.xid,
    id: row.id,
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name, role: row.actor_role },
    session: row.session_id,
    request: row.request_id,
    source: row.source,
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id },
    site: row.site_id,
    people: row.people,
    everybody: row.everybody,
    before: row.before,
    after: row.after,
    why: row.why,
  };
}

export function sealOf(row: SealRow): AuditSeal {
  return {
    number: row.number,
    position: row.sealed_position,
    xid: row.sealed_xid,
    sealedAt: row.sealed_at,
    hash: row.hash,
  };
}

/** An entry as the API shows it. */
export function entryView(entry: AuditEntry): AuditEntryView {
  const { xid: _, ...shown } = entry;
  return { ...shown, before: stateOf(entry.before), after: stateOf(entry.after) };
}

/** A state is what this hub wrote; what is no JSON any more was written by somebody else, and is shown as it is. */
function stateOf(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
