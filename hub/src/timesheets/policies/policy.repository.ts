import { Injectable } from '@nestjs/common';
import {
  type MadeBy,
  Policy,
  type PolicyEntry,
  type PolicyRef,
  type PolicyVersion,
} from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

/** Versions remembered; beyond it the one that was read first is forgotten and read again when needed (R11). */
const REMEMBERED_MAX = 500;

interface PolicyRow extends PolicyRef {
  rules: object;
  by: string;
  at: string;
  reason: string;
}

const COLUMNS = 'name, version, rules, made_by as by, made_at as at, reason';

// Two writers of one version meet at the primary key: the second waits for the first, and then adds nothing.
const ADD_VERSION = `
  insert into policy (name, version, rules, made_by, made_at, reason)
  select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 from policy where name = $1
  on conflict do nothing
  returning version`;

/** The policy table. A version never changes, so each is parsed once and remembered. */
@Injectable()
export class PolicyRepository {
  readonly #remembered = new Map<string, Policy>();

  /** These versions by `policyKey`; those that there are not are left out. */
  async policies(sql: Sql, refs: readonly PolicyRef[]): Promise<Map<string, Policy>> {
    const found = new Map<string, Policy>();
    const missing: PolicyRef[] = [];
    for (const ref of refs) {
      const policy = this.#remembered.get(policyKey(ref));
      if (policy) found.set(policyKey(ref), policy);
      else missing.push(ref);
    }
    if (missing.length === 0) return found;
    const rows = await sql.query<PolicyRow>(
      `select ${COLUMNS} from policy join unnest($1::text[], $2::integer[]) as w (name, version) using (name, version)`,
      [missing.map(({ name }) => name), missing.map(({ version }) => version)],
    );
    for (const row of rows) {
      const policy = toPolicy(row);
      found.set(policyKey(row), policy);
      this.#remember(policyKey(row), policy);
    }
    return found;
  }

  async find(sql: Sql, { name, version }: PolicyRef): Promise<PolicyVersion | null> {
    const [row] = await sql.query<PolicyRow>(
      `select ${COLUMNS} from policy where name = $1 and version = $2`,
      [name, version],
    );
    return row ? { policy: toPolicy(row), made: madeBy(row) } : null;
  }

  /** One page of the names with their latest versions, and how many names there are. */
  async entries(sql: Sql, limit: number, offset: number): Promise<{ entries: PolicyEntry[]; total: number }> {
    const [count] = await sql.query<{ total: number }>('select count(distinct name) as total from policy');
    const rows = await sql.query<Omit<PolicyRow, 'rules'>>(
      `select distinct on (name) name, version, made_by as by, made_at as at, reason
       from policy order by name, version desc limit $1 offset $2`,
      [limit, offset],
    );
    return {
      entries: rows.map(row => ({ name: row.name, version: row.version, made: madeBy(row) })),
      total: count?.total ?? 0,
    };
  }

  /** Adds the next version of a name and answers its number; null when somebody else is adding it in this very moment. */
  async addVersion(sql: Sql, { name, version: _, ...rules }: Policy, made: MadeBy): Promise<number | null> {
    const [row] = await sql.query<{ version: number }>(ADD_VERSION, [
      name,
      JSON.stringify(rules),
      made.by,
      made.at,
      made.reason,
    ]);
    return row?.version ?? null;
  }

  #remember(key: string, policy: Policy): void {
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined && this.#remembered.size >= REMEMBERED_MAX) this.#remembered.delete(oldest);
    this.#remembered.set(key, policy);
  }
}

/** One text per version, for maps. */
export function policyKey({ name, version }: PolicyRef): string {
  return `${name}/${version}`;
}

function toPolicy({ rules, name, version }: PolicyRow): Policy {
  return Policy.parse({ ...rules, name, version });
}

function madeBy({ by, at, reason }: Omit<PolicyRow, 'rules'>): MadeBy {
  return { by, at, reason };
}
