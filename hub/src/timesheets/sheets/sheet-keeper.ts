import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { EventLog, type NewEvent } from '../../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { isUnavailable } from '../../platform/database/errors.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { HubMetrics } from '../../platform/metrics/hub-metrics.ts';
import { computeHours, formatDay, type LocalDay, parseDay, ZoneClocks } from '../domain/index.ts';
import { FactsLoader, FirstFacts, type PersonFacts } from '../facts/index.ts';
import { PolicyDirectory } from '../policies/index.ts';
import { type ChangedDay, DayRecordsRepository, type DerivedSpan } from './day-records.repository.ts';
import {
  type DerivationPlan,
  isLong,
  nextLook,
  nextPlanned,
  planPass,
  REACH_DAYS_MAX,
} from './derivation-plan.ts';
import { daysOf } from './derived-days.ts';
import { type DuePerson, DueQueue, type NextLook } from './due-queue.ts';

/** People of one step: enough to share the statements, few enough to be done within a moment (R11). */
const STEP_PEOPLE_MAX = 32;
/** Hubs' clocks are less apart than this: another one may take a day for over already. */
const CLOCKS_APART_SEC = 600;
const RETRY_START_MS = 10_000;
const RETRY_MAX_MS = 3_600_000;

/** What a step is asked to do. */
export interface StepOptions {
  nowMs: number;
  /** Takes people who are due by then; now unless told. */
  dueByMs?: number;
  /** Only these people; anybody unless told. */
  employees?: readonly string[];
}

/** What came of one person. */
interface Outcome {
  claim: DuePerson;
  span: DerivedSpan | null;
  look: NextLook;
}

/**
 * Keeps the day records what the facts say. Facts are read and hours derived outside of the transaction that writes them, because
 * an open transaction holds back every reader of the event log; the claim's version makes sure that no older facts are written.
 */
