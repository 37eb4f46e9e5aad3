import { Inject, Injectable } from '@nestjs/common';
import type { PlanConflictCode, Publication } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { EventLog } from '../../event-log/index.ts';
import type { Sql } from '../../platform/database/database.ts';
import {
  type DraftCell,
  type PlanConflict,
  type PublishedShift,
  type Publishing,
  publishing,
} from '../domain/plan/index.ts';
import { notValid } from '../refusals.ts';
import { type ShiftRow, ShiftsRepository } from '../shifts/shifts.repository.ts';
import { requireFewCells } from './drafts.ts';
import { PlanRepository, type PlanScope } from './plan.repository.ts';
import { conflictsIn } from './plan-conflicts.ts';
import { PlanFacts, withNeighbours } from './plan-facts.ts';
import { planConflicts } from './plan-refusals.ts';
import { PublicationsRepository } from './publications.repository.ts';
import { concerning, newPublished, PublishedPlan, peopleInParts } from './published-plan.ts';

/** Conflicts that somebody publishes all the same, and why. */
export interface Accepting {
  accept?: readonly { employee: string; date: string; code: PlanConflictCode }[] | undefined;
  reason?: string | undefined;
}

export interface PublishOrder extends Accepting {
  scope: PlanScope;
  drafts: readonly DraftCell[];
  /** What is published in the cells of the drafts. */
  published: readonly PublishedShift[];
  by: string;
  nowMs: number;
}

/** Turns drafts into published work, in the caller's transaction, which holds the site's plan. A constant number of statements. */
@Injectable()
export class Publisher {
  readonly #plan: PlanRepository;
  readonly #shifts: ShiftsRepository;
  readonly #facts: PlanFacts;
  readonly #publications: PublicationsRepository;
  readonly #told: PublishedPlan;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(ShiftsRepository) shifts: ShiftsRepository,
    @Inject(PlanFacts) facts: PlanFacts,
    @Inject(PublicationsRepository) publications: PublicationsRepository,
    @Inject(PublishedPlan) told: PublishedPlan,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#plan = plan;
    this.#shifts = shifts;
    this.#facts = facts;
    this.#publications = publications;
    this.#told = told;
    this.#events = events;
    this.#trail = trail;
  }

  /** Throws CONFLICT for errors that are not accepted, VALIDATION_ERROR where they are and no reason is given. */
  async publish(sql: Sql, order: PublishOrder): Promise<Publication> {
    const { scope, drafts, by } = order;
    requireFewCells(drafts.length);
    const change = publishing(order.published, drafts);
    const shifts = await this.#shifts.byIds(
      sql,
      [...change.added, ...change.kept, ...change.released].map(({ shift }) => shift),
    );
    const accepted = await this.#judge(sql, order, change, shifts);
    await this.#plan.unpublish(
      sql,
      change.released.map(({ id }) => id),
    );
    await this.#plan.publish(sql, newPublished(change.added, shifts));
    await this.#plan.deleteDrafts(sql, drafts);
    const cells = [...change.added, ...change.released];
    const people = peopleInParts(cells);
    const publication = {
      id: uuid(),
      ...{ site: scope.site, team: scope.team ?? null, from: scope.from, to: scope.to },
      people: people.flat().length,
      assigned: change.added.length,
      released: change.released.length,
      accepted: accepted.length,
      reason: order.reason ?? null,
      ...{ by, at: new Date(order.nowMs).toISOString() },
    };
    await this.#publications.insert(sql, publication);
    await this.#told.tell(
      sql,
      cells.map(({ employee, date }) => ({ employee, date, site: scope.site })),
    );
    await this.#tellPeople(sql, publication, people);
    await this.#trail.record(sql, {
      action: 'schedule.published',
      subject: { kind: 'publication', id: publication.id },
      concerns: { people: people.flat(), site: scope.site },
      before: change.released.map(({ employee, date, shift }) => ({ employee, date, shift })),
      after: { ...publication, added: change.added, conflicts: accepted },
      why: publication.reason,
    });
    return publication;
  }

  /** The errors that are accepted. */
  async #judge(
    sql: Sql,
    { scope, accept = [], reason }: PublishOrder,
    { added, released }: Publishing,
    shifts: ReadonlyMap<string, ShiftRow>,
  ): Promise<PlanConflict[]> {
    if (added.length === 0) return [];
    const employees = [...new Set(added.map(({ employee }) => employee))];
    const dates = added.map(({ date }) => date).sort();
    const span = { from: dates[0] ?? scope.from, to: dates.at(-1) ?? scope.to };
    const around = withNeighbours(span);
    const gone = new Set(released.map(({ id }) => id));
    const standing = await this.#plan.published(sql, employees, around.from, around.to);
    const kept = standing.filter(({ id }) => !gone.has(id));
    const known = new Map([
      ...(await this.#shifts.byIds(
        sql,
        kept.map(({ shift }) => shift),
      )),
      ...shifts,
    ]);
    const people = await this.#facts.people(sql, scope.site, employees, span.from, span.to);
    const errors = concerning(conflictsIn({ kept, added }, people, known), added).filter(
      ({ level }) => level === 'error',
    );
    const taken = new Set(accept.map(keyOf));
    const open = errors.filter(error => !taken.has(keyOf(error)));
    if (open.length > 0) throw planConflicts(open);
    if (errors.length > 0 && reason === undefined) throw reasonMissing();
    return errors;
  }

  async #tellPeople(sql: Sql, publication: Publication, people: readonly string[][]): Promise<void> {
    const { id, site, from, to, by } = publication;
    await this.#events.append(
      sql,
      people.map(employees => ({
        kind: 'schedule.published' as const,
        site,
        key: site,
        payload: { publication: id, employees, from, to, by },
      })),
    );
  }
}

function keyOf({ employee, date, code }: { employee: string; date: string; code: PlanConflictCode }): string {
  return `${employee}/${date}/${code}`;
}

const reasonMissing = () =>
  notValid({
    code: 'REQUIRED',
    path: 'reason',
    message: { en: 'Accepted conflicts need a reason.', de: 'Angenommene Konflikte brauchen einen Grund.' },
    remedy: {
      en: 'Say why it is published all the same.',
      de: 'Sagen Sie, warum es trotzdem veröffentlicht wird.',
    },
  });
