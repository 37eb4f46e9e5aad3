import { Inject, Injectable } from '@nestjs/common';
import {
  type NewRotationEntry,
  ROTATION_ENTRIES_MAX,
  ROTATIONS_MAX,
  type Rotation,
  type RotationEntry,
  type RotationPut,
} from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail, type NewEntry } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from '../../platform/http/access/reach-check.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { PlanRepository } from '../plan/plan.repository.ts';
import { conflicting, noSuchSite, notValid, tooMany } from '../refusals.ts';
import { ShiftsRepository } from '../shifts/shifts.repository.ts';
import { type RotationFields, type RotationRow, RotationsRepository } from './rotations.repository.ts';

/** Rotations, and who stands on which from when. None of it plans anything by itself: drafts come of it when somebody asks. */
@Injectable()
export class RotationsService {
  readonly #database: Database;
  readonly #rotations: RotationsRepository;
  readonly #shifts: ShiftsRepository;
  readonly #plan: PlanRepository;
  readonly #trail: AuditTrail;
  readonly #membership: Membership;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(RotationsRepository) rotations: RotationsRepository,
    @Inject(ShiftsRepository) shifts: ShiftsRepository,
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(AuditTrail) trail: AuditTrail,
    @Inject(MEMBERSHIP) membership: Membership,
  ) {
    this.#database = database;
    this.#rotations = rotations;
    this.#shifts = shifts;
    this.#plan = plan;
    this.#trail = trail;
    this.#membership = membership;
  }

  /** One page of a site's rotations. Throws NOT_FOUND for an unknown site. */
  async list(
    site: string,
    query: { archived: boolean; limit: number; offset: number },
  ): Promise<{ rotations: Rotation[]; total: number }> {
    return await this.#database.snapshot(async sql => {
      if ((await this.#plan.zoneOf(sql, site)) === null) throw noSuchSite();
      return await this.#rotations.list(sql, site, query);
    });
  }

  /** Throws NOT_FOUND. From the primary: its version is what a change is made against. */
  async find(site: string, rotation: string): Promise<Rotation> {
    return await this.#known(this.#database.primary, site, rotation);
  }

  /** Throws NOT_FOUND for an unknown site, VALIDATION_ERROR for templates that are not of the site, CONFLICT where there are too many. */
  async create(site: string, wanted: RotationPut): Promise<Rotation> {
    const rotation = { id: uuid(), site, ...wanted };
    await this.#database.transaction(async sql => {
      await this.#plan.lockSites(sql, [site]);
      if ((await this.#plan.zoneOf(sql, site)) === null) throw noSuchSite();
      if ((await this.#rotations.countInUse(sql, site)) >= ROTATIONS_MAX) throw tooMany(ROTATIONS_MAX);
      await this.#check(sql, rotation);
      await this.#rotations.insert(sql, rotation);
      await this.#record(sql, 'rotation.created', rotation, { after: rotation });
    });
    return await this.find(site, rotation.id);
  }

  /** As it is to be from now on: what was drafted or published by it stays. Throws NOT_FOUND, VALIDATION_ERROR, PRECONDITION_FAILED. */
  async change(site: string, id: string, version: number, wanted: RotationPut): Promise<Rotation> {
    const rotation = { id, site, ...wanted };
    await this.#database.transaction(async sql => {
      await this.#plan.lockSites(sql, [site]);
      const before = await this.#known(sql, site, id);
      requireVersion(before.version, version);
      await this.#check(sql, rotation);
      await this.#rotations.update(sql, rotation);
      await this.#record(sql, 'rotation.changed', rotation, { before, after: rotation });
    });
    return await this.find(site, id);
  }

  /** Takes a rotation out of use: whoever stands on it is planned by it no more. */
  async archive(site: string, id: string): Promise<Rotation> {
    await this.#database.transaction(async sql => {
      await this.#plan.lockSites(sql, [site]);
      const before = await this.#known(sql, site, id);
      if (before.archivedAt !== null) return;
      await this.#rotations.archive(sql, id, new Date().toISOString());
      await this.#record(sql, 'rotation.archived', before, { before });
    });
    return await this.find(site, id);
  }

  /** One page of who stands on a rotation, within reach. Throws NOT_FOUND. */
  async entries(
    principal: Principal,
    site: string,
    rotation: string,
    query: { limit: number; offset: number },
  ): Promise<{ entries: RotationEntry[]; total: number }> {
    return await this.#database.snapshot(async sql => {
      await this.#known(sql, site, rotation);
      return await this.#rotations.entries(sql, rotation, principal, query);
    });
  }

  /**
   * Puts a person or a team on a rotation. Throws NOT_FOUND, VALIDATION_ERROR for an offset beyond the cycle and for people and teams that are not
   * of the site, FORBIDDEN out of reach, CONFLICT where something begins for them on that date already.
   */
  async enter(
    principal: Principal,
    site: string,
    rotation: string,
    wanted: NewRotationEntry,
  ): Promise<RotationEntry> {
    await this.#requireReach(principal, site, wanted);
    const entry = { id: uuid(), rotation, ...wanted };
    try {
      await this.#database.transaction(async sql => {
        await this.#plan.lockSites(sql, [site]);
        const { days } = await this.#known(sql, site, rotation);
        if (wanted.offset >= days.length) throw offsetBeyond(days.length);
        if ((await this.#rotations.countEntries(sql, rotation)) >= ROTATION_ENTRIES_MAX)
          throw tooManyEntries();
        await this.#checkOfSite(sql, site, wanted);
        await this.#rotations.addEntry(sql, site, entry);
        await this.#recordEntry(sql, 'rotation.entered', site, entry, { after: entry });
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw conflicting({
        code: 'BEGINS_ALREADY',
        path: 'startsOn',
        message: {
          en: 'They begin on a rotation on this date already.',
          de: 'An diesem Tag beginnt für sie schon eine Rotation.',
        },
        remedy: {
          en: 'Remove that entry first, or choose another date.',
          de: 'Entfernen Sie zuerst jenen Eintrag, oder wählen Sie einen anderen Tag.',
        },
      });
    }
    return entry;
  }

  /** Takes a person or a team off a rotation, as if they had never been on it. What was drafted stays. */
  async leave(principal: Principal, site: string, rotation: string, id: string): Promise<void> {
    const known = await this.#entry(this.#database.primary, site, rotation, id);
    await this.#requireReach(principal, site, known);
    await this.#database.transaction(async sql => {
      await this.#plan.lockSites(sql, [site]);
      const before = await this.#entry(sql, site, rotation, id);
      await this.#rotations.removeEntry(sql, id);
      await this.#recordEntry(sql, 'rotation.left', site, before, { before });
    });
  }

  async #known(sql: Sql, site: string, rotation: string): Promise<RotationRow> {
    const row = await this.#rotations.find(sql, site, rotation);
    if (!row)
      throw new HubError('NOT_FOUND', {
        en: 'There is no such rotation at this site.',
        de: 'Diese Rotation gibt es an diesem Standort nicht.',
      });
    return row;
  }

  async #entry(sql: Sql, site: string, rotation: string, id: string): Promise<RotationEntry> {
    await this.#known(sql, site, rotation);
    const entry = await this.#rotations.findEntry(sql, rotation, id);
    if (!entry)
      throw new HubError('NOT_FOUND', {
        en: 'Nobody stands on this rotation by that entry.',
        de: 'Unter diesem Eintrag steht niemand auf dieser Rotation.',
      });
    return entry;
  }

  /** Of a team it is whoever leads it, or everybody. */
  async #requireReach(
    principal: Principal,
    site: string,
    { employee, team }: Pick<NewRotationEntry, 'employee' | 'team'>,
  ): Promise<void> {
    if (employee !== null)
      return await requireReach(this.#membership, principal, 'schedule.write', [employee]);
    const { reach } = principal;
    if (reach.kind === 'everybody') return;
    if (reach.kind === 'teams' && reach.teams.some(mine => mine.site === site && mine.team === team)) return;
    throw new HubError('FORBIDDEN', {
      en: 'This is not one of your teams.',
      de: 'Das ist keines Ihrer Teams.',
    });
  }

  async #check(sql: Sql, { site, days }: RotationFields): Promise<void> {
    const shifts = await this.#shifts.byIds(
      sql,
      days.filter(day => day !== null),
    );
    const index = days.findIndex(day => {
      const shift = day === null ? null : shifts.get(day);
      return shift === undefined || (shift !== null && (shift.site !== site || shift.archivedAt !== null));
    });
    if (index === -1) return;
    throw notValid({
      code: 'UNKNOWN_SHIFT',
      path: `days.${index}`,
      message: {
        en: 'This site has no such shift in use.',
        de: 'Dieser Standort hat keine solche Schicht in Gebrauch.',
      },
      remedy: {
        en: 'Name a shift of the site, or null for a day off.',
        de: 'Nennen Sie eine Schicht des Standorts, oder null für einen freien Tag.',
      },
    });
  }

  async #checkOfSite(sql: Sql, site: string, { employee, team }: NewRotationEntry): Promise<void> {
    const isOfSite =
      employee === null
        ? team !== null && (await this.#rotations.hasTeam(sql, site, team))
        : (await this.#plan.people(sql, [employee])).get(employee)?.site === site;
    if (isOfSite) return;
    throw notValid({
      code: 'NOT_OF_SITE',
      path: employee === null ? 'team' : 'employee',
      message: { en: 'There is none of these at this site.', de: 'Das gibt es an diesem Standort nicht.' },
      remedy: {
        en: 'Name a person or a team of the site.',
        de: 'Nennen Sie eine Person oder ein Team des Standorts.',
      },
    });
  }

  async #record(
    sql: Sql,
    action: string,
    { id, site }: { id: string; site: string },
    states: { before?: unknown; after?: unknown },
  ): Promise<void> {
    const subject = { kind: 'rotation', id };
    await this.#trail.record(sql, { action, subject, concerns: { people: [], site }, ...states });
  }

  async #recordEntry(
    sql: Sql,
    action: string,
    site: string,
    { rotation, employee }: RotationEntry,
    states: Pick<NewEntry, 'before' | 'after'>,
  ): Promise<void> {
    await this.#trail.record(sql, {
      action,
      subject: { kind: 'rotation', id: rotation },
      concerns: { people: employee === null ? [] : [employee], site },
      ...states,
    });
  }
}

const offsetBeyond = (days: number): HubError =>
  notValid({
    code: 'BEYOND_CYCLE',
    path: 'offset',
    message: { en: `The cycle has ${days} days.`, de: `Der Zyklus hat ${days} Tage.` },
    remedy: { en: `Name a day from 0 to ${days - 1}.`, de: `Nennen Sie einen Tag von 0 bis ${days - 1}.` },
  });

const tooManyEntries = (): HubError =>
  conflicting({
    code: 'TOO_MANY',
    path: '',
    message: {
      en: `A rotation has at most ${ROTATION_ENTRIES_MAX} entries.`,
      de: `Eine Rotation hat höchstens ${ROTATION_ENTRIES_MAX} Einträge.`,
    },
    remedy: {
      en: 'Enter teams instead of people, or remove what is over.',
      de: 'Tragen Sie Teams statt Personen ein, oder entfernen Sie Vergangenes.',
    },
  });
