import { Injectable } from '@nestjs/common';
import type { Language, Role } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

/** People that something concerns, among several things that do: `nth` says which. */
export interface Concerned {
  nth: number;
  employee: string;
}

/** An account that hears of it. */
export interface Hearer {
  nth: number;
  account: string;
}

/** How an account is spoken to. */
export interface Reader {
  account: string;
  role: Role;
  language: Language;
  /** IANA zone of the person's site, of the first of their teams, or of the company's first site. */
  zone: string;
}

const PAIRS = 'unnest($1::int[], $2::text[]) as w (nth, what)';

/** Whose accounts are to hear of something: for whoever tells them. Disabled accounts hear of nothing. */
@Injectable()
export class AccountAudience {
  /** Accounts of these people themselves. */
  async ofPeople(sql: Sql, concerned: readonly Concerned[]): Promise<Hearer[]> {
    return await sql.query<Hearer>(
      `select distinct w.nth, a.id as account from ${PAIRS} join account a on a.employee_id = w.what::uuid
       where a.disabled_at is null`,
      pairs(concerned.map(({ nth, employee }) => ({ nth, what: employee }))),
    );
  }

  /** Supervisors of all the teams that the people of one thing are in now, but never one of them. */
  async leadersOf(sql: Sql, concerned: readonly Concerned[]): Promise<Hearer[]> {
    return await sql.query<Hearer>(
      `with w as (select distinct nth, what::uuid as employee from ${PAIRS})
       select w.nth, a.id as account
       from w
       join employee e on e.id = w.employee
       join account_team t on t.site_id = e.site_id and t.team_id = e.team_id
       join account a on a.id = t.account_id
       where a.role = 'supervisor' and a.disabled_at is null and a.employee_id is distinct from e.id
       group by w.nth, a.id having count(*) = (select count(*) from w as whole where whole.nth = w.nth)`,
      pairs(concerned.map(({ nth, employee }) => ({ nth, what: employee }))),
    );
  }

  /** Supervisors of any team of these sites. */
  async leadersAt(sql: Sql, sites: readonly { nth: number; site: string }[]): Promise<Hearer[]> {
    return await sql.query<Hearer>(
      `select distinct w.nth, a.id as account
       from ${PAIRS} join account_team t on t.site_id = w.what join account a on a.id = t.account_id
       where a.role = 'supervisor' and a.disabled_at is null`,
      pairs(sites.map(({ nth, site }) => ({ nth, what: site }))),
    );
  }

  /** Everybody with these roles, but for those whom it is about. */
  async withRole(
    sql: Sql,
    roles: readonly { nth: number; role: Role; except: readonly string[] }[],
  ): Promise<Hearer[]> {
    return await sql.query<Hearer>(
      `select distinct w.nth, a.id as account
       from unnest($1::int[], $2::text[]) as w (nth, role) join account a on a.role = w.role
       where a.disabled_at is null
         and not exists (select from unnest($3::int[], $4::uuid[]) as x (nth, employee) where x.nth = w.nth and x.employee = a.employee_id)`,
      [
        roles.map(({ nth }) => nth),
        roles.map(({ role }) => role),
        roles.flatMap(({ nth, except }) => except.map(() => nth)),
        roles.flatMap(({ except }) => except),
      ],
    );
  }

  /** Those of these accounts that are in use. */
  async readers(sql: Sql, accounts: readonly string[]): Promise<Reader[]> {
    return await sql.query<Reader>(
      `select a.id as account, a.role, a.language, coalesce(
                (select s.zone from employee e join site s on s.id = e.site_id where e.id = a.employee_id),
                (select s.zone from account_team t join site s on s.id = t.site_id where t.account_id = a.id
                 order by t.site_id limit 1),
                (select zone from site order by id limit 1), 'UTC') as zone
       from account a where a.id = any($1::uuid[]) and a.disabled_at is null`,
      [accounts],
    );
  }

  /** Where mail to an account goes; null: it is not in use any more. */
  async address(sql: Sql, account: string): Promise<{ email: string; language: Language } | null> {
    const [row] = await sql.query<{ email: string; language: Language }>(
      'select email, language from account where id = $1 and disabled_at is null',
      [account],
    );
    return row ?? null;
  }
}

function pairs(wanted: readonly { nth: number; what: string }[]): [number[], string[]] {
  return [wanted.map(({ nth }) => nth), wanted.map(({ what }) => what)];
}
