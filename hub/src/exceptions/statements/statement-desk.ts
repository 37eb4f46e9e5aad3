import { Inject, Injectable } from '@nestjs/common';
import {
  type NewCorrection,
  OPEN_STATEMENTS_PER_DATE_MAX,
  type Said,
  STATED_PUNCHES_MAX,
  STATEMENT_DAYS_MAX,
  STATEMENTS_PER_DAY_MAX,
  type StatementState,
} from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail, type NewEntry } from '../../audit/data.ts';
import { CorrectionsRepository, CorrectionsService, refusalError } from '../../corrections/index.ts';
import { EventLog } from '../../event-log/index.ts';
import { PeopleRepository } from '../../people/index.ts';
import type { Sql } from '../../platform/database/database.ts';
import { type Decider, requireReachIn } from '../../platform/http/access/reach-lists.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { PunchesRepository } from '../../punches/index.ts';
import { DayReader } from '../desk/day-reader.ts';
import { isStillFound } from '../desk/still-found.ts';
import type { ExceptionRow } from '../domain/index.ts';
import { ExceptionStore } from '../exception.store.ts';
import { daysBefore, withInstants } from './stated-punches.ts';
import type { StatementRow } from './statement-row.ts';
import { type Decision, StatementsRepository } from './statements.repository.ts';

const DAY_MS = 86_400_000;

/** What a person says about a date of theirs. */
export interface Stated {
  employee: string;
  /** Name of who says it: the person. */
  by: string;
  text: string;
  /** What granting it shall make. */
  wanted: readonly NewCorrection[];
  /** Local date, `YYYY-MM-DD`. */
  date: string;
  /** The exception that it answers. */
  exception?: string;
}

/** What granting a statement did. */
export interface Granted {
  /** Ids of the corrections. */
  corrections: string[];
  /** Ids of the exceptions that are settled by it. */
  settled: string[];
  /** The date is in a locked period. */
  becomesDelta: boolean;
}

