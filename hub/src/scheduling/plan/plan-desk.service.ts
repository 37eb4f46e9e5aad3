import { Inject, Injectable } from '@nestjs/common';
import {
  type CellEdit,
  type CellEdits,
  type CellsEdited,
  type ClearRequest,
  type CopyRequest,
  type DraftsChanged,
  datesBetween,
  PLAN_DAYS_MAX,
  type Published,
  type PublishRequest,
} from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from '../../platform/http/access/reach-check.ts';
import {
  type CellRef,
  cellKey,
  daysBetween,
  fill,
  plusDays,
  type StandingCells,
} from '../domain/plan/index.ts';
import { notValid, type Wrong } from '../refusals.ts';
import { ShiftsRepository } from '../shifts/shifts.repository.ts';
import { cellTag } from './cell-tag.ts';
import { DraftBook, type DraftChange } from './draft-book.ts';
import { Drafts } from './drafts.ts';
import { OwnPast } from './own-past.ts';
import { type Planner, PlanRepository, type PlanScope } from './plan.repository.ts';
import { cellsChanged } from './plan-refusals.ts';
import { Publisher } from './publisher.ts';

/** Most things that one refusal names. */
const WRONG_TOLD_MAX = 100;

/** Planning by hand: cells, copies, clearing, publishing. Nobody writes over what they did not see. */
@Injectable()
export class PlanDesk {
  readonly #book: DraftBook;
  readonly #plan: PlanRepository;
  readonly #shifts: ShiftsRepository;
  readonly #drafts: Drafts;
  readonly #publisher: Publisher;
  readonly #membership: Membership;

  constructor(
    @Inject(DraftBook) book: DraftBook,
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(ShiftsRepository) shifts: ShiftsRepository,
    @Inject(Drafts) drafts: Drafts,
    @Inject(Publisher) publisher: Publisher,
    @Inject(MEMBERSHIP) membership: Membership,
  ) {
    this.#book = book;
    this.#plan = plan;
    this.#shifts = shifts;
    this.#drafts = drafts;
    this.#publisher = publisher;
    this.#membership = membership;
  }

  /**
   * Drafts cells, and with `publish` publishes them at once. All or none: throws PRECONDITION_FAILED when a cell is not as it was seen,
   * VALIDATION_ERROR for people and shifts that are not of the site, FORBIDDEN for people out of reach and for one's own past, CONFLICT as
   * publishing does.
   */
  async edit(
    principal: Principal,
    site: string,
    { cells, publish, accept, reason }: CellEdits,
  ): Promise<CellsEdited> {
    const employees = [...new Set(cells.map(({ employee }) => employee))];
    await requireReach(this.#membership, principal, 'schedule.write', employees);
    const span = spanOf(cells);
    const by = principal.name;
    return await this.#book.hold(site, async (sql, zone) => {
      new OwnPast(principal.employee, zone, Date.now()).refuse(cells);
      await this.#check(sql, site, cells);
      const standing = await this.#book.standing(sql, employees, span);
      await this.#requireTags(sql, cells, standing);
      await this.#book.write(
        sql,
        { site, by, action: 'plan.drafted', after: cells },
        changeOf(cells, standing),
      );
      const drafted = await this.#book.standing(sql, employees, span);
      const drafts = cells.flatMap(cell => drafted.draft(cell) ?? []);
      if (!publish || drafts.length === 0) return { cells: tagsOf(cells, drafted), publication: null };
      const publication = await this.#publisher.publish(sql, {
        scope: { site, ...span },
        drafts,
        published: drafts.flatMap(draft => drafted.published(draft)),
        ...{ by, nowMs: Date.now(), accept, reason },
      });
      return { cells: tagsOf(cells, await this.#book.standing(sql, employees, span)), publication };
    });
  }

  /**
   * Publishes the drafts of a scope that were seen, but for one's own past. Throws PRECONDITION_FAILED where they are others now, else as the
   * publisher does.
   */
  async publish(principal: Principal, site: string, request: PublishRequest): Promise<Published> {
    const scope = scopeOf(site, request);
    const { accept, reason, seen } = request;
    return await this.#book.hold(site, async (sql, zone) => {
      const nowMs = Date.now();
      const ownPast = new OwnPast(principal.employee, zone, nowMs);
      const waiting = await this.#drafts.seen(sql, scope, principal, seen);
      const drafts = ownPast.without(waiting.drafts);
      const publication = await this.#publisher.publish(sql, {
        ...{ scope, drafts, published: ownPast.without(waiting.published), accept, reason },
        ...{ by: principal.name, nowMs },
      });
      return { ...publication, ownLeft: waiting.drafts.length - drafts.length };
    });
  }

  /** Copies what is planned to other dates, as drafts. */
  async copy(principal: Principal, site: string, request: CopyRequest): Promise<DraftsChanged> {
    const scope = scopeOf(site, request);
    const days = daysBetween(request.from, request.into);
    const target = { ...scope, from: request.into, to: plusDays(request.to, days) };
    return await this.#book.change(principal, target, 'plan.copied', async sql => {
      await this.#book.requireSeen(sql, target, principal, request);
      const employees = await this.#employees(sql, scope, principal);
      const source = await this.#book.standing(sql, employees, scope);
      const wanted = cellsOf(employees, scope).map(cell => ({
        employee: cell.employee,
        date: plusDays(cell.date, days),
        shifts: source.shifts(cell),
      }));
      return fill(wanted, await this.#book.standing(sql, employees, target), request.over);
    });
  }

  /** Drops drafts, or drafts days off everywhere. */
  async clear(principal: Principal, site: string, request: ClearRequest): Promise<DraftsChanged> {
    const scope = scopeOf(site, request);
    return await this.#book.change(principal, scope, 'plan.cleared', async sql => {
      const { drafts } = await this.#drafts.seen(sql, scope, principal, request.seen);
      if (request.what === 'drafts') return { put: [], drop: drafts };
      const employees = await this.#employees(sql, scope, principal);
      const off = cellsOf(employees, scope).map(cell => ({ ...cell, shifts: [] }));
      return fill(off, await this.#book.standing(sql, employees, scope), 'all');
    });
  }

  async #employees(sql: Sql, scope: PlanScope, planner: Planner): Promise<string[]> {
    return (await this.#plan.peopleInScope(sql, scope, planner)).map(({ employee }) => employee);
  }

  async #check(sql: Sql, site: string, cells: readonly CellEdit[]): Promise<void> {
    const people = await this.#plan.people(
      sql,
      cells.map(({ employee }) => employee),
    );
    const shifts = await this.#shifts.byIds(
      sql,
      cells.flatMap(({ shifts: asked }) => asked ?? []),
    );
    const seen = new Set<string>();
    const wrong: Wrong[] = [];
    for (const [index, cell] of cells.entries()) {
      if (people.get(cell.employee)?.site !== site) wrong.push(notOfSite(`cells.${index}.employee`));
      if (cell.shifts?.some(shift => shifts.get(shift)?.site !== site))
        wrong.push(notOfSite(`cells.${index}.shifts`));
      if (seen.has(cellKey(cell))) wrong.push(twice(`cells.${index}`));
      seen.add(cellKey(cell));
    }
    const [first, ...others] = wrong;
    if (first) throw notValid(first, ...others.slice(0, WRONG_TOLD_MAX - 1));
  }

  async #requireTags(sql: Sql, cells: readonly CellEdit[], standing: StandingCells): Promise<void> {
    const changed = cells.flatMap((cell, index) => {
      const tag = cellTag(cell, standing);
      if (tag === cell.seen) return [];
      const { employee, date } = cell;
      return [{ index, employee, date, tag, draft: standing.draft(cell), shifts: standing.shifts(cell) }];
    });
    if (changed.length === 0) return;
    const told = changed.slice(0, WRONG_TOLD_MAX);
    throw cellsChanged(
      told,
      await this.#shifts.byIds(
        sql,
        told.flatMap(({ shifts }) => shifts),
      ),
    );
  }
}

