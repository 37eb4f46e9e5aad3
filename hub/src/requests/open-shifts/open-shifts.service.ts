import { Inject, Injectable } from '@nestjs/common';
import type { NewOpenShift, OpenShiftChange, OpenShiftView } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail, type NewEntry } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { PublishedPlan } from '../../scheduling/index.ts';
import { farApart } from '../domain/index.ts';
import { refusal } from '../refusals.ts';
import { RequestBook } from '../request-book.ts';
import { ShiftTemplates } from '../shift-templates.ts';
import { type OpenShiftFilter, OpenShiftsRepository } from './open-shifts.repository.ts';
import { noLongerOpen } from './refusals.ts';

/** Most open shifts that one person is shown. */
export const OPEN_TO_ONE_MAX = 30;

/** Shifts with places for whoever wants them: published for a team or a site, and closed when nobody shall have one any more. */
@Injectable()
export class OpenShiftsService {
  readonly #database: Database;
  readonly #openShifts: OpenShiftsRepository;
  readonly #templates: ShiftTemplates;
  readonly #plan: PublishedPlan;
  readonly #book: RequestBook;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(OpenShiftsRepository) openShifts: OpenShiftsRepository,
    @Inject(ShiftTemplates) templates: ShiftTemplates,
    @Inject(PublishedPlan) plan: PublishedPlan,
    @Inject(RequestBook) book: RequestBook,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#openShifts = openShifts;
    this.#templates = templates;
    this.#plan = plan;
    this.#book = book;
    this.#trail = trail;
  }

  /** Throws FORBIDDEN out of reach, NOT_FOUND for an unknown shift, VALIDATION_ERROR for an unknown team and for what has begun. */
  async open(
    principal: Principal,
    site: string,
    wanted: NewOpenShift,
    nowMs: number,
  ): Promise<OpenShiftView> {
    const team = wanted.team ?? null;
    requirePlace(principal, { site, team });
    const { value } = await this.#database.transaction(async sql => {
      if (team !== null) await this.#checkTeam(sql, site, team);
      const times = await this.#templates.times(sql, { site, ...wanted });
      if (!times) throw noShift();
      if (Date.parse(times.startsAt) <= nowMs)
        throw refusal('VALIDATION_ERROR', 'SHIFT_BEGUN', 'date', {
          en: 'must be a shift that has not begun',
          de: 'muss eine Schicht sein, die noch nicht begonnen hat',
        });
      const { shift, date, seats, mode, note = null } = wanted;
      const row = {
        ...{ id: uuid(), site, team, shift, date, ...times, seats, mode, note },
        ...{ madeBy: principal.name, madeAt: new Date(nowMs).toISOString() },
      };
      await this.#openShifts.insert(sql, row);
      await this.#trail.record(sql, { action: 'open-shift.published', ...entryOf(row), after: row });
      return await this.#known(sql, row.id);
    });
    return value;
  }

  async list(
    filter: OpenShiftFilter,
    viewer: Viewer,
  ): Promise<{ openShifts: OpenShiftView[]; total: number }> {
    return await this.#database.snapshot(sql => this.#openShifts.list(sql, filter, viewer));
  }

  /** From the primary: its version is what a change is made against. Throws NOT_FOUND, FORBIDDEN out of reach. */
  async find(principal: Principal, id: string): Promise<OpenShiftView> {
    const found = await this.#known(this.#database.primary, id);
    requirePlace(principal, found);
    return found;
  }

  /** Those that a person could work as things stand, soonest first. On the primary: what is taken a moment ago is gone. */
  async openTo(employee: string): Promise<OpenShiftView[]> {
    const { value } = await this.#database.transaction(async sql => {
      const open = await this.#openShifts.openTo(sql, employee, OPEN_TO_ONE_MAX);
      // Several may be of one shift on one date: what stands against one stands against all.
      const cells = new Map(open.map(({ shift, date }) => [`${shift}/${date}`, { shift, date }]));
      const hindered = new Set<string>();
      for (const part of farApart([...cells.values()])) {
        const wanted = part.map(cell => ({ employee, ...cell }));
        const conflicts = await this.#plan.conflicts(sql, wanted);
        const dates = conflicts
          .filter(({ level }) => level === 'error')
          .flatMap(({ date, otherDate }) => [date, otherDate ?? date]);
        for (const { shift, date } of part) if (dates.includes(date)) hindered.add(`${shift}/${date}`);
      }
      return open.filter(({ shift, date }) => !hindered.has(`${shift}/${date}`));
    });
    return value;
  }

  /** Throws as `find` does, 412 when it is of another version, CONFLICT when it is closed or begun. */
  async change(
    principal: Principal,
    id: string,
    { change, version, nowMs }: { change: OpenShiftChange; version: number; nowMs: number },
  ): Promise<OpenShiftView> {
    const { value } = await this.#database.transaction(async sql => {
      const before = await this.#openShifts.lock(sql, id);
      if (!before) throw noSuch();
      requirePlace(principal, before);
      requireVersion(before.version, version);
      if (before.state === 'closed' || before.state === 'begun') throw noLongerOpen(before);
      const seats = change.seats ?? before.seats;
      if (seats < before.taken) throw fewerThanTaken(before.taken);
      const at = new Date(nowMs).toISOString();
      const after = { id, seats, mode: change.mode ?? before.mode, closedAt: change.closed ? at : null };
      await this.#openShifts.change(sql, after);
      await this.#book.refuseWhatIsGone(sql, id, at);
      await this.#trail.record(sql, { action: 'open-shift.changed', ...entryOf(before), before, after });
      return await this.#known(sql, id);
    });
    return value;
  }

  async #known(sql: Sql, id: string): Promise<OpenShiftView> {
    const found = await this.#openShifts.find(sql, id);
    if (!found) throw noSuch();
    return found;
  }

  async #checkTeam(sql: Sql, site: string, team: string): Promise<void> {
    const rows = await sql.query('select from team where site_id = $1 and id = $2 and archived_at is null', [
      site,
      team,
    ]);
    if (rows.length === 0)
      throw refusal('VALIDATION_ERROR', 'UNKNOWN_TEAM', 'team', {
        en: 'is no team of this site',
        de: 'ist kein Team dieses Standorts',
      });
  }
}