@Injectable()
export class SheetKeeper {
  readonly #database: Database;
  readonly #queue: DueQueue;
  readonly #records: DayRecordsRepository;
  readonly #policies: PolicyDirectory;
  readonly #facts: FactsLoader;
  readonly #firstFacts: FirstFacts;
  readonly #events: EventLog;
  readonly #metrics: HubMetrics;
  readonly #log: Log;
  readonly #clocks = new ZoneClocks();

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(DueQueue) queue: DueQueue,
    @Inject(DayRecordsRepository) records: DayRecordsRepository,
    @Inject(PolicyDirectory) policies: PolicyDirectory,
    @Inject(FactsLoader) facts: FactsLoader,
    @Inject(FirstFacts) firstFacts: FirstFacts,
    @Inject(EventLog) events: EventLog,
    @Inject(HubMetrics) metrics: HubMetrics,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#queue = queue;
    this.#records = records;
    this.#policies = policies;
    this.#facts = facts;
    this.#firstFacts = firstFacts;
    this.#events = events;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Derives some of the people who are due. Returns how many it took: 0 when there is nobody left to take. */
  async step({ nowMs, dueByMs = nowMs, employees }: StepOptions): Promise<number> {
    const claims = await this.#queue.claim(this.#database.primary, {
      nowMs,
      dueByMs,
      limit: STEP_PEOPLE_MAX,
      employees: employees ?? null,
    });
    if (claims.length === 0) return 0;
    try {
      await this.#write(await this.#deriveAll(claims, nowMs));
    } catch (error) {
      if (isUnavailable(error)) throw error;
      for (const claim of claims) await this.#alone(claim, nowMs);
    }
    return claims.length;
  }

  /** Forgets every day and notes everybody: what is derived then is equal to what was there (R8). */
  async forget(nowMs: number): Promise<void> {
    await this.#database.transaction(async sql => {
      await this.#queue.noteEverybody(sql, nowMs);
      await this.#records.clear(sql);
    });
  }

  /** One person apart from the others, whose rows or facts may have been what stood in their way. */
  async #alone(claim: DuePerson, nowMs: number): Promise<void> {
    try {
      await this.#write(await this.#deriveAll([claim], nowMs));
    } catch (error) {
      if (isUnavailable(error)) throw error;
      await this.#write([this.#failed(claim, error, nowMs)]);
    }
  }

  async #deriveAll(claims: readonly DuePerson[], nowMs: number): Promise<Outcome[]> {
    const nowSec = Math.floor(nowMs / 1000);
    const { value } = await this.#database.transaction(async sql => {
      await sql.query('set transaction isolation level repeatable read, read only');
      const plans = await this.#plan(sql, claims, nowSec);
      return { plans, facts: await this.#load(sql, plans, nowSec) };
    });
    const outcomes: Outcome[] = [];
    for (const plan of value.plans) {
      try {
        outcomes.push(this.#derive(plan, value.facts.get(plan.claim.employee), nowMs));
      } catch (error) {
        outcomes.push(this.#failed(plan.claim, error, nowMs));
      }
      await yieldToOthers();
    }
    return outcomes;
  }

  async #plan(sql: Sql, claims: readonly DuePerson[], nowSec: number): Promise<DerivationPlan[]> {
    const todayOf = ({ zone }: DuePerson) => this.#clocks.of(zone).dayAt(nowSec);
    const long = claims.filter(claim => isLong(claim, todayOf(claim)));
    const starts = await this.#firstFacts.find(
      sql,
      long.map(({ employee, fromDate }) => ({ employee, from: parseDay(fromDate) })),
    );
    const first = Math.min(...claims.map(({ fromDate }) => parseDay(fromDate)));
    const last = Math.max(...claims.map(claim => Math.max(todayOf(claim), parseDay(claim.fromDate)))) + 7;
    const spans = await this.#policies.spans(sql, claims, first - REACH_DAYS_MAX, last);
    return claims.map(claim => {
      const today = todayOf(claim);
      // Without any fact there is only the present to look at.
      const start = long.includes(claim) ? (starts.get(claim.employee) ?? today) : parseDay(claim.fromDate);
      return planPass(claim, { spans: spans.get(claim.employee) ?? [], today, start });
    });
  }

  /** Most people need the same dates: one load for each such group. */
  async #load(sql: Sql, plans: readonly DerivationPlan[], nowSec: number): Promise<Map<string, PersonFacts>> {
    const rules = new Map(plans.map(({ claim, spans }) => [claim.employee, spans]));
    const loaded = new Map<string, PersonFacts>();
    const groups = Map.groupBy(
      plans.filter(({ from, to }) => from <= to),
      ({ from, to }) => `${from} ${to}`,
    );
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      const { from, to } = first;
      const employees = group.map(({ claim }) => claim.employee);
      for (const facts of await this.#facts.load(sql, { employees, from, to, asOfSec: nowSec }, rules))
        loaded.set(facts.person.employee, facts);
    }
    return loaded;
  }

  #derive(plan: DerivationPlan, facts: PersonFacts | undefined, nowMs: number): Outcome {
    const { claim, to, replaceFrom } = plan;
    const clock = this.#clocks.of(claim.zone);
    const results = (facts?.stretches ?? []).map(stretch => ({
      stretch,
      result: computeHours(stretch.facts, this.#clocks),
    }));
    const open = results
      .flatMap(({ result }) => result.findings)
      .flatMap(({ code, atSec }) => (code === 'STILL_OPEN' && atSec !== null ? [atSec] : []));
    const look = nextLook(plan, {
      openSec: open.length === 0 ? null : Math.min(...open),
      planned: nextPlanned(facts, Math.floor(nowMs / 1000)),
      clock,
    });
    return {
      claim,
      span: {
        employee: claim.employee,
        site: claim.site,
        from: replaceFrom,
        to,
        days: results.flatMap(({ stretch, result }) => daysOf(stretch, result, clock)),
        overBefore: clock.dayAt(Math.floor(nowMs / 1000) + CLOCKS_APART_SEC),
      },
      look: this.#look(claim, look.fromDay, look.atSec === null ? nowMs : look.atSec * 1000),
    };
  }

  #look({ employee }: DuePerson, fromDay: LocalDay, dueAtMs: number): NextLook {
    return { employee, fromDate: formatDay(fromDay), dueAtMs, failures: 0 };
  }

  /** Others must not wait for somebody whose hours cannot be derived: it is told and tried again, less and less often. */
  #failed(claim: DuePerson, error: unknown, nowMs: number): Outcome {
    const { employee, fromDate, failures } = claim;
    const waitMs = Math.min(RETRY_START_MS * 2 ** failures, RETRY_MAX_MS);
    this.#metrics.sheetFailures.inc();
    this.#log.error({ err: error, employee, fromDate, waitMs }, 'hours could not be derived');
    return {
      claim,
      span: null,
      look: { employee, fromDate, dueAtMs: nowMs + waitMs, failures: failures + 1 },
    };
  }

  async #write(outcomes: readonly Outcome[]): Promise<void> {
    await this.#database.transaction(async sql => {
      const held = await this.#queue.held(
        sql,
        outcomes.map(({ claim }) => claim),
      );
      const ours = outcomes.filter(({ claim }) => held.has(claim.employee));
      const spans = ours.flatMap(({ span }) => span ?? []);
      await this.#events.append(sql, findingsChanged(await this.#records.replace(sql, spans), spans));
      await this.#queue.lookAgain(
        sql,
        ours.map(({ look }) => look),
      );
    });
    this.#metrics.sheetsDerived.inc(outcomes.filter(({ span }) => span !== null).length);
  }
}

/** One event a person about the days on which something else is noticed now. */
function findingsChanged(changed: readonly ChangedDay[], spans: readonly DerivedSpan[]): NewEvent[] {
  const sites = new Map(spans.map(({ employee, site }) => [employee, site]));
  const noticed = changed.flatMap(({ employee, date, findings }) =>
    findings === null ? [] : [{ employee, date, findings }],
  );
  return [...Map.groupBy(noticed, ({ employee }) => employee)].map(([employee, days]) => ({
    kind: 'findings.changed',
    site: sites.get(employee) ?? '',
    key: employee,
    payload: {
      employee,
      days: days.map(({ date, findings }) => ({ date, findings })).sort((a, b) => (a.date < b.date ? -1 : 1)),
    },
  }));
}
