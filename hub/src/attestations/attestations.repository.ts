import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.ts';
import type { AttestedDay } from './domain/attested-day.ts';

/** A person who attests, and where their days are counted. */
export interface AttestingPerson {
  site: string;
  zone: string;
}

/** What one person said about dates; each with the hash of its day record. */
export interface NewWord {
  employee: string;
  site: string;
  kind: 'attest' | 'withdraw';
  at: string;
  reason: string;
  days: readonly { id: string; date: string; hash: string | null }[];
}

/** What a day record says was found. */
export interface FoundOnDay {
  code: string;
  /** Ids of the punches it is about. */
  punches: string[];
}

/** A date as it is kept: all that was found on it, settled or not. */
export type DayRow = Omit<AttestedDay, 'findings'> & { findings: FoundOnDay[] };

const DAYS = `
  select w.date, d.hash, coalesce(d.paid_seconds, 0) as "paidSeconds",
         coalesce(d.findings, '[]') as findings, said.latest
  from unnest($2::date[]) as w (date)
  left join day_record d on d.employee_id = $1 and d.date = w.date
  left join lateral (
    select jsonb_build_object('kind', a.kind, 'hash', a.hash, 'at',
             to_char(a.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as latest
    from attestation a where a.employee_id = $1 and a.date = w.date order by a.id desc limit 1
  ) as said on true
  order by w.date`;

const INSERT = `
  insert into attestation (employee_id, date, id, site_id, kind, hash, made_at, reason)
  select $1, date, id, $2, $3, hash, $4, $5
  from unnest($6::date[], $7::uuid[], $8::text[]) as w (date, id, hash)`;

/** What workers said about their hours: inserts and reads; there is nothing else. */
@Injectable()
export class AttestationsRepository {
  async person(sql: Sql, employee: string): Promise<AttestingPerson | null> {
    const [row] = await sql.query<AttestingPerson>(
      'select e.site_id as site, s.zone from employee e join site s on s.id = e.site_id where e.id = $1',
      [employee],
    );
    return row ?? null;
  }

  /** Lets one transaction at a time say something about a person's hours. */
  async lock(sql: Sql, employee: string): Promise<void> {
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 14))', [employee]);
  }

  /** The dates in order, with the hours of now and the last word about each. */
  async days(sql: Sql, employee: string, dates: readonly string[]): Promise<DayRow[]> {
    return await sql.query<DayRow>(DAYS, [employee, dates]);
  }

  async add(sql: Sql, { employee, site, kind, at, reason, days }: NewWord): Promise<void> {
    if (days.length === 0) return;
    await sql.query(INSERT, [
      ...[employee, site, kind, at, reason],
      days.map(({ date }) => date),
      days.map(({ id }) => id),
      days.map(({ hash }) => hash),
    ]);
  }
}
