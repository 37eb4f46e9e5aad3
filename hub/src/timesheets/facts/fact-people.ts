import { Injectable } from '@nestjs/common';
import type { SheetPerson } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { type LocalDay, parseDay } from '../domain/index.ts';

/** A person as sheets name them, the zone of their site, and their date of birth where it is known. */
export interface FactPerson {
  person: SheetPerson;
  zone: string;
  bornOn: LocalDay | null;
}

type Row = SheetPerson & { zone: string; bornOn: string | null };

const PEOPLE = `
  select e.id as employee, e.site_id as site, e.area_id as area, e.team_id as team, e.number, e.given_name as "givenName",
         e.family_name as "familyName", s.zone, b.born_on as "bornOn"
  from employee e join site s on s.id = e.site_id left join birth_date b on b.employee_id = e.id
  where e.id = any($1::uuid[])`;

/** Who facts are about. */
@Injectable()
export class FactPeople {
  /** The named people, in the order of the names; unknown ones are left out. */
  async find(sql: Sql, employees: readonly string[]): Promise<FactPerson[]> {
    const rows = await sql.query<Row>(PEOPLE, [employees]);
    const byId = new Map(
      rows.map(({ zone, bornOn, ...person }) => [
        person.employee,
        { person, zone, bornOn: bornOn === null ? null : parseDay(bornOn) },
      ]),
    );
    return employees.flatMap(employee => byId.get(employee) ?? []);
  }
}
