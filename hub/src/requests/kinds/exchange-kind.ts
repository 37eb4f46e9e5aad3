import { Inject, Injectable } from '@nestjs/common';
import { type NewOffer, type NewSwap, OFFERED_TEAM_MAX } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { PublishedPlan } from '../../scheduling/index.ts';
import { OpenShiftsRepository } from '../open-shifts/open-shifts.repository.ts';
import { noSuchShift, planChanged, refusal } from '../refusals.ts';
import type { RequestRow } from '../request-row.ts';
import { type PublishedShiftRow, RequestsRepository } from '../requests.repository.ts';
import { ShiftTemplates } from '../shift-templates.ts';
import {
  type Asked,
  type Asking,
  type Going,
  type Objection,
  objectionOf,
  type RequestKindRules,
  wantedOf,
} from './request-kind.ts';
import { sameShift } from './same-shift.ts';

/** What granting changes of the plan. */
interface Exchange {
  going: Going[];
  /** Assignments that end, and whose they are. */
  without: Map<string, string>;
}

/** Offers and swaps: a shift goes from one person to another, and of a swap another one comes back. */
@Injectable()
export class ExchangeKind implements RequestKindRules<NewOffer | NewSwap> {
  readonly #requests: RequestsRepository;
  readonly #openShifts: OpenShiftsRepository;
  readonly #plan: PublishedPlan;
  readonly #templates: ShiftTemplates;

  constructor(
    @Inject(RequestsRepository) requests: RequestsRepository,
    @Inject(OpenShiftsRepository) openShifts: OpenShiftsRepository,
    @Inject(PublishedPlan) plan: PublishedPlan,
    @Inject(ShiftTemplates) templates: ShiftTemplates,
  ) {
    this.#requests = requests;
    this.#openShifts = openShifts;
    this.#plan = plan;
    this.#templates = templates;
  }

  async ask(sql: Sql, wanted: NewOffer | NewSwap, asking: Asking, nowMs: number): Promise<Asked> {
    const ids = wanted.kind === 'swap' ? [wanted.assignment, wanted.wanted] : [wanted.assignment];
    const shifts = await this.#requests.published(sql, ids);
    const own = shifts.get(wanted.assignment);
    // Whose it is is nobody else's business.
    if (own?.employee !== asking.employee) throw noSuchShift('assignment');
    if (wanted.kind === 'swap') {
      const other = shifts.get(wanted.wanted);
      if (other === undefined || other.site !== asking.site) throw noSuchShift('wanted');
      return this.#askSwap(own, other, asking, nowMs);
    }
    const others = await this.#offeredTo(sql, wanted, asking);
    return { ...aboutShifts([own], nowMs), shift: shiftOf(own), others };
  }

  async objections(sql: Sql, request: RequestRow): Promise<Objection[]> {
    const exchange = exchangeOf(request);
    if (exchange === null) return [];
    const { going, without } = exchange;
    const conflicts = await this.#plan.conflicts(sql, wantedOf(going), [...without.keys()]);
    const same = await sameShift(this.#requests, sql, going, without);
    return [...conflicts.map(objectionOf), ...same, ...(await this.#templates.changed(sql, going))];
  }

  async grant(sql: Sql, request: RequestRow): Promise<void> {
    const exchange = exchangeOf(request);
    if (exchange === null) throw new Error('what is granted has somebody who takes it');
    // `objections` has the plan's lock: what is found here stays until the end of the transaction.
    const shifts = await this.#requests.published(sql, [...exchange.without.keys()]);
    const isChanged = [...exchange.without].some(([id, employee]) => shifts.get(id)?.employee !== employee);
    if (isChanged) throw planChanged();
    const seats = await this.#openShifts.seatsOf(sql, [...exchange.without.keys()]);
    await this.#plan.release(sql, [...exchange.without.keys()]);
    const assigned = await this.#plan.assign(sql, wantedOf(exchange.going));
    // A place of an open shift goes with its shift: it is as full as before.
    const moved = exchange.going.flatMap(({ shift }, at) => {
      const openShift = seats.get(shift.assignment ?? '');
      return openShift === undefined ? [] : [{ assignment: assigned[at], openShift }];
    });
    await this.#openShifts.seat(sql, moved);
  }

  #askSwap(own: PublishedShiftRow, other: PublishedShiftRow, asking: Asking, nowMs: number): Asked {
    if (other.employee === asking.employee)
      throw refusal('VALIDATION_ERROR', 'OWN_SHIFT', 'wanted', {
        en: 'is a shift of your own; name that of somebody else',
        de: 'ist Ihre eigene Schicht; nennen Sie die einer anderen Person',
      });
    if (other.shift === own.shift && other.date === own.date)
      throw refusal('VALIDATION_ERROR', 'SAME_SHIFT', 'wanted', {
        en: 'is the same shift: nothing would change',
        de: 'ist dieselbe Schicht: Es würde sich nichts ändern',
      });
    return {
      ...aboutShifts([own, other], nowMs),
      shift: shiftOf(own),
      wanted: shiftOf(other),
      others: [other.employee],
    };
  }

  async #offeredTo(sql: Sql, { to }: NewOffer, asking: Asking): Promise<string[]> {
    if (to === undefined) {
      const team = await this.#requests.teammates(sql, asking.employee, OFFERED_TEAM_MAX);
      if (team.length > 0) return team;
      throw refusal('VALIDATION_ERROR', 'NO_TEAM', 'to', {
        en: 'there is nobody else in your team; name people',
        de: 'in Ihrem Team ist sonst niemand; nennen Sie Personen',
      });
    }
    const others = [...new Set(to)].filter(employee => employee !== asking.employee);
    const placed = await this.#requests.placed(sql, others);
    const isKnown = others.every(employee => placed.get(employee)?.site === asking.site);
    if (others.length === 0 || !isKnown)
      throw refusal('VALIDATION_ERROR', 'NOT_OF_SITE', 'to', {
        en: 'must name others who are in service at your site',
        de: 'muss andere nennen, die an Ihrem Standort im Dienst sind',
      });
    return others;
  }
}

/** The plan as a request would have it; null while nobody has said yes to an offer. */
function exchangeOf({ employee, others, taker, shift, wanted }: RequestRow): Exchange | null {
  // Of a swap it is known beforehand who it would be.
  const other = taker ?? (wanted === null ? undefined : others[0]);
  if (!shift?.assignment || other === undefined || other === null) return null;
  const without = new Map([[shift.assignment, employee]]);
  const goes = { employee: other, shift };
  if (!wanted?.assignment) return { going: [goes], without };
  without.set(wanted.assignment, other);
  return { going: [goes, { employee, shift: wanted }], without };
}

/** Dates of a request about shifts; it ends when the first of them begins. */
function aboutShifts(shifts: readonly PublishedShiftRow[], nowMs: number): Asked {
  const dates = shifts.map(({ date }) => date).sort();
  const starts = shifts.map(({ startsAt }) => startsAt).sort();
  const [first = '', from = '', to = from] = [starts[0], dates[0], dates.at(-1)];
  if (Date.parse(first) <= nowMs)
    throw refusal('CONFLICT', 'SHIFT_BEGUN', 'assignment', {
      en: 'The shift has begun already.',
      de: 'Die Schicht hat schon begonnen.',
    });
  return { from, to, expiresAt: first };
}

function shiftOf({ assignment, shift, name, date, startsAt, endsAt }: PublishedShiftRow) {
  return { assignment, shift, name, date, startsAt, endsAt };
}
