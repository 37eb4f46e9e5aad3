import { Inject, Injectable } from '@nestjs/common';
import type { Language, RequestDetail, RequestShift, RequestView } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import type { Principal } from '../platform/http/access/principal.ts';
import { outsideOf } from '../platform/http/access/reach-lists.ts';
import { isDecided } from './domain/index.ts';
import { ExchangeKind } from './kinds/exchange-kind.ts';
import { LeaveKindRules } from './kinds/leave-kind.ts';
import { OpenShiftKind } from './kinds/open-shift-kind.ts';
import type { Objection } from './kinds/request-kind.ts';
import { decidedAbout, peopleOf, type RequestRow } from './request-row.ts';
import { RequestsRepository } from './requests.repository.ts';

/** Requests as the API shows them. */
@Injectable()
export class RequestViews {
  readonly #requests: RequestsRepository;
  readonly #leave: LeaveKindRules;
  readonly #exchange: ExchangeKind;
  readonly #openShift: OpenShiftKind;

  constructor(
    @Inject(RequestsRepository) requests: RequestsRepository,
    @Inject(LeaveKindRules) leave: LeaveKindRules,
    @Inject(ExchangeKind) exchange: ExchangeKind,
    @Inject(OpenShiftKind) openShift: OpenShiftKind,
  ) {
    this.#requests = requests;
    this.#leave = leave;
    this.#exchange = exchange;
    this.#openShift = openShift;
  }

  async all(sql: Sql, rows: readonly RequestRow[]): Promise<RequestView[]> {
    const people = await this.#requests.people(sql, rows.flatMap(peopleOf));
    const named = (employee: string) => {
      const person = people.get(employee);
      if (!person) throw new Error('whoever is in a request is a person');
      return person;
    };
    return rows.map(row => ({
      ...{ id: row.id, kind: row.kind, state: row.state, site: row.site },
      person: named(row.employee),
      others: row.others.map(named),
      ...{ takenBy: row.taker, from: row.from, to: row.to, note: row.note },
      leave: leaveOf(row),
      ...{ shift: row.shift, wanted: row.wanted, openShift: row.openShift },
      ...{ madeBy: row.madeBy, madeAt: row.madeAt, changedAt: row.changedAt, expiresAt: row.expiresAt },
      decision:
        row.decidedBy === null || row.decidedAt === null
          ? null
          : { by: row.decidedBy, at: row.decidedAt, reason: row.reason },
      version: row.version,
    }));
  }

  /**
   * With its history; and with what stands against it, as far as whoever asks may know that. Why somebody declined is for them, and for whoever
   * decides.
   */
  async detail(sql: Sql, row: RequestRow, viewer: Principal, language: Language): Promise<RequestDetail> {
    const [view] = await this.all(sql, [row]);
    if (!view) throw new Error('one request has one view');
    const isDecider = await mayDecide(sql, viewer, row);
    const entries = await this.#requests.history(sql, row.id);
    const history = entries.map(({ person, reason, ...entry }) => {
      const isShown =
        entry.what !== 'declined' || isDecider || (person !== null && person === viewer.employee);
      return { ...entry, reason: isShown ? reason : null };
    });
    if (isDecided(row.state)) return { ...view, history, objections: [], collisions: [] };
    const objections = (await this.#objections(sql, row)).filter(
      ({ employee }) => isDecider || employee === viewer.employee,
    );
    return {
      ...view,
      history,
      objections: objections.map(({ message, ...rest }) => ({ ...rest, message: message[language] })),
      collisions: await this.#collisions(sql, row),
    };
  }

  async #objections(sql: Sql, row: RequestRow): Promise<Objection[]> {
    switch (row.kind) {
      case 'leave':
        return await this.#leave.objections(sql, row);
      case 'offer':
      case 'swap':
        return await this.#exchange.objections(sql, row);
      case 'open-shift':
        return await this.#openShift.objections(sql, row);
    }
  }

  async #collisions(sql: Sql, row: RequestRow): Promise<RequestShift[]> {
    if (row.kind !== 'leave') return [];
    const planned = await this.#leave.collisions(sql, row);
    return planned.map(({ employee: _, site: __, ...shift }) => shift);
  }
}

/** Whether somebody could decide it: everybody whom it is about is in their reach. */
async function mayDecide(sql: Sql, { rights, reach }: Principal, row: RequestRow): Promise<boolean> {
  if (!rights.has('requests.decide')) return false;
  return (await outsideOf(sql, { reach, employee: null }, decidedAbout(row))).size === 0;
}

function leaveOf({ leaveKind: kind, leaveDays: days }: RequestRow): RequestView['leave'] {
  if (kind === null || days === null) return null;
  return { kind, minutes: days.reduce((sum, { minutes }) => sum + minutes, 0), days };
}
