import { Inject, Injectable } from '@nestjs/common';
import type { Qualification } from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { PlanRepository } from '../plan/plan.repository.ts';
import { conflicting } from '../refusals.ts';

/** Most qualifications of one person, those that have run out included. */
const QUALIFICATIONS_MAX = 100;

const COLUMNS = `
  employee_id as employee, qualification, valid_until as "validUntil", made_by as by, made_at as "madeAt"`;

/** What people may be planned for. */
@Injectable()
export class QualificationsService {
  readonly #database: Database;
  readonly #plan: PlanRepository;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#plan = plan;
    this.#trail = trail;
  }

  /** Of a person, by name. Throws NOT_FOUND for an unknown person. */
  async list(employee: string): Promise<Qualification[]> {
    return await this.#database.snapshot(async sql => {
      await this.#siteOf(sql, employee);
      return await qualificationsOf(sql, employee);
    });
  }

  /** Says that a person has it, or until when. Throws NOT_FOUND for an unknown person, CONFLICT for too many. */
  async put(wanted: Qualification): Promise<Qualification> {
    const { employee, qualification, validUntil, by, madeAt } = wanted;
    await this.#change(employee, async (sql, site) => {
      const standing = await qualificationsOf(sql, employee);
      const before = standing.find(one => one.qualification === qualification);
      if (!before && standing.length >= QUALIFICATIONS_MAX) throw tooManyQualifications();
      await sql.query(
        `insert into employee_qualification (employee_id, qualification, valid_until, made_by, made_at)
         values ($1, $2, $3, $4, $5)
         on conflict (employee_id, qualification) do update
           set valid_until = excluded.valid_until, made_by = excluded.made_by, made_at = excluded.made_at`,
        [employee, qualification, validUntil, by, madeAt],
      );
      await this.#record(
        sql,
        'qualification.put',
        { site, employee, qualification },
        { before, after: wanted },
      );
    });
    return wanted;
  }

  /** Throws NOT_FOUND where there is none. */
  async remove(employee: string, qualification: string): Promise<void> {
    await this.#change(employee, async (sql, site) => {
      const [before] = await sql.query<Qualification>(
        `delete from employee_qualification where employee_id = $1 and qualification = $2 returning ${COLUMNS}`,
        [employee, qualification],
      );
      if (!before)
        throw new HubError('NOT_FOUND', {
          en: 'This person has no such qualification.',
          de: 'Diese Person hat diese Qualifikation nicht.',
        });
      await this.#record(sql, 'qualification.removed', { site, employee, qualification }, { before });
    });
  }

  /** Who is planned is judged by it, so it waits for whoever plans. */
  async #change(employee: string, work: (sql: Sql, site: string) => Promise<void>): Promise<void> {
    await this.#database.transaction(async sql => {
      const site = await this.#siteOf(sql, employee);
      await this.#plan.lockSites(sql, [site]);
      await work(sql, site);
    });
  }

  async #siteOf(sql: Sql, employee: string): Promise<string> {
    const person = (await this.#plan.people(sql, [employee])).get(employee);
    if (!person)
      throw new HubError('NOT_FOUND', { en: 'There is no such person.', de: 'Diese Person gibt es nicht.' });
    return person.site;
  }

  async #record(
    sql: Sql,
    action: string,
    { site, employee, qualification }: { site: string; employee: string; qualification: string },
    states: { before?: unknown; after?: unknown },
  ): Promise<void> {
    await this.#trail.record(sql, {
      action,
      subject: { kind: 'qualification', id: `${employee}/${qualification}` },
      concerns: { people: [employee], site },
      ...states,
    });
  }
}

async function qualificationsOf(sql: Sql, employee: string): Promise<Qualification[]> {
  return await sql.query<Qualification>(
    `select ${COLUMNS} from employee_qualification where employee_id = $1 order by qualification collate "C"`,
    [employee],
  );
}

const tooManyQualifications = (): HubError =>
  conflicting({
    code: 'TOO_MANY',
    path: 'qualification',
    message: {
      en: `A person has at most ${QUALIFICATIONS_MAX} qualifications.`,
      de: `Eine Person hat höchstens ${QUALIFICATIONS_MAX} Qualifikationen.`,
    },
    remedy: { en: 'Remove one that has run out.', de: 'Entfernen Sie eine, die abgelaufen ist.' },
  });
