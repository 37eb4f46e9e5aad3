import { Inject, Injectable } from '@nestjs/common';
import type {
  ExceptionDetail,
  Language,
  NewCorrection,
  NewLeaveDay,
  SettleRequest,
} from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { CorrectionsService, refusalError } from '../../corrections/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { transactionWithRetry } from '../../platform/database/pg-database.ts';
import { allow } from '../../platform/http/access/access.guard.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { CalendarService } from '../../scheduling/index.ts';
import type { ExceptionRow } from '../domain/exception.ts';
import type { OfferedFix } from '../domain/fixes/offered-fix.ts';
import { ExceptionStore } from '../exception.store.ts';
import { StatementDesk } from '../statements/statement-desk.ts';
import type { StatementRow } from '../statements/statement-row.ts';
import { DayReader } from './day-reader.ts';
import { DeskRepository } from './desk.repository.ts';
import { concerned, DeskLock } from './desk-lock.ts';
import { correctionsOf, DetailReader } from './detail.reader.ts';
import { FixReader, type Offered } from './fix-reader.ts';
import {
  correctionsNeeded,
  findingRemains,
  fixNotReady,
  leaveNeeded,
  notOpen,
  notSettled,
  otherPerson,
  reasonNeeded,
} from './settle-refusals.ts';
import { isStillFound } from './still-found.ts';

/** Who does something to an exception they have read at a version, and in which language. */
export interface Doing {
  by: Principal;
  expected: number;
  language: Language;
  nowMs: number;
}

/** Longest reason of a correction, characters. */
const REASON_MAX = 500;

