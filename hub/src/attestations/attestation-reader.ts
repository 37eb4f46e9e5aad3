import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.ts';

/** How far a person has attested the dates of a span that have hours of a policy. */
export interface AttestedDays {
  days: number;
  attested: number;
  /** Dates that are not attested with the hours of now, ascending. */
  missing: string[];
}

/** Dates of a site that are paid together; both included. */
export interface AttestedPeriod {
  site: string;
  group: string;
  from: string;
  to: string;
}

// "Is true" leaves only the person's own index to look in.
const COUNTED = `
  select d.employee_id as employee, count(*) as days, count(*) filter (where said.hash = d.hash) as attested,
         coalesce(array_agg(d.date::text order by d.date) filter (where said.hash is distinct from d.hash), '{}') as missing
  from unnest($1::uuid[]) as w (id)
  join day_record d on d.employee_id = w.id and d.date between $4 and $5
    and (d.site_id = $2 and d.policy_name = $3) is true
  left join lateral (
    select case a.kind when 'attest' then a.hash end as hash
    from attestation a where a.employee_id = d.employee_id and a.date = d.date order by a.id desc limit 1
  ) as said on true
  group by d.employee_id`;

/** What payroll asks about attestations. */
@Injectable()
export class AttestationReader {
  /** Of these people; who has no hours in the period is left out. */
  async ofPeriod(
    sql: Sql,
    { site, group, from, to }: AttestedPeriod,
    employees: readonly string[],
  ): Promise<Map<string, AttestedDays>> {
    if (employees.length === 0) return new Map();
    const rows = await sql.query<AttestedDays & { employee: string }>(COUNTED, [
      employees,
      site,
      group,
      from,
      to,
    ]);
    return new Map(rows.map(({ employee, ...counted }) => [employee, counted]));
  }

  /** Whether hours of the site are approved only after their worker attested them. */
  async isRequired(sql: Sql, site: string): Promise<boolean> {
    const [row] = await sql.query<{ required: boolean }>(
      'select required from attestation_setting where site_id = $1',
      [site],
    );
    return row?.required ?? false;
  }
}
