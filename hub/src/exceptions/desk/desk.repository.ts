import { Injectable } from '@nestjs/common';
import type { Language, Role } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { SeenException } from '../domain/index.ts';
import { EXCEPTION_COLUMNS } from '../exception.store.ts';

/** Most colleagues whose times are looked at (R11): more of them say nothing else. */
export const COLLEAGUES_MAX = 200;

/** An exception with what was asked about it last. */
export interface AskedException extends SeenException {
  question: string;
  askedBy: string;
  askedAt: string;
}

/** Most open questions to one person that are listed. */
export const QUESTIONS_MAX = 100;

/** An account that may come to own an exception. */
export interface OwnerAccount {
  name: string;
  role: Role;
  employee: string | null;
  isEnabled: boolean;
  /** Sites and teams that it leads. */
  teams: { site: string; team: string }[];
}

/** What the desk needs to know of people, sites and accounts. */
@Injectable()
export class DeskRepository {
  /** The zone of a site. */
  async zoneOf(sql: Sql, site: string): Promise<string> {
    const [row] = await sql.query<{ zone: string }>('select zone from site where id = $1', [site]);
    if (!row) throw new Error(`an exception of ${site}, which is no site`);
    return row.zone;
  }

  /** The language of whoever can log in as this person; null where nobody can. */
  async languageOf(sql: Sql, employee: string): Promise<Language | null> {
    const [row] = await sql.query<{ language: Language }>(
      'select language from account where employee_id = $1 and disabled_at is null order by id limit 1',
      [employee],
    );
    return row?.language ?? null;
  }

  /** People who work in the same area, the person left out. */
  async colleagues(sql: Sql, employee: string): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `select c.id from employee e join employee c on c.site_id = e.site_id and c.area_id = e.area_id
       where e.id = $1 and c.id <> e.id and c.active order by c.id limit ${COLLEAGUES_MAX}`,
      [employee],
    );
    return rows.map(({ id }) => id);
  }

  /** Site and team of a person now. */
  async placeOf(sql: Sql, employee: string): Promise<{ site: string; team: string | null } | null> {
    const [row] = await sql.query<{ site: string; team: string | null }>(
      'select site_id as site, team_id as team from employee where id = $1',
      [employee],
    );
    return row ?? null;
  }

  async account(sql: Sql, id: string): Promise<OwnerAccount | null> {
    const [row] = await sql.query<OwnerAccount>(
      `select a.name, a.role, a.employee_id as employee, a.disabled_at is null as "isEnabled",
              (select coalesce(jsonb_agg(jsonb_build_object('site', t.site_id, 'team', t.team_id)), '[]')
               from account_team t where t.account_id = a.id) as teams
       from account a where a.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** What a person was asked and has not answered, with the latest question of each; the oldest first. */
  async asked(sql: Sql, employee: string): Promise<AskedException[]> {
    return await sql.query<AskedException>(
      `select ${EXCEPTION_COLUMNS}, s.zone, null as number, null as name, null as team, null as place, null as "ownerName",
              q.reason as question, q.made_by as "askedBy", q.at as "askedAt"
       from exception x join site s on s.id = x.site_id cross join lateral (
         select reason, made_by, at from exception_entry
         where exception_id = x.id and what = 'asked' order by id desc limit 1
       ) as q
       where x.employee_id = $1 and x.state = 'waiting'
       order by q.at, x.id limit ${QUESTIONS_MAX}`,
      [employee],
    );
  }
}
