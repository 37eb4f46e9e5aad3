import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import type { PeriodId } from './period-finder.ts';

/** One decision about many people's hours of a period. */
export interface NewDecision {
  kind: 'approve' | 'withdraw';
  by: string;
  at: string;
  reason: string;
  people: readonly DecidedPerson[];
}

export interface DecidedPerson {
  /** Sorts by time. */
  id: string;
  employee: string;
  /** Of the days as they are. */
  digest: string;
  /** Codes. */
  accepted: readonly string[];
  /** Findings of earlier, locked dates among them. */
  acceptedEarlier: readonly string[];
}

const INSERT = `
  insert into sheet_approval (id, site_id, pay_group, period_start, employee_id, kind, hash, accepted, accepted_earlier,
                              made_by, made_at, reason)
  select id, $1, $2, $3, employee_id, $4, digest, array(select jsonb_array_elements_text(accepted)),
         array(select jsonb_array_elements_text(accepted_earlier)), $5, $6, $7
  from unnest($8::uuid[], $9::uuid[], $10::text[], $11::jsonb[], $12::jsonb[])
    as p (id, employee_id, digest, accepted, accepted_earlier)`;

/** Approvals and withdrawals, append-only: the latest of a person is what holds. */
@Injectable()
export class ApprovalsRepository {
  async add(sql: Sql, { site, group, from }: PeriodId, decision: NewDecision): Promise<void> {
    const { kind, by, at, reason, people } = decision;
    if (people.length === 0) return;
    await sql.query(INSERT, [
      site,
      group,
      from,
      kind,
      by,
      at,
      reason,
      people.map(({ id }) => id),
      people.map(({ employee }) => employee),
      people.map(({ digest }) => digest),
      people.map(({ accepted }) => JSON.stringify(accepted)),
      people.map(({ acceptedEarlier }) => JSON.stringify(acceptedEarlier)),
    ]);
  }
}
