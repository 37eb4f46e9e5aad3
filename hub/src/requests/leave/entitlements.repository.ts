import { Injectable } from '@nestjs/common';
import type { LeaveKind } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { Entitlement, LeaveTerms } from '../domain/index.ts';

/** What somebody may take of a kind of leave in a year. */
export interface EntitlementRow extends Entitlement, LeaveTerms {
  employee: string;
  year: number;
  kind: LeaveKind;
  version: number;
}

const COLUMNS = `
  employee_id as employee, year, kind, granted_minutes as "grantedMinutes", carried_minutes as "carriedMinutes",
  carried_until as "carriedUntil", day_minutes as "dayMinutes", weekdays, version`;

@Injectable()
export class EntitlementsRepository {
  /** Of a person in these years, both included, by year and kind. */
  async ofYears(
    sql: Sql,
    employee: string,
    { from, to }: { from: number; to: number },
  ): Promise<EntitlementRow[]> {
    return await sql.query<EntitlementRow>(
      `select ${COLUMNS} from leave_entitlement
       where employee_id = $1::uuid and year between $2 and $3 order by year, kind collate "C"`,
      [employee, from, to],
    );
  }

  /** Writes what is to hold if what holds is of this version, 0: nothing holds yet. False: somebody else was quicker. */
  async put(
    sql: Sql,
    row: Omit<EntitlementRow, 'version'>,
    { version, by, madeAt }: { version: number; by: string; madeAt: string },
  ): Promise<boolean> {
    const values = [
      ...[row.employee, row.year, row.kind, row.grantedMinutes, row.carriedMinutes, row.carriedUntil],
      ...[row.dayMinutes, row.weekdays, by, madeAt],
    ];
    const rows =
      version === 0
        ? await sql.query(
            `insert into leave_entitlement (employee_id, year, kind, granted_minutes, carried_minutes, carried_until, day_minutes,
                                            weekdays, made_by, made_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning version`,
            values,
          )
        : await sql.query(
            `update leave_entitlement
             set granted_minutes = $4, carried_minutes = $5, carried_until = $6, day_minutes = $7, weekdays = $8, made_by = $9,
                 made_at = $10, version = version + 1
             where employee_id = $1::uuid and year = $2 and kind = $3 and version = $11 returning version`,
            [...values, version],
          );
    return rows.length > 0;
  }
}
