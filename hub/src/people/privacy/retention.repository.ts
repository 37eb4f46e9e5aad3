import { Injectable } from '@nestjs/common';
import type { Instant, RetentionKind } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

/**
 * Until somebody decides otherwise: master data for the three years in which claims of a leaver may come (BGB § 195), hours for the ten years
 * of the strictest payroll law among our presets, imports as long as somebody may want to undo one.
 */
export const USUAL_DAYS: Readonly<Record<RetentionKind, number>> = {
  'master-data': 1_096,
  hours: 3_653,
  imports: 30,
};

export interface StoredRetention {
  kind: RetentionKind;
  days: number;
  changedBy: string;
  changedAt: Instant;
}

/** How long what is kept; kinds that nobody decided on have the usual time. */
@Injectable()
export class RetentionRepository {
  async list(sql: Sql): Promise<StoredRetention[]> {
    return await sql.query(
      'select kind, days, changed_by as "changedBy", changed_at as "changedAt" from retention order by kind',
    );
  }

  async days(sql: Sql): Promise<Record<RetentionKind, number>> {
    const stored = await this.list(sql);
    return { ...USUAL_DAYS, ...Object.fromEntries(stored.map(({ kind, days }) => [kind, days])) };
  }

  async put(sql: Sql, wanted: { kind: RetentionKind; days: number; by: string; at: Instant }): Promise<void> {
    await sql.query(
      `insert into retention (kind, days, changed_by, changed_at) values ($1, $2, $3, $4)
       on conflict (kind) do update set days = $2, changed_by = $3, changed_at = $4`,
      [wanted.kind, wanted.days, wanted.by, wanted.at],
    );
  }
}
