import { Inject, Injectable } from '@nestjs/common';
import {
  type AskedKind,
  type Language,
  type NewRequest,
  REQUESTS_PER_DAY_MAX,
  type RequestDecision,
  type RequestDetail,
  type RequestEntry,
} from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { codeOfError, isUniqueViolation } from '../platform/database/errors.ts';
import { transactionWithRetry } from '../platform/database/pg-database.ts';
import type { Principal } from '../platform/http/access/principal.ts';
import { requireReachIn } from '../platform/http/access/reach-lists.ts';
import { requireVersion } from '../platform/http/conditional.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { firstState, nextState, type RequestMove } from './domain/index.ts';
import { ExchangeKind } from './kinds/exchange-kind.ts';
import { LeaveKindRules } from './kinds/leave-kind.ts';
import { OpenShiftKind } from './kinds/open-shift-kind.ts';
import type { Made, Objection, RequestKindRules } from './kinds/request-kind.ts';
import { OpenShiftsRepository } from './open-shifts/open-shifts.repository.ts';
import {
  noSuchRequest,
  notAsked,
  notInService,
  notPossibleNow,
  objected,
  refusal,
  tooManyRequests,
} from './refusals.ts';
import { RequestBook } from './request-book.ts';
import { decidedAbout, type RequestMoved, type RequestRow } from './request-row.ts';
import { RequestViews } from './request-views.ts';
import { RequestsRepository } from './requests.repository.ts';

/** Who does it, with the employee where it is one. */
type Done = Made & Pick<RequestMoved, 'person'>;

const DAY_MS = 86_400_000;

/** A decision that nobody had to make: whoever is first has it. */
const TAKEN: RequestDecision = { granted: true, accept: [], code: 'LEAVE', release: [] };

/**
 * Where requests are made, answered and decided. Each step is one transaction under the lock of the request: of two that come at once one is
 * done, and the other is told what happened and by whom.
 */