/** Statements: what people say was missed or wrong. Granting one makes its corrections and settles what they put right, in one transaction. */
@Injectable()
export class StatementDesk {
  readonly #statements: StatementsRepository;
  readonly #corrections: CorrectionsService;
  readonly #made: CorrectionsRepository;
  readonly #punches: PunchesRepository;
  readonly #exceptions: ExceptionStore;
  readonly #people: PeopleRepository;
  readonly #days: DayReader;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(StatementsRepository) statements: StatementsRepository,
    @Inject(CorrectionsService) corrections: CorrectionsService,
    @Inject(CorrectionsRepository) made: CorrectionsRepository,
    @Inject(PunchesRepository) punches: PunchesRepository,
    @Inject(ExceptionStore) exceptions: ExceptionStore,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(DayReader) days: DayReader,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#statements = statements;
    this.#corrections = corrections;
    this.#made = made;
    this.#punches = punches;
    this.#exceptions = exceptions;
    this.#people = people;
    this.#days = days;
    this.#events = events;
    this.#trail = trail;
  }

  /**
   * Keeps a statement in the caller's transaction, until somebody decides. Throws NOT_FOUND for an unknown person, VALIDATION_ERROR for times
   * that were not, a date too old or yet to come and a punch of somebody else, CONFLICT where too many wait already
   * and after STATEMENTS_PER_DAY_MAX.
   */
  async state(sql: Sql, stated: Stated, nowMs: number): Promise<StatementRow> {
    const { employee, by, text, date, exception = null } = stated;
    const { site, zone } = await this.#homeOf(sql, employee);
    checkDate(date, nowMs);
    if (stated.wanted.length > STATED_PUNCHES_MAX) throw tooManyPunches();
    if (!(await this.#areOwn(sql, employee, stated.wanted))) throw ofSomebodyElse();
    const wanted = withInstants(stated.wanted, { zone, date, nowMs }).map(one => ({
      ...one,
      id: one.id ?? uuid(),
    }));
    await this.#statements.lockPerson(sql, employee);
    const since = new Date(nowMs - DAY_MS).toISOString();
    if ((await this.#statements.countMade(sql, employee, since)) >= STATEMENTS_PER_DAY_MAX)
      throw tooManyStated();
    if ((await this.#statements.countAsked(sql, employee, date)) >= OPEN_STATEMENTS_PER_DATE_MAX)
      throw tooManyAsked(date);
    const id = uuid();
    const statedAt = new Date(nowMs).toISOString();
    await this.#statements.insert(sql, {
      ...{ id, site, employee, date, exception, text, wanted, statedBy: by, statedAt },
    });
    const row = await this.#statements.find(sql, id);
    if (!row) throw new Error('a statement that was kept is there');
    await this.#tell(sql, row, by);
    await this.#trail.record(sql, {
      ...entryOf('statements.made', row),
      after: { state: row.state, date, exception, corrections: wanted },
      why: text,
    });
    return row;
  }

  /**
   * Makes what was stated and settles what it puts right: the exception that was asked about, and what the day does not notice any more. The
   * rows of these exceptions are locked before the statement, here and everywhere. `exception` is one that it was shown with. Throws as corrections do, and CONFLICT where it was decided.
   */
  async grantIn(
    sql: Sql,
    id: string,
    by: Decider,
    { nowMs, expected, exception }: { nowMs: number; expected?: number; exception?: string },
  ): Promise<Granted> {
    const before = await this.#statements.find(sql, id);
    if (!before) throw noSuchStatement();
    const about = [before.exception, exception].filter(one => one != null);
    const exceptions = await this.#exceptions.lock(
      sql,
      await this.#statements.settleable(sql, before, about),
    );
    const statement = await this.#lockAsked(sql, id, row => requireDecider(sql, by, row), expected);
    const outcomes = await this.#corrections.makeIn(sql, by, statement.wanted);
    const corrections = outcomes.map(outcome => {
      if (outcome.kind === 'refused') throw refusalError(outcome.refusal);
      if (outcome.correction.employee !== statement.employee) throw ofSomebodyElse();
      return outcome.correction.id;
    });
    await this.#decide(sql, statement, { state: 'granted', by: by.name, reason: null, nowMs });
    const day = await this.#days.read(sql, statement.employee, statement.date, nowMs);
    const settled = exceptions.filter(
      row => (about.includes(row.id) || row.source === 'day') && !isStillFound(row, day),
    );
    for (const row of settled) await this.#settle(sql, row, statement, { by: by.name, corrections, nowMs });
    return { corrections, settled: settled.map(row => row.id), becomesDelta: day?.isLocked ?? false };
  }

  /** Refuses a statement. Throws as `grantIn` does. */
  async refuseIn(
    sql: Sql,
    id: string,
    by: Decider,
    { reason, expected, nowMs }: { reason: string; expected: number; nowMs: number },
  ): Promise<void> {
    const statement = await this.#lockAsked(sql, id, row => requireDecider(sql, by, row), expected);
    await this.#decide(sql, statement, { state: 'refused', by: by.name, reason, nowMs });
  }

  /** Takes a statement back, which only the person does: to others there is none. Throws as `grantIn` does. */
  async withdrawIn(
    sql: Sql,
    id: string,
    by: Decider,
    { expected, nowMs }: { expected: number; nowMs: number },
  ): Promise<void> {
    const requireOwn = ({ employee }: StatementRow): void => {
      if (employee !== by.employee) throw noSuchStatement();
    };
    const statement = await this.#lockAsked(sql, id, requireOwn, expected);
    await this.#decide(sql, statement, { state: 'withdrawn', by: by.name, reason: null, nowMs });
  }

  /** Refuses what answers an exception that was settled otherwise, and what was shown with it: nobody shall wait for it, or grant it beside. */
  async closeAbout(
    sql: Sql,
    about: { exception: string; shown: string | null },
    { by, reason, nowMs }: { by: string; reason: string; nowMs: number },
  ): Promise<void> {
    for (const statement of await this.#statements.lockAnswers(sql, about))
      await this.#decide(sql, statement, { state: 'refused', by, reason, nowMs });
  }

  /** A statement that nobody has decided, that is as the one who decides has read it and that they may decide about, under lock. */
  async #lockAsked(
    sql: Sql,
    id: string,
    requireAllowed: (statement: StatementRow) => Promise<void> | void,
    expected?: number,
  ): Promise<StatementRow> {
    const statement = await this.#statements.lock(sql, id);
    if (!statement) throw noSuchStatement();
    await requireAllowed(statement);
    if (statement.state !== 'asked') throw decidedAlready(statement, expected);
    if (expected !== undefined) requireVersion(statement.version, expected);
    return statement;
  }

  async #decide(
    sql: Sql,
    statement: StatementRow,
    { state, by, reason, nowMs }: Omit<Decision, 'at'> & { nowMs: number },
  ): Promise<void> {
    await this.#statements.decide(sql, statement.id, {
      ...{ state, by, reason },
      at: new Date(nowMs).toISOString(),
    });
    await this.#tell(sql, { ...statement, state }, by);
    await this.#trail.record(sql, {
      ...entryOf(`statements.${state}`, statement),
      before: { state: statement.state },
      after: { state, date: statement.date },
      why: reason,
    });
  }

  async #settle(
    sql: Sql,
    row: ExceptionRow,
    statement: StatementRow,
    made: { by: string; corrections: readonly string[]; nowMs: number },
  ): Promise<void> {
    const { text: reason, site, employee } = statement;
    await this.#exceptions.change(sql, row, {
      ...{ to: 'settled', what: 'settled', fix: 'correct-as-stated', reason },
      ...made,
    });
    await this.#trail.record(sql, {
      action: 'exceptions.settled',
      subject: { kind: 'exception', id: row.id },
      concerns: { people: [employee], site },
      before: { state: row.state },
      after: {
        state: 'settled',
        fix: 'correct-as-stated',
        statement: statement.id,
        corrections: made.corrections,
      },
      why: reason,
    });
  }

  /** Whether all is about punches of this person, recorded or added. */
  async #areOwn(sql: Sql, employee: string, wanted: readonly NewCorrection[]): Promise<boolean> {
    if (wanted.some(one => one.kind === 'add' && one.employee !== employee)) return false;
    const named = wanted.flatMap(one => (one.kind === 'add' ? [] : [one.punch]));
    if (named.length === 0) return true;
    const recorded = await this.#punches.findByIds(sql, named);
    const added = await this.#made.ofIds(sql, named);
    const own = new Set([
      ...recorded.flatMap(punch => (punch.employee === employee ? [punch.punchId] : [])),
      ...added.flatMap(made => (made.employee === employee && made.kind === 'add' ? [made.id] : [])),
    ]);
    return named.every(id => own.has(id));
  }

  async #homeOf(sql: Sql, employee: string): Promise<{ site: string; zone: string }> {
    const [person] = await this.#people.findEmployees(sql, [employee]);
    const site = (await this.#people.sites(sql)).find(({ id }) => id === person?.site);
    if (!site)
      throw new HubError('NOT_FOUND', { en: 'There is no such person.', de: 'Diese Person gibt es nicht.' });
    return { site: site.id, zone: site.zone };
  }

  async #tell(sql: Sql, { id, site, employee, date, state }: StatementRow, by: string): Promise<void> {
    const payload = {
      request: id,
      kind: 'statement' as const,
      state,
      employee,
      others: [],
      from: date,
      to: date,
      by,
    };
    await this.#events.append(sql, [{ kind: 'request.changed', site, key: employee, payload }]);
  }
}

