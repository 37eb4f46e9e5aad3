import { Inject, Injectable } from '@nestjs/common';
import {
  type EntryEnd,
  LOCATION_SHOWN_DAYS,
  type NewCorrection,
  type NewTimeEntry,
  type NewTimeEntryAnswer,
  type TimeEntry,
  type TimeTask,
} from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';
import { CorrectionsService, correctionView, refusalError } from '../corrections/index.ts';
import { StatementDesk } from '../exceptions/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { transactionWithRetry } from '../platform/database/pg-database.ts';
import type { Principal } from '../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from '../platform/http/access/reach-check.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { OPEN_STAY_SECONDS } from '../scheduling/index.ts';
import { TaskDirectory } from '../tasks/index.ts';
import type { ReadPunch } from './domain/active.ts';
import { type Entry, entriesOf, secondsOf } from './domain/entries.ts';
import { PunchReader } from './read-punches.ts';
import { TaskTitles } from './task-titles.ts';
import { oneself } from './web-clock.service.ts';

/** Dates, both included, and one page of what began on them. */
export interface EntriesFilter {
  from: string;
  to: string;
  page: number;
  per_page: number;
}

const DAY_MS = 86_400_000;
/** Punches around the dates that say where entries begin and end. */
const AROUND_MS = 2 * DAY_MS;

/** Time as entries: read from punches and corrections, added as a statement or as corrections, never kept as a truth of its own. */
@Injectable()
export class TimeEntries {
  readonly #database: Database;
  readonly #reader: PunchReader;
  readonly #titles: TaskTitles;
  readonly #tasks: TaskDirectory;
  readonly #corrections: CorrectionsService;
  readonly #statements: StatementDesk;
  readonly #membership: Membership;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PunchReader) reader: PunchReader,
    @Inject(TaskTitles) titles: TaskTitles,
    @Inject(TaskDirectory) tasks: TaskDirectory,
    @Inject(CorrectionsService) corrections: CorrectionsService,
    @Inject(StatementDesk) statements: StatementDesk,
    @Inject(MEMBERSHIP) membership: Membership,
  ) {
    this.#database = database;
    this.#reader = reader;
    this.#titles = titles;
    this.#tasks = tasks;
    this.#corrections = corrections;
    this.#statements = statements;
    this.#membership = membership;
  }

  /** One person's entries, newest first; to others where it was for LOCATION_SHOWN_DAYS only. Throws NOT_FOUND. */
  async list(
    employee: string,
    { from, to, page, per_page }: EntriesFilter,
    viewer: Pick<Principal, 'employee'>,
    nowMs: number,
  ): Promise<{ entries: TimeEntry[]; total: number }> {
    const sql = this.#database.primary;
    const { site, zone } = await homeOf(sql, employee);
    const fromMs = startOf(from, zone);
    const beforeMs = startOf(dayAfter(to), zone);
    const span = { employee, fromMs: fromMs - AROUND_MS, toMs: beforeMs + AROUND_MS };
    const punches = (await this.#reader.read(sql, [span])).get(employee)?.punches ?? [];
    const entries = entriesOf(punches, OPEN_STAY_SECONDS)
      .filter(({ start }) => start.atMs >= fromMs && start.atMs < beforeMs)
      .reverse();
    const shown = entries.slice((page - 1) * per_page, page * per_page);
    const codes = shown.flatMap(({ job }) => job ?? []);
    const titled = await this.#titles.of(sql, site, codes);
    const placedFromMs = employee === viewer.employee ? 0 : nowMs - LOCATION_SHOWN_DAYS * DAY_MS;
    return {
      entries: shown.map(entry => entryView({ employee, zone, placedFromMs }, entry, titled(entry.job))),
      total: entries.length,
    };
  }

  /**
   * Adds time that nobody clocked: of oneself as a statement that somebody else approves, of others as corrections at once. Throws FORBIDDEN for
   * others without the right to correct and out of reach, what statements and corrections throw, and what a task does that cannot be booked on.
   */
  async add(by: Principal, wanted: NewTimeEntry): Promise<NewTimeEntryAnswer> {
    const employee = wanted.employee ?? oneself(by);
    if (employee !== by.employee) {
      if (!by.rights.has('corrections.write')) throw ofSomebodyElse();
      await requireReach(this.#membership, by, 'corrections.write', [employee]);
    }
    const { value } = await transactionWithRetry(this.#database, async (sql): Promise<NewTimeEntryAnswer> => {
      const corrections = await this.#correctionsOf(sql, employee, wanted);
      if (employee === by.employee) {
        const stated = { employee: oneself(by), by: by.name, text: wanted.reason, wanted: corrections };
        const { id } = await this.#statements.state(sql, { ...stated, date: wanted.date }, Date.now());
        return { outcome: 'stated', statement: id };
      }
      const outcomes = await this.#corrections.makeIn(sql, by, corrections);
      const made = outcomes.map(outcome => {
        if (outcome.kind === 'refused') throw refusalError(outcome.refusal);
        return correctionView(outcome.correction);
      });
      return { outcome: 'corrected', corrections: made };
    });
    return value;
  }

  async #correctionsOf(sql: Sql, employee: string, wanted: NewTimeEntry): Promise<NewCorrection[]> {
    const { date, task, reason } = wanted;
    const job = task === undefined ? {} : { job: (await this.#tasks.bookable(sql, employee, task)).code };
    const outDate = wanted.out > wanted.in ? date : dayAfter(date);
    const added = { kind: 'add', employee, reason } as const;
    return [
      { ...added, ...job, action: 'clock-in', when: { date, time: wanted.in } },
      { ...added, action: 'clock-out', when: { date: outDate, time: wanted.out } },
    ];
  }
}

async function homeOf(sql: Sql, employee: string): Promise<{ site: string; zone: string }> {
  const [home] = await sql.query<{ site: string; zone: string }>(
    'select e.site_id as site, s.zone from employee e join site s on s.id = e.site_id where e.id = $1',
    [employee],
  );
  if (home) return home;
  throw new HubError('NOT_FOUND', { en: 'There is no such person.', de: 'Diese Person gibt es nicht.' });
}

function startOf(date: string, zone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;
}

function dayAfter(date: string): string {
  return Temporal.PlainDate.from(date).add({ days: 1 }).toString();
}

function entryView(
  { employee, zone, placedFromMs }: { employee: string; zone: string; placedFromMs: number },
  entry: Entry,
  task: TimeTask | null,
): TimeEntry {
  const { start, end, breaks } = entry;
  const endView = ({ id, atMs, source, terminal, place, location, note }: ReadPunch): EntryEnd => ({
    ...{ at: new Date(atMs).toISOString(), punch: id, source, terminal, place, note },
    location: atMs >= placedFromMs ? location : null,
  });
  return {
    employee,
    date: Temporal.Instant.fromEpochMilliseconds(start.atMs)
      .toZonedDateTimeISO(zone)
      .toPlainDate()
      .toString(),
    start: endView(start),
    end: end && endView(end),
    breaks: breaks.map(({ fromMs, toMs }) => ({
      from: new Date(fromMs).toISOString(),
      to: toMs === null ? null : new Date(toMs).toISOString(),
    })),
    seconds: secondsOf(entry),
    task,
  };
}

function ofSomebodyElse(): HubError {
  return new HubError('FORBIDDEN', {
    en: 'Only supervisors add time of others.',
    de: 'Zeiten anderer tragen nur Vorgesetzte nach.',
  });
}