@Injectable()
export class RequestDesk {
  readonly #database: Database;
  readonly #requests: RequestsRepository;
  readonly #openShifts: OpenShiftsRepository;
  readonly #book: RequestBook;
  readonly #views: RequestViews;
  readonly #leave: LeaveKindRules;
  readonly #kinds: Readonly<Record<AskedKind, RequestKindRules>>;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(RequestsRepository) requests: RequestsRepository,
    @Inject(OpenShiftsRepository) openShifts: OpenShiftsRepository,
    @Inject(RequestBook) book: RequestBook,
    @Inject(RequestViews) views: RequestViews,
    @Inject(LeaveKindRules) leave: LeaveKindRules,
    @Inject(ExchangeKind) exchange: ExchangeKind,
    @Inject(OpenShiftKind) openShift: OpenShiftKind,
  ) {
    this.#database = database;
    this.#requests = requests;
    this.#openShifts = openShifts;
    this.#book = book;
    this.#views = views;
    this.#leave = leave;
    this.#kinds = { leave, offer: exchange, swap: exchange, 'open-shift': openShift };
  }

  /**
   * Asks for something, for oneself or for somebody in reach. Throws what is wrong with it, CONFLICT for what is asked for already, after
   * REQUESTS_PER_DAY_MAX and for an
   * open shift that cannot be worked.
   */
  async ask(
    principal: Principal,
    wanted: NewRequest,
    nowMs: number,
    language: Language,
  ): Promise<RequestDetail> {
    const employee = wanted.employee ?? (principal.kind === 'account' ? principal.employee : null);
    if (employee === null)
      throw refusal('VALIDATION_ERROR', 'NOBODY', 'employee', {
        en: 'say for whom: you clock in nowhere yourself',
        de: 'sagen Sie, für wen: Sie stempeln selbst nirgends',
      });
    const made = madeBy(principal, nowMs);
    try {
      return await this.#do(async sql => {
        if (!isOneself(principal, employee))
          await requireReachIn(sql, principal, 'requests.write', [employee]);
        const asking = (await this.#requests.placed(sql, [employee])).get(employee);
        if (!asking) throw notInService();
        const since = new Date(nowMs - DAY_MS).toISOString();
        if ((await this.#requests.countMade(sql, employee, since)) >= REQUESTS_PER_DAY_MAX)
          throw tooManyRequests();
        const rules = this.#kinds[wanted.kind];
        const asked = await rules.ask(sql, wanted, asking, nowMs);
        const id = uuid();
        const row = {
          ...{ id, site: asking.site, kind: wanted.kind, state: firstState(wanted.kind), employee },
          ...{ others: [], leaveKind: null, leaveDays: null, shift: null, wanted: null, openShift: null },
          ...{ note: wanted.note ?? null, madeBy: made.by, madeAt: made.madeAt, expiresAt: null },
          ...asked,
        };
        await this.#requests.insert(sql, row, made.person);
        await this.#book.note(sql, await this.#known(sql, id), 'asked', null);
        if (row.openShift !== null) await this.#askForPlace(sql, row.openShift, id, made);
        return await this.#views.detail(sql, await this.#known(sql, id), principal, language);
      });
    } catch (error) {
      throw refusedByTable(error);
    }
  }

  /** Says yes to an offer or a swap, for oneself. */
  async accept(principal: Principal, id: string, nowMs: number, language: Language): Promise<RequestDetail> {
    return await this.#do(async sql => {
      const row = await this.#lock(sql, id);
      const taker = askedPerson(principal, row);
      const state = stateAfter(row, 'accept');
      const errors = await this.#errors(sql, { ...row, taker });
      if (errors.length > 0) throw objected(errors, taker);
      const made = madeBy(principal, nowMs);
      return await this.#moved(
        sql,
        row,
        { ...step('accepted', made), state, taker },
        { principal, language },
      );
    });
  }

  /** Says no to an offer or a swap, for oneself; when nobody is left it is refused. */
  async decline(
    principal: Principal,
    id: string,
    {
      reason = null,
      nowMs,
      language,
    }: { reason: string | null | undefined; nowMs: number; language: Language },
  ): Promise<RequestDetail> {
    return await this.#do(async sql => {
      const row = await this.#lock(sql, id);
      const person = askedPerson(principal, row);
      const others = row.others.filter(other => other !== person);
      const isLast = others.length === 0;
      const state = stateAfter(row, isLast ? 'decline-last' : 'decline');
      const moved = { ...step('declined', madeBy(principal, nowMs), reason), state, isDecision: isLast };
      // Who was last stays named in it: whom it was about is told by it.
      return await this.#moved(sql, row, isLast ? moved : { ...moved, others }, { principal, language });
    });
  }

  /**
   * Takes a request back: whoever asked, while it is not decided; and, with the right to decide about them, leave that was granted, whose dates
   * then leave the calendar.
   */
  async withdraw(
    principal: Principal,
    id: string,
    {
      reason = null,
      nowMs,
      language,
    }: { reason: string | null | undefined; nowMs: number; language: Language },
  ): Promise<RequestDetail> {
    return await this.#do(async sql => {
      const row = await this.#lock(sql, id);
      const made = madeBy(principal, nowMs);
      if (isOneself(principal, row.employee)) {
        if (row.state === 'granted') throw grantedAlready(row);
        const state = stateAfter(row, 'withdraw');
        return await this.#moved(
          sql,
          row,
          { ...step('withdrawn', made, reason), state },
          { principal, language },
        );
      }
      await requireDecider(sql, principal, row);
      const state = stateAfter(row, 'take-back');
      await this.#leave.takeBack(sql, row, made);
      const moved = { ...step('withdrawn', made, reason), state, isDecision: true };
      return await this.#moved(sql, row, moved, { principal, language });
    });
  }

  /**
   * Grants or refuses. Throws FORBIDDEN about oneself and out of reach, CONFLICT when it is decided already (by whom is in the details) or
   * while errors are not accepted, 412 when it was seen otherwise.
   */
  async decide(
    principal: Principal,
    id: string,
    {
      decision,
      version,
      nowMs,
      language,
    }: { decision: RequestDecision; version: number; nowMs: number; language: Language },
  ): Promise<RequestDetail> {
    return await this.#do(async sql => {
      const row = await this.#lock(sql, id);
      await requireDecider(sql, principal, row);
      const state = stateAfter(row, decision.granted ? 'grant' : 'refuse');
      requireVersion(row.version, version);
      const made = madeBy(principal, nowMs);
      if (!decision.granted) {
        const moved = { ...step('refused', made, decision.reason ?? null), state, isDecision: true };
        return await this.#moved(sql, row, moved, { principal, language });
      }
      await this.#grant(sql, row, decision, made);
      return await this.#views.detail(sql, await this.#known(sql, id), principal, language);
    });
  }

  /** A place is asked for by whoever could work it only, and of some shifts had at once. */
  async #askForPlace(sql: Sql, openShift: string, id: string, made: Done): Promise<void> {
    const row = await this.#known(sql, id);
    const errors = await this.#errors(sql, row);
    if (errors.length > 0) throw objected(errors, 'all');
    const open = await this.#openShifts.find(sql, openShift);
    if (open?.mode === 'take') await this.#grant(sql, row, TAKEN, made);
  }

  async #grant(sql: Sql, row: RequestRow, decision: RequestDecision, made: Done): Promise<void> {
    const errors = await this.#errors(sql, row);
    const open = errors.filter(({ code }) => !decision.accept.includes(code));
    if (open.length > 0) throw objected(open, 'all');
    await this.#kinds[row.kind].grant(sql, row, decision, made);
    await this.#move(sql, row, {
      ...step('granted', made, decision.reason ?? null),
      ...{ state: 'granted', isDecision: true },
      ...(row.kind === 'leave' ? { leaveCode: decision.code } : {}),
    });
    if (row.openShift !== null) await this.#book.refuseWhatIsGone(sql, row.openShift, made.madeAt);
  }

  async #errors(sql: Sql, row: RequestRow): Promise<Objection[]> {
    const objections = await this.#kinds[row.kind].objections(sql, row);
    return objections.filter(({ level }) => level === 'error');
  }

  async #moved(
    sql: Sql,
    row: RequestRow,
    moved: RequestMoved,
    { principal, language }: { principal: Principal; language: Language },
  ): Promise<RequestDetail> {
    await this.#move(sql, row, moved);
    return await this.#views.detail(sql, await this.#known(sql, row.id), principal, language);
  }

  async #move(sql: Sql, row: RequestRow, moved: RequestMoved): Promise<void> {
    await this.#requests.move(sql, [row.id], moved);
    await this.#book.note(sql, { ...row, ...moved, others: row.others }, moved.what, moved.reason);
  }

  async #do<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return (await transactionWithRetry(this.#database, work)).value;
  }

  /** Of an open shift the shift comes first, since granting one of its requests refuses others: two never wait for each other. */
  async #lock(sql: Sql, id: string): Promise<RequestRow> {
    const { openShift } = await this.#known(sql, id);
    if (openShift !== null) await this.#openShifts.lock(sql, openShift);
    const row = await this.#requests.lock(sql, id);
    if (!row) throw noSuchRequest();
    return row;
  }

  async #known(sql: Sql, id: string): Promise<RequestRow> {
    const row = await this.#requests.find(sql, id);
    if (!row) throw noSuchRequest();
    return row;
  }
}