export function noSuchStatement(): HubError {
  return new HubError('NOT_FOUND', {
    en: 'There is no such statement.',
    de: 'Diese Angabe gibt es nicht.',
  });
}

function entryOf(action: string, { id, employee, site }: StatementRow): Omit<NewEntry, 'before' | 'after'> {
  return { action, subject: { kind: 'statement', id }, concerns: { people: [employee], site } };
}

async function requireDecider(sql: Sql, by: Decider, { employee }: StatementRow): Promise<void> {
  await requireReachIn(sql, by, 'exceptions.settle', [employee]);
}

function checkDate(date: string, nowMs: number): void {
  const tooOld = {
    en: `is more than ${STATEMENT_DAYS_MAX} days ago: ask your supervisor or HR to correct it`,
    de: `liegt mehr als ${STATEMENT_DAYS_MAX} Tage zurück: Bitten Sie Vorgesetzte oder die Personalabteilung um eine Korrektur`,
  };
  const notYet = { en: 'has not come yet', de: 'ist noch nicht gekommen' };
  // A day further than the hub's own: somewhere it is tomorrow already.
  const message =
    date < daysBefore(nowMs, STATEMENT_DAYS_MAX) ? tooOld : date > daysBefore(nowMs, -1) ? notYet : null;
  if (message === null) return;
  throw new HubError(
    'VALIDATION_ERROR',
    { en: 'A statement is about a recent date.', de: 'Eine Angabe betrifft einen Tag der letzten Zeit.' },
    { details: [{ path: 'date', message }] },
  );
}

