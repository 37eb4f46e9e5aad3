import { Injectable } from '@nestjs/common';
import type { Language, PunchAction } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';

export interface NewSite {
  id: string;
  name: string;
  /** IANA zone. */
  zone: string;
  language: Language;
  areas: readonly { id: string; name: string }[];
  teams: readonly { id: string; name: string }[];
}

export interface NewEmployee {
  id: string;
  site: string;
  area: string;
  team: string | null;
  number: string;
  givenName: string;
  familyName: string;
  shortName: string;
  language: Language;
  pinHash: string | null;
  /** HMAC digests of the badges. */
  credentials: readonly string[];
}

/** What a roster card needs of a person. */
export interface RosterPerson {
  employee: string;
  site: string;
  active: boolean;
  shortName: string;
  language: Language;
  number: string;
  pinHash: string | null;
  actions: PunchAction[];
  credentials: string[];
}

/** Master data of people, set by set: callers bring lists, so a backlog of thousands costs one statement. */
@Injectable()
export class PeopleRepository {
  async findEmployees(sql: Sql, ids: readonly string[]): Promise<{ employee: string; site: string }[]> {
    return await sql.query(
      'select id as employee, site_id as site from employee where id = any($1::uuid[])',
      [ids],
    );
  }

  /** Ids of everybody of a site, people who have left included, in pages. */
  async employeeIds(sql: Sql, site: string, after: string | null, limit: number): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `select id from employee where site_id = $1 and ($2::uuid is null or id > $2::uuid) order by id limit $3`,
      [site, after, limit],
    );
    return rows.map(row => row.id);
  }

  async rosterPeople(sql: Sql, ids: readonly string[]): Promise<RosterPerson[]> {
    return await sql.query(
      `select e.id as employee, e.site_id as site, e.active, e.short_name as "shortName", e.language, e.number,
              e.pin_hash as "pinHash", e.actions,
              array(select c.digest from credential c
                    where c.employee_id = e.id and (c.ended_at is null or c.ended_at > now())
                    order by c.issued_at desc, c.digest)
                as credentials
       from employee e where e.id = any($1::uuid[])`,
      [ids],
    );
  }

  /** Every site, archived ones too: their terminals may still have something to send. */
  async sites(sql: Sql): Promise<{ id: string; name: string; zone: string; language: Language }[]> {
    return await sql.query('select id, name, zone, language from site order by id');
  }

  async isEmpty(sql: Sql): Promise<boolean> {
    const [row] = await sql.query<{ found: boolean }>('select exists (select from site) as found');
    return row?.found === false;
  }

  async addSite(sql: Sql, site: NewSite): Promise<void> {
    await sql.query('insert into site (id, name, zone, language) values ($1, $2, $3, $4)', [
      site.id,
      site.name,
      site.zone,
      site.language,
    ]);
    await sql.query(
      `insert into area (site_id, id, name, position)
       select $1, id, name, ordinality from unnest($2::text[], $3::text[]) with ordinality as a (id, name, ordinality)`,
      [site.id, site.areas.map(area => area.id), site.areas.map(area => area.name)],
    );
    await sql.query(
      `insert into team (site_id, id, name)
       select $1, id, name from unnest($2::text[], $3::text[]) as t (id, name)`,
      [site.id, site.teams.map(team => team.id), site.teams.map(team => team.name)],
    );
  }

  async addEmployees(sql: Sql, people: readonly NewEmployee[]): Promise<void> {
    await sql.query(
      `insert into employee (id, site_id, area_id, team_id, number, given_name, family_name, short_name, language, pin_hash)
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                            $9::text[], $10::text[])`,
      [
        people.map(person => person.id),
        people.map(person => person.site),
        people.map(person => person.area),
        people.map(person => person.team),
        people.map(person => person.number),
        people.map(person => person.givenName),
        people.map(person => person.familyName),
        people.map(person => person.shortName),
        people.map(person => person.language),
        people.map(person => person.pinHash),
      ],
    );
    const badges = people.flatMap(person =>
      person.credentials.map(digest => ({ site: person.site, digest, employee: person.id })),
    );
    await sql.query(
      `insert into credential (site_id, digest, employee_id)
       select * from unnest($1::text[], $2::text[], $3::uuid[])`,
      [
        badges.map(badge => badge.site),
        badges.map(badge => badge.digest),
        badges.map(badge => badge.employee),
      ],
    );
  }

  async setActive(sql: Sql, employee: string, active: boolean): Promise<boolean> {
    const rows = await sql.query('update employee set active = $2 where id = $1 returning id', [
      employee,
      active,
    ]);
    return rows.length > 0;
  }
}
