import { Inject, Injectable } from '@nestjs/common';
import type { ExceptionFacts } from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';
import type { Sql } from '../../platform/database/database.ts';
import { CoverageReader } from '../../scheduling/index.ts';
import { PolicyDirectory, parseDay } from '../../timesheets/index.ts';
import { CLOCK_KINDS, type NewException } from '../domain/index.ts';
import { ExceptionStore } from '../exception.store.ts';
import { exceptionId } from '../exception-id.ts';
import { ClockWatchRepository, type HeldException, type StayRow } from './clock-watch.repository.ts';
import { WATCH_THRESHOLDS as FROM } from './thresholds.ts';

type ClockCode = keyof typeof CLOCK_KINDS;

/**
 * What does not happen, and so is no event: who is not here, on break too long, at work too long, where people are missing. Each look finds
 * all that is so now; what is so no more is gone. It needs no memory: after a restart, or on another hub, it goes on where things stand.
 */
@Injectable()
export class ClockWatch {
  readonly #store: ExceptionStore;
  readonly #repository: ClockWatchRepository;
  readonly #policies: PolicyDirectory;
  readonly #coverage: CoverageReader;

  constructor(
    @Inject(ExceptionStore) store: ExceptionStore,
    @Inject(ClockWatchRepository) repository: ClockWatchRepository,
    @Inject(PolicyDirectory) policies: PolicyDirectory,
    @Inject(CoverageReader) coverage: CoverageReader,
  ) {
    this.#store = store;
    this.#repository = repository;
    this.#policies = policies;
    this.#coverage = coverage;
  }

  /** Looks once, in the caller's transaction. */
  async look(sql: Sql, nowMs: number): Promise<void> {
    const held = await this.#repository.held(sql, 'clock');
    const found = [
      ...(await this.#notHere(sql, nowMs)),
      ...(await this.#onBreak(sql, nowMs)),
      ...(await this.#atWork(sql, nowMs)),
      ...(await this.#tooFew(sql, nowMs, held)),
    ];
    const there = new Set(found.map(({ id }) => id));
    await this.#store.notice(sql, found, nowMs);
    const ended = held.filter(({ id }) => !there.has(id));
    await this.#store.gone(
      sql,
      ended.map(({ id }) => ({ id, seen: null })),
      nowMs,
    );
  }

  async #notHere(sql: Sql, nowMs: number): Promise<NewException[]> {
    const rows = await this.#repository.notHere(sql, nowMs);
    return rows.map(({ startsAt, endsAt, ...row }) =>
      noticed('not-here', [row.employee, startsAt], {
        ...row,
        at: startsAt,
        facts: { shift: { startsAt, endsAt } },
      }),
    );
  }

  async #onBreak(sql: Sql, nowMs: number): Promise<NewException[]> {
    const rows = await this.#repository.onBreak(sql, nowMs);
    return rows.map(({ since, limitSeconds, ...row }) =>
      noticed('break-too-long', [row.employee, since], { ...row, at: since, facts: { limitSeconds } }),
    );
  }

  /** Against the lowest limit of a day that the person's policy has; breaks are not work. */
  async #atWork(sql: Sql, nowMs: number): Promise<NewException[]> {
    const leastSeconds = await this.#repository.leastDayLimit(sql);
    if (leastSeconds === null) return [];
    const stays = await this.#repository.atWork(sql, leastSeconds - FROM.limitLeadSeconds, nowMs);
    if (stays.length === 0) return [];
    const limits = await this.#limits(sql, stays);
    return stays.flatMap(({ employee, site, terminal, date, clockedInAt, earlierSeconds, breakSeconds }) => {
      const limitSeconds = limits.get(employee);
      if (limitSeconds === undefined) return [];
      const leftSeconds = limitSeconds - FROM.limitLeadSeconds - earlierSeconds + breakSeconds;
      const nearMs = Date.parse(clockedInAt) + leftSeconds * 1_000;
      if (nowMs < nearMs) return [];
      const row = { employee, site, terminal, date, at: clockedInAt, facts: { limitSeconds } };
      return [noticed('work-too-long', [employee, clockedInAt], row)];
    });
  }

  async #limits(sql: Sql, stays: readonly StayRow[]): Promise<Map<string, number>> {
    const days = stays.map(({ date }) => parseDay(date));
    const spans = await this.#policies.spans(sql, stays, Math.min(...days), Math.max(...days));
    return new Map(
      stays.flatMap(({ employee, date }) => {
        const day = parseDay(date);
        const span = spans.get(employee)?.find(({ from, to }) => from <= day && day <= to);
        const limits = span?.policy.dayLimits.map(({ overMin }) => overMin * 60) ?? [];
        return limits.length === 0 ? [] : [[employee, Math.min(...limits)] as const];
      }),
    );
  }

  /**
   * Spans that need more people than are here, a while after they began; on a holiday only where somebody is planned. It stays what it was
   * at the worst: who comes later changes nothing about it, until there are enough.
   */
  async #tooFew(sql: Sql, nowMs: number, held: readonly HeldException[]): Promise<NewException[]> {
    const found: NewException[] = [];
    const told = new Map(held.map(({ id, facts }) => [id, facts.present]));
    for (const { site, zone, isArchived } of await this.#repository.sites(sql)) {
      if (isArchived) continue;
      const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone).toPlainDate();
      const span = { from: today.subtract({ days: 1 }).toString(), to: today.toString() };
      const needed = (await this.#coverage.coverage(sql, { site, zone, ...span }, null)).filter(
        ({ startsAt, endsAt }) =>
          Date.parse(startsAt) + FROM.coverageGraceSeconds * 1_000 <= nowMs && nowMs < Date.parse(endsAt),
      );
      if (needed.length === 0) continue;
      const present = await this.#repository.present(sql, site, nowMs);
      for (const { area, date, startsAt, required, published } of needed) {
        const here = present.get(area) ?? 0;
        if (here >= required) continue;
        if (published === 0 && (await this.#repository.isHoliday(sql, site, date))) continue;
        const before = told.get(exceptionId(site, 'too-few-people', area, startsAt));
        const fewest = typeof before === 'number' ? Math.min(before, here) : here;
        const row = { site, area, date, at: startsAt, facts: { present: fewest, required } };
        found.push(noticed('too-few-people', [area, startsAt], row));
      }
    }
    return found;
  }
}

function noticed(
  code: ClockCode,
  subject: string[],
  row: {
    site: string;
    employee?: string;
    terminal?: string;
    area?: string;
    date: string;
    at: string;
    facts: ExceptionFacts;
  },
): NewException {
  const { site, employee = null, terminal = null, area = null, date, at, facts } = row;
  return {
    id: exceptionId(site, code, ...subject),
    ...{ site, source: 'clock', code, ...CLOCK_KINDS[code], employee, terminal, area, date, at, facts },
    seen: null,
  };
}
