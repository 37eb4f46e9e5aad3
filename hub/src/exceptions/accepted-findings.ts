import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.ts';

/** A finding of a date that somebody accepted as it is, in the inbox, and that is still there. */
export interface AcceptedFinding {
  employee: string;
  date: string;
  code: string;
  /** Ids of the punches it is about: the same code about others is another finding. */
  punches: string[];
}

/** What the inbox accepted, so that nobody is asked again when hours are approved. */
@Injectable()
export class AcceptedFindings {
  /** Of these people, on dates from one to another, both included. */
  async of(sql: Sql, employees: readonly string[], from: string, to: string): Promise<AcceptedFinding[]> {
    return await sql.query<AcceptedFinding>(
      `select employee_id as employee, date, code, coalesce(facts -> 'punches', '[]') as punches from exception
       where employee_id = any($1::uuid[]) and date between $2 and $3 and holds
         and state = 'settled' and settled_fix in ('accept', 'ignore')`,
      [employees, from, to],
    );
  }
}
