import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Cursor } from '@tapclock/contracts';
import { CursorRunner, type LogEvent } from '../../event-log/index.ts';
import type { Sql } from '../../platform/database/database.ts';
import { type NewException, punchKind } from '../domain/index.ts';
import { ExceptionStore } from '../exception.store.ts';
import { exceptionId } from '../exception-id.ts';
import { IdentityNotices } from '../identity/identity-notices.ts';
import { dayExceptions, type NoticedDay } from './day-notices.ts';
import { type Named, NoticeRepository, type PunchGroup } from './notice.repository.ts';

/** Name of the cursor by which the event log is followed into the inbox. */
export const EXCEPTIONS_CURSOR = 'exceptions';
/** What is older is history: payroll has it, and nobody settles it one by one. */
export const NOTICE_DAYS_MAX = 92;
const DAY_MS = 86_400_000;

type PunchEvent = Extract<LogEvent, { kind: 'punch.recorded' }>;

/** Turns what days and punches say into exceptions. Seeing events again changes nothing, and decisions stay (R8). */
@Injectable()
export class NoticeProjector implements OnModuleInit {
  readonly #runner: CursorRunner;
  readonly #store: ExceptionStore;
  readonly #repository: NoticeRepository;
  readonly #identity: IdentityNotices;

  constructor(
    @Inject(CursorRunner) runner: CursorRunner,
    @Inject(ExceptionStore) store: ExceptionStore,
    @Inject(NoticeRepository) repository: NoticeRepository,
    @Inject(IdentityNotices) identity: IdentityNotices,
  ) {
    this.#runner = runner;
    this.#store = store;
    this.#repository = repository;
    this.#identity = identity;
  }

  onModuleInit(): void {
    this.#runner.register({
      name: EXCEPTIONS_CURSOR,
      handle: (events, sql) => this.apply(events, sql, Date.now()),
    });
  }

  async apply(events: readonly LogEvent[], sql: Sql, nowMs: number): Promise<void> {
    const from = new Date(nowMs - NOTICE_DAYS_MAX * DAY_MS).toISOString();
    await this.#days(
      sql,
      latestDays(events).filter(({ date }) => date >= from.slice(0, 10)),
      nowMs,
    );
    const punches = events.filter(
      (event): event is PunchEvent => event.kind === 'punch.recorded' && event.payload.occurredAt >= from,
    );
    await this.#store.notice(sql, await this.#ofPunches(sql, punches), nowMs);
    for (const change of changesOfPlan(events)) await this.#lookAgain(sql, change, nowMs);
  }

  async #days(sql: Sql, days: readonly NoticedDay[], nowMs: number): Promise<void> {
    if (days.length === 0) return;
    const noticed = days.flatMap(dayExceptions);
    const there = new Set(noticed.map(({ id }) => id));
    const seen = new Map(days.map(day => [`${day.employee} ${day.date}`, day.seen]));
    const held = await this.#repository.heldDays(sql, days);
    const ended = held.filter(({ id }) => !there.has(id));
    await this.#store.notice(sql, noticed, nowMs);
    await this.#store.gone(
      sql,
      ended.map(({ id, employee, date }) => ({ id, seen: seen.get(`${employee} ${date}`) ?? null })),
      nowMs,
    );
  }

  async #ofPunches(sql: Sql, punches: readonly PunchEvent[]): Promise<NewException[]> {
    const seen = punches.at(-1)?.cursor ?? null;
    const readers = {
      'unknown-badge': (some: readonly Named[]) => this.#repository.unknownBadges(sql, some),
      unscheduled: (some: readonly Named[]) => this.#repository.unscheduled(sql, some),
      'clock-off': (some: readonly Named[]) => this.#repository.clocksOff(sql, some),
    };
    const noticed: NewException[] = [];
    for (const [code, read] of Object.entries(readers)) {
      const some = punches
        .map(({ payload }) => payload)
        .filter(({ findings }) => findings.some(finding => finding.code === code));
      if (some.length > 0)
        for (const group of await read(some)) noticed.push(...punchException(code, group, seen));
    }
    const known = punches.map(({ payload }) => payload).filter(({ employee }) => employee !== null);
    return [...noticed, ...(await this.#identity.find(sql, known, seen))];
  }

  /** Whether who came without a plan still did. */
  async #lookAgain(sql: Sql, { site, employees, seen }: ChangeOfPlan, nowMs: number): Promise<void> {
    const held = await this.#repository.heldUnscheduled(sql, site, employees);
    if (held.length === 0) return;
    const groups = await this.#repository.unscheduled(sql, held);
    const noticed = groups.flatMap(group => punchException('unscheduled', group, seen));
    const there = new Set(noticed.map(({ id }) => id));
    await this.#store.notice(sql, noticed, nowMs);
    const ended = held.filter(({ id }) => !there.has(id));
    await this.#store.gone(
      sql,
      ended.map(({ id }) => ({ id, seen })),
      nowMs,
    );
  }
}

/** At a site, punches or plans of these people (none named: of anybody) may be read otherwise now. */
interface ChangeOfPlan {
  site: string;
  employees: string[];
  seen: Cursor;
}

/** Corrections of a site together: a hundred of them come in one request. */
function changesOfPlan(events: readonly LogEvent[]): ChangeOfPlan[] {
  const changes: ChangeOfPlan[] = [];
  const corrected = new Map<string, ChangeOfPlan>();
  for (const event of events) {
    const { site, cursor: seen } = event;
    if (event.kind === 'schedule.changed') changes.push({ site, employees: event.payload.employees, seen });
    if (event.kind !== 'correction.made') continue;
    const before = corrected.get(site)?.employees ?? [];
    corrected.set(site, { site, employees: [...before, event.payload.employee], seen });
  }
  return [...changes, ...corrected.values()];
}

/** What was said last of each date of each person. */
function latestDays(events: readonly LogEvent[]): NoticedDay[] {
  const days = new Map<string, NoticedDay>();
  for (const event of events) {
    if (event.kind !== 'findings.changed') continue;
    const { employee } = event.payload;
    for (const { date, findings } of event.payload.days)
      days.set(`${employee} ${date}`, { site: event.site, employee, date, findings, seen: event.cursor });
  }
  return [...days.values()];
}

function punchException(code: string, group: PunchGroup, seen: Cursor | null): NewException[] {
  const kind = punchKind(code);
  if (kind === null) return [];
  const { site, terminal, employee, subject, date, at, punches, ended, seconds } = group;
  return [
    {
      id: exceptionId(site, code, subject, date),
      ...{ site, source: 'punch', code, ...kind, employee, terminal, area: null, date, at },
      facts: {
        ...(code === 'clock-off' ? {} : { punches }),
        ...(code === 'unknown-badge' ? { times: punches.length } : {}),
        ...(ended === null ? {} : { ended }),
        // In whole minutes: a clock that drifts is one matter, not one a punch.
        ...(seconds === null ? {} : { seconds: Math.trunc(seconds / 60) * 60 }),
      },
      seen,
    },
  ];
}