function tooManyPunches(): HubError {
  return new HubError('VALIDATION_ERROR', {
    en: `A statement is about at most ${STATED_PUNCHES_MAX} punches. Make another one for the others.`,
    de: `Eine Angabe betrifft höchstens ${STATED_PUNCHES_MAX} Stempelungen. Machen Sie für die übrigen eine weitere.`,
  });
}

function ofSomebodyElse(): HubError {
  const message = {
    en: 'A statement is about one’s own punches: this one is not theirs.',
    de: 'Eine Angabe betrifft die eigenen Stempelungen: Diese gehört jemand anders.',
  };
  return new HubError('FORBIDDEN', message, {
    details: [{ path: 'punches', code: 'OTHER_PERSON', message }],
  });
}

function tooManyStated(): HubError {
  const message = {
    en: `${STATEMENTS_PER_DAY_MAX} statements were made within 24 hours, which is the most. Go on tomorrow, or talk to your supervisor.`,
    de: `In 24 Stunden gab es schon ${STATEMENTS_PER_DAY_MAX} Angaben, mehr gehen nicht. Machen Sie morgen weiter, oder sprechen Sie mit Ihren Vorgesetzten.`,
  };
  return new HubError('CONFLICT', message, {
    details: [{ path: '', code: 'TOO_MANY_TODAY', message }],
  });
}

function tooManyAsked(date: string): HubError {
  return new HubError(
    'CONFLICT',
    {
      en: `${OPEN_STATEMENTS_PER_DATE_MAX} statements about ${date} wait for a decision. Withdraw one, or wait.`,
      de: `${OPEN_STATEMENTS_PER_DATE_MAX} Angaben zum ${date} warten auf eine Entscheidung. Ziehen Sie eine zurück oder warten Sie.`,
    },
    { details: [{ path: 'date', code: 'TOO_MANY_STATEMENTS' }] },
  );
}

const DECIDED: Record<StatementState, Said> = {
  asked: { en: 'asked', de: 'erbeten' },
  granted: { en: 'granted', de: 'gewährt' },
  refused: { en: 'refused', de: 'abgelehnt' },
  withdrawn: { en: 'withdrawn', de: 'zurückgezogen' },
};

function decidedAlready(
  { state, decidedBy, decidedAt, version }: StatementRow,
  expected: number | undefined,
): HubError {
  return new HubError(
    expected === undefined || expected === version ? 'CONFLICT' : 'PRECONDITION_FAILED',
    {
      en: `${decidedBy} was quicker: this was ${DECIDED[state].en} (${decidedAt}). Read it again.`,
      de: `${decidedBy} war schneller: Dies wurde ${DECIDED[state].de} (${decidedAt}). Lesen Sie es neu.`,
    },
    { details: [{ code: 'ALREADY_DECIDED', version, by: decidedBy, at: decidedAt, what: state }] },
  );
}
