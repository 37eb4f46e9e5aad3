import { Inject, Injectable } from '@nestjs/common';
import { SHIFTS_MAX, type ShiftTemplate, type ShiftTemplatePut } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { PlanRepository } from '../plan/plan.repository.ts';
import { noSuchShift, noSuchSite, notValid, tooMany, unknownArea } from '../refusals.ts';
import { type ShiftFields, type ShiftRow, ShiftsRepository } from './shifts.repository.ts';

/** Shift templates. What is published already keeps its times and breaks, so no change of a template moves anybody's hours. */
@Injectable()
export class ShiftsService {
  readonly #database: Database;
  readonly #shifts: ShiftsRepository;
  readonly #plan: PlanRepository;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ShiftsRepository) shifts: ShiftsRepository,
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#shifts = shifts;
    this.#plan = plan;
    this.#trail = trail;
  }

  /** One page of a site's templates. Throws NOT_FOUND for an unknown site. */
  async list(
    site: string,
    query: { archived: boolean; limit: number; offset: number },
  ): Promise<{ shifts: ShiftTemplate[]; total: number }> {
    return await this.#database.snapshot(async sql => {
      if ((await this.#plan.zoneOf(sql, site)) === null) throw noSuchSite();
      const { shifts, total } = await this.#shifts.list(sql, site, query);
      return { shifts: shifts.map(shiftView), total };
    });
  }

  /** Throws NOT_FOUND. From the primary: its version is what a change is made against. */
  async find(site: string, shift: string): Promise<ShiftTemplate> {
    const row = await this.#shifts.find(this.#database.primary, site, shift);
    if (!row) throw noSuchShift();
    return shiftView(row);
  }

  /** Throws NOT_FOUND for an unknown site, VALIDATION_ERROR, and CONFLICT where there are too many. */
  async create(site: string, wanted: ShiftTemplatePut): Promise<ShiftTemplate> {
    const shift = fieldsOf(uuid(), site, wanted);
    await this.#database.transaction(async sql => {
      await this.#plan.lockSites(sql, [site]);
      if ((await this.#plan.zoneOf(sql, site)) === null) throw noSuchSite();
      if ((await this.#shifts.countInUse(sql, site)) >= SHIFTS_MAX) throw tooMany(SHIFTS_MAX);
      await this.#check(sql, shift);
      await this.#shifts.insert(sql, shift);
      await this.#record(sql, 'shift.created', shift, { after: shift });
    });
    return await this.find(site, shift.id);
  }

  /** As it is to be from now on; one that was archived is in use again. Throws NOT_FOUND, VALIDATION_ERROR, PRECONDITION_FAILED. */
  async change(site: string, id: string, version: number, wanted: ShiftTemplatePut): Promise<ShiftTemplate> {
    const shift = fieldsOf(id, site, wanted);
    await this.#database.transaction(async sql => {
      const before = await this.#lock(sql, site, id);
      requireVersion(before.version, version);
      await this.#check(sql, shift);
      await this.#shifts.update(sql, shift);
      await this.#record(sql, 'shift.changed', shift, { before, after: shift });
    });
    return await this.find(site, id);
  }

  /** Takes a template out of use. What is planned with it stays; nothing new can be. */
  async archive(site: string, id: string): Promise<ShiftTemplate> {
    await this.#database.transaction(async sql => {
      const before = await this.#lock(sql, site, id);
      if (before.archivedAt !== null) return;
      await this.#shifts.archive(sql, id, new Date().toISOString());
      await this.#record(sql, 'shift.archived', before, { before });
    });
    return await this.find(site, id);
  }

  async #lock(sql: Sql, site: string, id: string): Promise<ShiftRow> {
    const row = await this.#shifts.lock(sql, site, id);
    if (!row) throw noSuchShift();
    return row;
  }

  async #check(sql: Sql, shift: ShiftFields): Promise<void> {
    if (shift.area !== null && !(await this.#shifts.hasArea(sql, shift.site, shift.area)))
      throw notValid(unknownArea(shift.area));
    const breakSeconds = shift.paidBreakSeconds + shift.unpaidSeconds;
    if (breakSeconds < wallClockSeconds(shift)) return;
    throw notValid({
      code: 'BREAKS_TOO_LONG',
      path: 'unpaidBreakMinutes',
      message: {
        en: 'The breaks are as long as the shift, or longer.',
        de: 'Die Pausen sind so lang wie die Schicht oder länger.',
      },
      remedy: {
        en: 'Shorten them, or lengthen the shift.',
        de: 'Kürzen Sie sie, oder verlängern Sie die Schicht.',
      },
    });
  }

  async #record(
    sql: Sql,
    action: string,
    { id, site }: { id: string; site: string },
    states: { before?: unknown; after?: unknown },
  ): Promise<void> {
    await this.#trail.record(sql, {
      action,
      subject: { kind: 'shift', id },
      concerns: { people: [], site },
      ...states,
    });
  }
}

/** Length on the wall clock; an end that is not after the start is on the next day. */
function wallClockSeconds({ startsLocal, endsLocal }: ShiftFields): number {
  const seconds = (secondOf(endsLocal) - secondOf(startsLocal) + 86_400) % 86_400;
  return seconds === 0 ? 86_400 : seconds;
}

function secondOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60;
}

function fieldsOf(id: string, site: string, wanted: ShiftTemplatePut): ShiftFields {
  const { starts, ends, paidBreakMinutes, unpaidBreakMinutes, graceMinutes, ...same } = wanted;
  return {
    ...same,
    ...{ id, site, startsLocal: starts, endsLocal: ends },
    paidBreakSeconds: paidBreakMinutes * 60,
    unpaidSeconds: unpaidBreakMinutes * 60,
    graceSeconds: graceMinutes * 60,
  };
}

function shiftView(row: ShiftRow): ShiftTemplate {
  const { zone: _, startsLocal, endsLocal, paidBreakSeconds, unpaidSeconds, graceSeconds, ...same } = row;
  return {
    ...same,
    starts: startsLocal,
    ends: endsLocal,
    paidBreakMinutes: Math.floor(paidBreakSeconds / 60),
    unpaidBreakMinutes: Math.floor(unpaidSeconds / 60),
    graceMinutes: Math.floor(graceSeconds / 60),
  };
}