/** Whoever leads teams plans for them; for a whole site whoever plans for everybody. */
function requirePlace({ reach }: Principal, { site, team }: { site: string; team: string | null }): void {
  if (reach.kind === 'everybody') return;
  if (reach.kind === 'teams' && reach.teams.some(mine => mine.site === site && mine.team === team)) return;
  throw new HubError('FORBIDDEN', {
    en: 'You plan for your own teams: name one of them.',
    de: 'Sie planen für Ihre eigenen Teams: Nennen Sie eines davon.',
  });
}

function entryOf({ id, site }: { id: string; site: string }): Pick<NewEntry, 'subject' | 'concerns'> {
  return { subject: { kind: 'open-shift', id }, concerns: { people: [], site } };
}

const noSuch = (): HubError =>
  new HubError('NOT_FOUND', {
    en: 'There is no such open shift.',
    de: 'Diese offene Schicht gibt es nicht.',
  });

function noShift(): HubError {
  return refusal('NOT_FOUND', 'UNKNOWN_SHIFT', 'shift', {
    en: 'This site has no such shift in use.',
    de: 'Dieser Standort hat keine solche Schicht in Gebrauch.',
  });
}

function fewerThanTaken(taken: number): HubError {
  return refusal('CONFLICT', 'SEATS_TAKEN', 'seats', {
    en: `${taken} places are taken already; give that many or more, or close the shift.`,
    de: `${taken} Plätze sind schon vergeben; geben Sie so viele oder mehr an, oder schließen Sie die Schicht.`,
  });
}