/** A key is not the person who made it. */
function madeBy({ kind, name, employee }: Principal, nowMs: number): Done {
  const person = kind === 'account' ? employee : null;
  return { by: name, person, madeAt: new Date(nowMs).toISOString() };
}

function step(what: RequestEntry['what'], { by, person, madeAt }: Done, reason: string | null = null) {
  return { what, by, person, at: madeAt, reason, isDecision: false };
}

function stateAfter(row: RequestRow, move: RequestMove): RequestRow['state'] {
  const state = nextState(row.kind, row.state, move);
  if (state === null) throw notPossibleNow(row);
  return state;
}

/** Nobody answers for somebody else: a key is not the person who made it. */
function isOneself({ kind, employee: own }: Principal, employee: string): boolean {
  return kind === 'account' && own === employee;
}

/** The person who answers, who must have been asked. */
function askedPerson(principal: Principal, { others }: RequestRow): string {
  const person = others.find(other => isOneself(principal, other));
  if (person === undefined) throw notAsked();
  return person;
}

async function requireDecider(sql: Sql, principal: Principal, row: RequestRow): Promise<void> {
  if (!principal.rights.has('requests.decide')) throw notAsked();
  await requireReachIn(sql, principal, 'requests.decide', decidedAbout(row));
}

function grantedAlready(row: RequestRow): HubError {
  if (row.kind !== 'leave') return notPossibleNow(row);
  return refusal('CONFLICT', 'REQUEST_GRANTED', 'state', {
    en: 'This leave was granted. Whoever decides about your requests can take it back: ask them.',
    de: 'Diese Abwesenheit wurde genehmigt. Wer über Ihre Anträge entscheidet, kann sie zurücknehmen: Fragen Sie dort.',
  });
}

/** What the table itself holds: of two requests for the same, that come at once, one is kept. */
function refusedByTable(error: unknown): unknown {
  if (codeOfError(error) === '23P01')
    return refusal('CONFLICT', 'LEAVE_OVERLAPS', 'from', {
      en: 'There is a request for leave on some of these dates already. Withdraw it first, or ask for the others.',
      de: 'Für einige dieser Tage gibt es schon einen Antrag. Ziehen Sie ihn zuerst zurück oder fragen Sie nach den anderen.',
    });
  if (isUniqueViolation(error))
    return refusal('CONFLICT', 'ASKED_ALREADY', '', {
      en: 'There is a request for this already. Withdraw it first, or wait for its end.',
      de: 'Dafür gibt es schon einen Antrag. Ziehen Sie ihn zuerst zurück oder warten Sie sein Ende ab.',
    });
  return error;
}
