import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import type { Employee } from '../domain/employee.ts';

const COLUMNS = `
  e.id as employee, e.site_id as site, e.area_id as area, e.team_id as team, e.number, e.given_name as "givenName",
  e.family_name as "familyName", e.short_name as "shortName", e.language, e.actions, e.active,
  e.pin_hash is not null as "hasPin", e.left_on as "leftOn", e.leaves_at as "leavesAt", e.left_reason as "leftReason",
  e.erased_at as "erasedAt", e.version`;

// Actions travel as text: an array of arrays of different lengths has no type in Postgres.
const INSERT = `
  insert into employee (id, site_id, area_id, team_id, number, given_name, family_name, short_name, language, actions)
  select id, site_id, area_id, team_id, number, given_name, family_name, short_name, language, string_to_array(actions, ',')
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
              $10::text[])
    as e (id, site_id, area_id, team_id, number, given_name, family_name, short_name, language, actions)`;

const UPDATE = `
  update employee e
  set area_id = n.area_id, team_id = n.team_id, number = n.number, given_name = n.given_name, family_name = n.family_name,
      short_name = n.short_name, language = n.language, actions = string_to_array(n.actions, ','), active = n.active,
      left_on = n.left_on, leaves_at = n.leaves_at, left_reason = n.left_reason, version = e.version + 1
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
              $10::boolean[], $11::date[], $12::timestamptz[], $13::text[])
    as n (id, area_id, team_id, number, given_name, family_name, short_name, language, actions, active, left_on, leaves_at,
          left_reason)
  where e.id = n.id`;

/** Master data of people, set by set; whoever changes somebody holds their rows until the end of the transaction. */
@Injectable()
export class EmployeesRepository {
  async find(sql: Sql, employee: string): Promise<Employee | null> {
    const [row] = await sql.query<Employee>(`select ${COLUMNS} from employee e where e.id = $1`, [employee]);
    return row ?? null;
  }

  /** For changing: in one order everywhere, so that two never wait for each other. */
  async lock(sql: Sql, employees: readonly string[]): Promise<Map<string, Employee>> {
    const rows = await sql.query<Employee>(
      `select ${COLUMNS} from employee e where e.id = any($1::uuid[]) order by e.id for no key update of e`,
      [employees],
    );
    return new Map(rows.map(row => [row.employee, row]));
  }

  /** People of a site by number, for changing. */
  async lockByNumber(sql: Sql, site: string, numbers: readonly string[]): Promise<Map<string, Employee>> {
    const rows = await sql.query<Employee>(
      `select ${COLUMNS} from employee e where e.site_id = $1 and e.number = any($2) order by e.id for no key update of e`,
      [site, numbers],
    );
    return new Map(rows.map(row => [row.number, row]));
  }

  /** People of a site by number, for reading. */
  async byNumber(sql: Sql, site: string, numbers: readonly string[]): Promise<Map<string, Employee>> {
    const rows = await sql.query<Employee>(
      `select ${COLUMNS} from employee e where e.site_id = $1 and e.number = any($2)`,
      [site, numbers],
    );
    return new Map(rows.map(row => [row.number, row]));
  }

  /** Who has which of these numbers: `site/number` to employee. */
  async holdersOfNumbers(
    sql: Sql,
    wanted: readonly { site: string; number: string }[],
  ): Promise<Map<string, string>> {
    if (wanted.length === 0) return new Map();
    const rows = await sql.query<{ site: string; number: string; employee: string }>(
      `select e.site_id as site, e.number, e.id as employee
       from unnest($1::text[], $2::text[]) as w (site_id, number) join employee e using (site_id, number)`,
      [wanted.map(({ site }) => site), wanted.map(({ number }) => number)],
    );
    return new Map(rows.map(({ site, number, employee }) => [numberKey(site, number), employee]));
  }

  async insert(sql: Sql, people: readonly Employee[]): Promise<void> {
    if (people.length === 0) return;
    await sql.query(INSERT, [
      people.map(({ employee }) => employee),
      people.map(({ site }) => site),
      people.map(({ area }) => area),
      people.map(({ team }) => team),
      people.map(({ number }) => number),
      people.map(({ givenName }) => givenName),
      people.map(({ familyName }) => familyName),
      people.map(person => person.shortName),
      people.map(({ language }) => language),
      people.map(({ actions }) => actions.join(',')),
    ]);
  }

  /** Writes people as they are to be; each gets the next version. */
  async update(sql: Sql, people: readonly Employee[]): Promise<void> {
    if (people.length === 0) return;
    await sql.query(UPDATE, [
      people.map(({ employee }) => employee),
      people.map(({ area }) => area),
      people.map(({ team }) => team),
      people.map(({ number }) => number),
      people.map(({ givenName }) => givenName),
      people.map(({ familyName }) => familyName),
      people.map(person => person.shortName),
      people.map(({ language }) => language),
      people.map(({ actions }) => actions.join(',')),
      people.map(({ active }) => active),
      people.map(({ leftOn }) => leftOn),
      people.map(({ leavesAt }) => leavesAt),
      people.map(({ leftReason }) => leftReason),
    ]);
  }

  async setPin(sql: Sql, employee: string, pinHash: string | null): Promise<void> {
    await sql.query('update employee set pin_hash = $2, version = version + 1 where id = $1', [
      employee,
      pinHash,
    ]);
  }

  /** Leavers have no PIN. The version stays: whoever calls writes the person anew as well. */
  async clearPins(sql: Sql, employees: readonly string[]): Promise<void> {
    await sql.query('update employee set pin_hash = null where id = any($1::uuid[])', [employees]);
  }

  /** People whose last day is over and who are in service still, for changing; at most so many. */
  async lockDueLeavers(sql: Sql, at: string, limit: number): Promise<Employee[]> {
    return await sql.query<Employee>(
      `select ${COLUMNS} from employee e where e.active and e.leaves_at <= $1::timestamptz
       order by e.id limit $2 for no key update of e skip locked`,
      [at, limit],
    );
  }
}

export function numberKey(site: string, number: string): string {
  return `${site}/${number}`;
}