/** Settles exceptions: what a fix makes, the state, its history, events and audit are one transaction. */
@Injectable()
export class SettleService {
  readonly #database: Database;
  readonly #exceptions: ExceptionStore;
  readonly #lock: DeskLock;
  readonly #fixes: FixReader;
  readonly #details: DetailReader;
  readonly #days: DayReader;
  readonly #desk: DeskRepository;
  readonly #statements: StatementDesk;
  readonly #corrections: CorrectionsService;
  readonly #calendar: CalendarService;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ExceptionStore) exceptions: ExceptionStore,
    @Inject(DeskLock) lock: DeskLock,
    @Inject(FixReader) fixes: FixReader,
    @Inject(DetailReader) details: DetailReader,
    @Inject(DayReader) days: DayReader,
    @Inject(DeskRepository) desk: DeskRepository,
    @Inject(StatementDesk) statements: StatementDesk,
    @Inject(CorrectionsService) corrections: CorrectionsService,
    @Inject(CalendarService) calendar: CalendarService,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#exceptions = exceptions;
    this.#lock = lock;
    this.#fixes = fixes;
    this.#details = details;
    this.#days = days;
    this.#desk = desk;
    this.#statements = statements;
    this.#corrections = corrections;
    this.#calendar = calendar;
    this.#trail = trail;
  }

  /** Settles one, or asks about it. Nothing is changed where it throws (`settle-refusals.ts`, and what corrections and leave refuse). */
  async settle(id: string, request: SettleRequest, doing: Doing): Promise<ExceptionDetail> {
    const { by, expected } = doing;
    const { value } = await transactionWithRetry(this.#database, async sql => {
      const row = await this.#lock.take(sql, id, by, expected);
      if (row.state === 'settled' || row.state === 'gone') throw notOpen(row);
      const offered = await this.#fixes.read(sql, row, doing.nowMs);
      const ready = requireReady(request, offered.fixes);
      if (request.fix === 'ask-worker') await this.#ask(sql, row, request, doing);
      else if (request.fix === 'correct-as-stated') await this.#grant(sql, row, offered, doing);
      else await this.#close(sql, row, request, { ready, shown: offered.statement }, doing);
      return await this.#details.read(sql, id, by, doing);
    });
    return value;
  }

  /** Opens again what was settled. Corrections that were made stay: they are facts. */
  async reopen(id: string, reason: string, doing: Doing): Promise<ExceptionDetail> {
    const { by, expected, nowMs } = doing;
    const { value } = await this.#database.transaction(async sql => {
      const row = await this.#lock.take(sql, id, by, expected);
      if (row.state !== 'settled') throw notSettled();
      await this.#exceptions.change(sql, row, {
        ...{ to: 'open', what: 'reopened', by: by.name, reason, nowMs },
      });
      await this.#record(sql, 'exceptions.reopened', row, { state: 'open' }, reason);
      return await this.#details.read(sql, id, by, doing);
    });
    return value;
  }

  async #ask(sql: Sql, row: ExceptionRow, request: SettleRequest, { by, nowMs }: Doing): Promise<void> {
    const language = row.employee === null ? null : await this.#desk.languageOf(sql, row.employee);
    const question = request.question ?? request.reason ?? QUESTION[language ?? 'en'];
    await this.#exceptions.change(sql, row, {
      ...{ to: 'waiting', what: 'asked', fix: 'ask-worker', by: by.name, reason: question, nowMs },
    });
    await this.#record(sql, 'exceptions.asked', row, { state: 'waiting' }, question);
  }

  /** What the person stated is granted, which settles this with all else that it puts right. */
  async #grant(sql: Sql, row: ExceptionRow, { statement }: Offered, { by, nowMs }: Doing): Promise<void> {
    allow(by, 'corrections.write');
    if (!statement) throw new Error('what is offered as stated was stated');
    const { settled } = await this.#statements.grantIn(sql, statement.id, by, { nowMs, exception: row.id });
    if (!settled.includes(row.id)) throw findingRemains();
  }

  async #close(
    sql: Sql,
    row: ExceptionRow,
    request: SettleRequest,
    { ready, shown }: { ready: OfferedFix | undefined; shown: StatementRow | null },
    doing: Doing,
  ): Promise<void> {
    const { by, nowMs, language } = doing;
    const { fix, reason } = request;
    const corrections = await this.#correct(sql, row, wanted(request, ready, language), doing);
    if (fix === 'record-leave') await this.#recordLeave(sql, row, request.leave ?? ready?.leave, doing);
    if (corrections.length > 0 || fix === 'record-leave') await this.#requireGone(sql, row, nowMs);
    await this.#exceptions.change(sql, row, {
      ...{ to: 'settled', what: 'settled', fix, by: by.name, corrections, nowMs },
      ...(reason === undefined ? {} : { reason }),
    });
    await this.#record(sql, 'exceptions.settled', row, { state: 'settled', fix, corrections }, reason);
    const otherwise = (ready?.label ?? SETTLED)[language];
    const closed = { exception: row.id, shown: shown?.id ?? null };
    await this.#statements.closeAbout(sql, closed, { by: by.name, reason: otherwise, nowMs });
  }

  /** Makes corrections of the person that the exception is about. Ids of them. */
  async #correct(
    sql: Sql,
    { employee }: ExceptionRow,
    corrections: readonly NewCorrection[],
    { by }: Doing,
  ): Promise<string[]> {
    if (corrections.length === 0) return [];
    allow(by, 'corrections.write');
    const outcomes = await this.#corrections.makeIn(sql, by, corrections);
    return outcomes.map(outcome => {
      if (outcome.kind === 'refused') throw refusalError(outcome.refusal);
      if (employee !== null && outcome.correction.employee !== employee) throw otherPerson();
      return outcome.correction.id;
    });
  }

  async #recordLeave(
    sql: Sql,
    { employee, date }: ExceptionRow,
    leave: NewLeaveDay | undefined,
    { by, nowMs }: Doing,
  ): Promise<void> {
    allow(by, 'leave.write');
    if (leave === undefined) throw leaveNeeded();
    if (employee === null || date === null) throw new Error('leave is of somebody, on a date');
    const { kind, code, minutes } = leave;
    await this.#calendar.giveLeave(
      sql,
      { employee, kind, code, days: [{ date, seconds: minutes * 60 }], isNew: false },
      { by: by.name, madeAt: new Date(nowMs).toISOString() },
    );
  }

  /** Whoever settles something by changing the hours must not leave it in them. */
  async #requireGone(sql: Sql, row: ExceptionRow, nowMs: number): Promise<void> {
    if (row.source !== 'day' || row.employee === null || row.date === null) return;
    if (isStillFound(row, await this.#days.read(sql, row.employee, row.date, nowMs))) throw findingRemains();
  }

  async #record(
    sql: Sql,
    action: string,
    row: ExceptionRow,
    after: object,
    why: string | undefined,
  ): Promise<void> {
    await this.#trail.record(sql, {
      ...{ action, subject: { kind: 'exception', id: row.id } },
      concerns: { people: concerned(row), site: row.site },
      before: { state: row.state, fix: row.settledFix },
      after,
      why: why ?? null,
    });
  }
}

const QUESTION: Record<Language, string> = {
  en: 'What happened? Say it here, or say which punch is missing.',
  de: 'Was war los? Sagen Sie es hier, oder sagen Sie, welche Stempelung fehlt.',
};
const SETTLED = { en: 'settled otherwise', de: 'anders erledigt' };

/** The fix as it is offered. What stands as it is can always be accepted or ignored by whoever says why: then it is undefined. */
function requireReady({ fix, reason }: SettleRequest, fixes: readonly OfferedFix[]): OfferedFix | undefined {
  const ready = fixes.find(one => one.fix === fix);
  const needsReason = ready?.needsReason ?? true;
  if (!ready && fix !== 'accept' && fix !== 'ignore') {
    throw fixNotReady(
      fix,
      fixes.map(one => one.fix),
    );
  }
  if (needsReason && reason === undefined) throw reasonNeeded(fix);
  return ready;
}

/** The corrections that a request asks for; a reason of one's own goes with where the time comes from. */
function wanted(
  { fix, reason, corrections }: SettleRequest,
  ready: OfferedFix | undefined,
  language: Language,
): NewCorrection[] {
  if (fix === 'correct') {
    if (corrections === undefined) throw correctionsNeeded();
    return corrections;
  }
  const offered = ready ? correctionsOf(ready, language) : [];
  if (reason === undefined) return offered;
  return offered.map(one => ({ ...one, reason: `${one.reason}; ${reason}`.slice(0, REASON_MAX) }));
}