function spanOf(cells: readonly CellRef[]): { from: string; to: string } {
  const dates = cells.map(({ date }) => date).sort();
  const span = { from: dates[0] ?? '', to: dates.at(-1) ?? '' };
  if (daysBetween(span.from, span.to) < PLAN_DAYS_MAX) return span;
  throw notValid({
    code: 'TOO_MANY_DAYS',
    path: 'cells',
    message: {
      en: `The dates of one request are at most ${PLAN_DAYS_MAX} days apart.`,
      de: `Die Tage einer Anfrage liegen höchstens ${PLAN_DAYS_MAX} Tage auseinander.`,
    },
    remedy: { en: 'Send several requests.', de: 'Senden Sie mehrere Anfragen.' },
  });
}

/** What edits come to: a draft that says what is published anyway is none, and one that is dropped by name goes. */
function changeOf(cells: readonly CellEdit[], standing: StandingCells): DraftChange {
  const wanted = cells.flatMap(({ employee, date, shifts }) =>
    shifts === null ? [] : [{ employee, date, shifts }],
  );
  const { put, drop } = fill(wanted, standing, 'all');
  return {
    put,
    drop: [...drop, ...cells.filter(cell => cell.shifts === null && standing.draft(cell) !== null)],
  };
}

function tagsOf(cells: readonly CellRef[], standing: StandingCells): CellsEdited['cells'] {
  return cells.map(({ employee, date }) => ({
    ...{ employee, date },
    tag: cellTag({ employee, date }, standing),
  }));
}

export function scopeOf(
  site: string,
  { from, to, team }: { from: string; to: string; team?: string | undefined },
): PlanScope {
  return { site, from, to, team };
}

function cellsOf(employees: readonly string[], { from, to }: PlanScope): CellRef[] {
  const dates = datesBetween(from, to);
  return employees.flatMap(employee => dates.map(date => ({ employee, date })));
}

const notOfSite = (path: string): Wrong => ({
  code: 'NOT_OF_SITE',
  path,
  message: { en: 'There is none of these at this site.', de: 'Das gibt es an diesem Standort nicht.' },
  remedy: {
    en: 'Plan people of the site on its own shifts.',
    de: 'Planen Sie Personen des Standorts auf seine eigenen Schichten.',
  },
});

const twice = (path: string): Wrong => ({
  code: 'TWICE',
  path,
  message: { en: 'This cell is in the request twice.', de: 'Diese Zelle steht zweimal in der Anfrage.' },
  remedy: { en: 'Send it once.', de: 'Senden Sie sie einmal.' },
});
