import { Injectable } from '@nestjs/common';
import type { AuditEntry, LookView } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { ENTRY_COLUMNS, type EntryRow, entryOf } from './entry-row.ts';

/** What entries to list; each filter narrows. */
export interface EntryFilter {
  person?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  site?: string | undefined;
  /** Instants; `to` is excluded. */
  from?: string | undefined;
  to?: string | undefined;
  /** Entries before this position. */
  before?: number | undefined;
}

/** Conditions by filter; only those that are asked for are in the statement, so that each uses its index. */
const CONDITIONS: Record<Exclude<keyof EntryFilter, 'person'>, (parameter: string) => string> = {
  actor: parameter => `e.actor_id = ${parameter}`,
  action: parameter => `e.action = ${parameter}`,
  site: parameter => `e.site_id = ${parameter}`,
  from: parameter => `e.at >= ${parameter}::timestamptz`,
  to: parameter => `e.at < ${parameter}::timestamptz`,
  before: parameter => `e.position < ${parameter}::bigint`,
};
const NAMES = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];

const IS_LOOK = `e.action like '%.seen'`;

/** Reads of the trail. */
@Injectable()
export class AuditRepository {
  /** Newest first. */
  async list(sql: Sql, { person, ...filter }: EntryFilter, limit: number): Promise<AuditEntry[]> {
    const asked = NAMES.filter(name => filter[name] !== undefined);
    const conditions = asked.map((name, index) => CONDITIONS[name](`$${index + 1}`));
    const values: unknown[] = asked.map(name => filter[name]);
    const add = (value: unknown): string => `$${values.push(value)}`;
    const entries =
      person === undefined
        ? newest(conditions, add(limit))
        : newestAbout(add(person), conditions, add(limit));
    const rows = await sql.query<EntryRow>(entries, values);
    return rows.map(entryOf);
  }

  /** Looks at one person, newest first. */
  async looksAt(
    sql: Sql,
    employee: string,
    before: number | null,
    limit: number,
  ): Promise<(LookView & { position: number })[]> {
    const conditions = before === null ? [IS_LOOK] : [IS_LOOK, CONDITIONS.before('$3')];
    const rows = await sql.query<EntryRow>(newestAbout('$1', conditions, '$2'), [
      employee,
      limit,
      ...(before === null ? [] : [before]),
    ]);
    return rows.map(entryOf).map(({ position, id, at, action, actor: { kind, name, role } }) => ({
      position,
      id,
      at,
      action,
      by: { kind, name, role },
    }));
  }
}

function newest(conditions: readonly string[], limit: string): string {
  return `
    select ${ENTRY_COLUMNS} from audit_entry e where ${['true', ...conditions].join(' and ')}
    order by e.position desc limit ${limit}`;
}

/**
 * The newest of three lists, each by its own index: "this or that" in one condition has none, and reads the trail backwards until enough was found. Entries
 * that name the person are read whole (`offset 0`) before they are put in order: how many there are, no planner knows.
 * "Everybody" of a site is whoever belongs to it when it is asked: who moved between sites is found under both.
 */
function newestAbout(person: string, conditions: readonly string[], limit: string): string {
  const positions = (...of: string[]): string =>
    `select e.position from audit_entry e where ${[...of, ...conditions].join(' and ')}`;
  const ofSite = `e.site_id = (select site_id from employee where id = ${person}::uuid)`;
  return `
    with found as (
      (select position from (${positions(`e.people @> array[${person}::uuid]`)} offset 0) as naming order by position desc limit ${limit})
      union all
      (${positions('e.everybody', ofSite)} order by e.position desc limit ${limit})
      union all
      (${positions('e.everybody', 'e.site_id is null')} order by e.site_id desc, e.position desc limit ${limit})
    )
    select ${ENTRY_COLUMNS} from (select position from found order by position desc limit ${limit}) as newest
    join audit_entry e using (position) order by e.position desc`;
}
