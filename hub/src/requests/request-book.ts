import { Inject, Injectable } from '@nestjs/common';
import type { RequestEntry, Said } from '@tapclock/contracts';
import { AuditTrail } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';
import { acting } from '../platform/http/access/asking-context.ts';
import { OpenShiftsRepository } from './open-shifts/open-shifts.repository.ts';
import { peopleOf, type RequestRow } from './request-row.ts';
import { RequestsRepository, type SpokenRequest } from './requests.repository.ts';

/** As what the hub does by itself is signed. */
export const HUB_NAME = 'the hub';

const REASONS = {
  full: { en: 'All places are taken.', de: 'Alle Plätze sind vergeben.' },
  closed: { en: 'The shift is not open any more.', de: 'Die Schicht ist nicht mehr offen.' },
  begun: { en: 'The shift has begun.', de: 'Die Schicht hat begonnen.' },
  replanned: {
    en: 'The plan was changed: a shift of this request is not planned any more.',
    de: 'Der Plan wurde geändert: Eine Schicht dieses Antrags ist nicht mehr geplant.',
  },
} as const satisfies Record<string, Said>;

/** Tells what becomes of requests, in the transaction in which it does: the trail, the log, and what follows for other requests. */
@Injectable()
export class RequestBook {
  readonly #requests: RequestsRepository;
  readonly #openShifts: OpenShiftsRepository;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(RequestsRepository) requests: RequestsRepository,
    @Inject(OpenShiftsRepository) openShifts: OpenShiftsRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#requests = requests;
    this.#openShifts = openShifts;
    this.#events = events;
    this.#trail = trail;
  }

  /** Of a request as it is after what happened. */
  async note(sql: Sql, row: RequestRow, what: RequestEntry['what'], reason: string | null): Promise<void> {
    await this.#noteAll(sql, [row], what, reason, acting().who.name);
  }

  /** Refuses whoever still asks for an open shift that has no place any more. */
  async refuseWhatIsGone(sql: Sql, openShift: string, at: string): Promise<void> {
    const open = await this.#openShifts.find(sql, openShift);
    if (open?.state !== 'full' && open?.state !== 'closed') return;
    const asking = await this.#requests.askingFor(sql, openShift, null);
    await this.#end(sql, asking, { what: 'refused', at, reason: REASONS[open.state] });
  }

  /** Ends what its shift has overtaken, at most so many; how many it were. */
  async expire(sql: Sql, at: string, limit: number): Promise<number> {
    const rows = await this.#requests.overtaken(sql, limit);
    await this.#end(
      sql,
      rows.filter(({ isBegun }) => isBegun),
      { what: 'expired', at, reason: REASONS.begun },
    );
    await this.#end(
      sql,
      rows.filter(({ isBegun }) => !isBegun),
      { what: 'expired', at, reason: REASONS.replanned },
    );
    return rows.length;
  }

  /** By the hub itself, to each in the language of whoever asked. */
  async #end(
    sql: Sql,
    rows: readonly SpokenRequest[],
    { what, at, reason }: { what: 'refused' | 'expired'; at: string; reason: Said },
  ): Promise<void> {
    for (const [language, spoken] of Map.groupBy(rows, row => row.language)) {
      const moved = {
        state: what,
        what,
        ...{ by: HUB_NAME, person: null },
        at,
        reason: reason[language],
        isDecision: what === 'refused',
      };
      await this.#requests.move(
        sql,
        spoken.map(({ id }) => id),
        moved,
      );
      const ended = spoken.map(row => ({ ...row, state: what }));
      await this.#noteAll(sql, ended, what, reason[language], HUB_NAME);
    }
  }

  async #noteAll(
    sql: Sql,
    rows: readonly RequestRow[],
    what: RequestEntry['what'],
    reason: string | null,
    by: string,
  ): Promise<void> {
    await this.#events.append(
      sql,
      rows.map(({ id, site, kind, state, employee, others, taker, from, to }) => ({
        kind: 'request.changed' as const,
        site,
        key: employee,
        payload: { request: id, kind, state, employee, others, from, to, by, ...(taker && { taker }) },
      })),
    );
    await this.#trail.record(
      sql,
      ...rows.map(row => ({
        action: `requests.${what}`,
        subject: { kind: 'request', id: row.id },
        concerns: { people: peopleOf(row), site: row.site },
        after: summaryOf(row),
        why: reason,
      })),
    );
  }
}

function summaryOf({
  kind,
  state,
  from,
  to,
  leaveKind,
  leaveDays,
  shift,
  wanted,
  openShift,
  taker,
}: RequestRow) {
  return { kind, state, from, to, leaveKind, leaveDays, shift, wanted, openShift, taker };
}
