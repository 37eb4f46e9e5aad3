import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import type { PeriodId } from './period-finder.ts';

/** One decision about many people's hours of a period. */
export interface NewDecision {
  kind: 'approve' | 'withdraw';
  by: string;
  at: string;
  reason: string;
  accepted: readonly string[];
  /** Findings of earlier, locked dates among them. */
  acceptedEarlier: readonly string[];
  /** `id` sorts by time; `digest` is of the days as they are. */
  people: readonly { id: string; employee: string; digest: string }[];
}

const INSERT = `
  insert into sheet_approval (id, site_id, pay_group, period_start, employee_id, kind, hash, accepted, accepted_earlier,
                              made_by, made_at, reason)
  select id, $1, $2, $3, employee_id, $4, digest, $5, $6, $7, $8, $9
  from unnest($10::uuid[], $11::uuid[], $12::text[]) as p (id, employee_id, digest)`;

/** Approvals and withdrawals, append-only: the latest of a person is what holds. */
@Injectable()
export class ApprovalsRepository {
  async add(sql: Sql, { site, group, from }: PeriodId, decision: NewDecision): Promise<void> {
    const { kind, by, at, reason, accepted, acceptedEarlier, people } = decision;
    if (people.length === 0) return;
    await sql.query(INSERT, [
      site,
      group,
      from,
      kind,
      [...accepted],
      [...acceptedEarlier],
      by,
      at,
      reason,
      people.map(({ id }) => id),
      people.map(({ employee }) => employee),
      people.map(({ digest }) => digest),
    ]);
  }
}
