import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AUDIT_STATE_BYTES_MAX, AuditAction } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import type { Sql } from '../platform/database/database.ts';
import { type Acting, acting } from '../platform/http/access/asking-context.ts';
import { type Concern, keptConcern } from './domain/concern.ts';
import { withoutSecrets } from './domain/without-secrets.ts';

/** Something that was done. Leave secrets and PINs out of `before` and `after`. */
export interface NewEntry {
  /** A stable name such as `corrections.made`. */
  action: string;
  /** What it was done to. */
  subject: { kind: string; id: string | null };
  concerns: Concern;
  /** Undefined and null: there was nothing. */
  before?: unknown;
  after?: unknown;
  why?: string | null;
  /** Who did it, where that is not whoever asked: somebody who logs in is nobody yet. */
  by?: Acting;
}

/** An entry with its id, its moment and who made it. */
export interface MadeEntry extends Omit<NewEntry, 'by'> {
  id: string;
  at: string;
  by: Acting;
}

// The same entry again is one that was written by a transaction whose end nobody heard of.
const INSERT = `
  insert into audit_entry (id, at, actor_kind, actor_id, actor_name, actor_role, session_id, request_id, source, action,
                           subject_kind, subject_id, site_id, people, everybody, before, after, why)
  select id, at, actor_kind, actor_id, actor_name, actor_role, session_id, request_id, source, action,
         subject_kind, subject_id, site_id, people::uuid[], everybody, before, after, why
  from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::boolean[], $16::text[],
              $17::text[], $18::text[])
    with ordinality as e (id, at, actor_kind, actor_id, actor_name, actor_role, session_id, request_id, source, action,
                          subject_kind, subject_id, site_id, people, everybody, before, after, why, ordinality)
  order by ordinality
  on conflict (id) do nothing`;

/** The write side of the trail: an entry is part of the transaction that it tells about, so neither can exist without the other. */
@Injectable()
export class AuditTrail {
  /** Records what is done in this transaction, by whoever asked for it; outside of any request by the hub itself. */
  async record(sql: Sql, ...entries: readonly NewEntry[]): Promise<void> {
    await this.write(
      sql,
      entries.map(entry => madeNow(entry)),
    );
  }

  /** Records what was made before, under its own id: twice is once. */
  async write(sql: Sql, entries: readonly MadeEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const kept = entries.map(entry => ({ ...entry, ...keptConcern(entry.concerns) }));
    await sql.query(INSERT, [
      kept.map(({ id }) => id),
      kept.map(({ at }) => at),
      kept.map(({ by }) => by.who.kind),
      kept.map(({ by }) => by.who.id),
      kept.map(({ by }) => by.who.name),
      kept.map(({ by }) => by.who.role),
      kept.map(({ by }) => by.session),
      kept.map(({ by }) => by.request),
      kept.map(({ by }) => by.source),
      kept.map(({ action }) => AuditAction.parse(action)),
      kept.map(({ subject }) => subject.kind),
      kept.map(({ subject }) => subject.id),
      kept.map(({ site }) => site),
      kept.map(({ people }) => `{${people.join(',')}}`),
      kept.map(({ everybody }) => everybody),
      kept.map(({ before }) => stateText(before)),
      kept.map(({ after }) => stateText(after)),
      kept.map(({ why }) => (why === undefined || why === '' ? null : why)),
    ]);
  }
}

/** The entry as of now, by whoever acts here and now. */
export function madeNow(entry: NewEntry): MadeEntry {
  return { ...entry, id: uuid(), at: new Date().toISOString(), by: entry.by ?? acting() };
}

/** A state as it is kept: JSON, or the digest of what is too long. The whole of it is then in the feature's own records. */
function stateText(state: unknown): string | null {
  if (state === undefined || state === null) return null;
  const text = JSON.stringify(withoutSecrets(state));
  const bytes = Buffer.byteLength(text);
  if (bytes <= AUDIT_STATE_BYTES_MAX) return text;
  return JSON.stringify({ sha256: createHash('sha256').update(text).digest('hex'), bytes });
}
