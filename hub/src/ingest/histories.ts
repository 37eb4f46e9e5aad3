import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventSignal } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';
import { type PersonPunch, PunchesRepository } from '../punches/index.ts';
import { comparePunches, type PastPunch } from '../scheduling/index.ts';
import { groupBy } from './group-by.ts';
import { PAST_PUNCHES, reachesBack, type Timeline } from './timeline.ts';

/** People whose latest punches are kept in memory; beyond that all are forgotten and read again. */
const PEOPLE_MAX = 50_000;
/** Punches kept per person; when there are more, the oldest go. */
const KEPT_MAX = 48;

/** What the next punches are judged against: each person's latest ones. */
@Injectable()
export class Histories implements OnModuleInit {
  readonly #punches: PunchesRepository;
  readonly #signal: EventSignal;
  #timelines = new Map<string, Timeline>();

  constructor(
    @Inject(PunchesRepository) punches: PunchesRepository,
    @Inject(EventSignal) signal: EventSignal,
  ) {
    this.#punches = punches;
    this.#signal = signal;
  }

  onModuleInit(): void {
    this.#signal.onWake((kinds, wake) => {
      // Another hub's punches are not in here.
      if (!wake.own && (!kinds || kinds.has('punch.recorded'))) this.clear();
    });
  }

  /** Copies of timelines that the caller may add to, reaching back before each of these instants. */
  async borrow(
    sql: Sql,
    needs: ReadonlyMap<string, { fromMs: number; toMs: number }>,
  ): Promise<Map<string, PastPunch[]>> {
    const timelines = this.#timelines;
    await this.#loadLatest(
      sql,
      timelines,
      [...needs.keys()].filter(employee => !timelines.has(employee)),
    );
    const borrowed = new Map<string, PastPunch[]>();
    const old: { employee: string; fromMs: number; toMs: number }[] = [];
    for (const [employee, need] of needs) {
      const timeline = timelines.get(employee);
      if (timeline && reachesBack(timeline, need.fromMs)) borrowed.set(employee, [...timeline.punches]);
      else old.push({ employee, ...need });
    }
    for (const [employee, punches] of await this.#loadOld(sql, old)) borrowed.set(employee, punches);
    return borrowed;
  }

  /** Takes over what was committed, for people whose timeline is kept. */
  keep(committed: ReadonlyMap<string, readonly PastPunch[]>): void {
    if (this.#timelines.size > PEOPLE_MAX) this.clear();
    for (const [employee, added] of committed) {
      const timeline = this.#timelines.get(employee);
      if (!timeline) continue;
      const punches = [...timeline.punches, ...added].sort(comparePunches);
      const tooMany = punches.length > KEPT_MAX;
      this.#timelines.set(employee, {
        punches: tooMany ? punches.slice(-KEPT_MAX) : punches,
        isComplete: timeline.isComplete && !tooMany,
      });
    }
  }

  /** Forgets everything: after a failed commit nobody knows whether it happened. */
  clear(): void {
    this.#timelines = new Map();
  }

  /** Into the given map: if `clear` comes meanwhile, it goes out of use with what was read too early. */
  async #loadLatest(sql: Sql, into: Map<string, Timeline>, employees: readonly string[]): Promise<void> {
    if (employees.length === 0) return;
    const wanted = employees.map(employee => ({ employee, beforeMs: null }));
    const rows = groupBy(await this.#punches.latest(sql, wanted, PAST_PUNCHES), row => row.employee);
    for (const employee of employees) {
      const punches = (rows.get(employee) ?? []).map(toPast).sort(comparePunches);
      into.set(employee, { punches, isComplete: punches.length < PAST_PUNCHES });
    }
  }

  /** For punches that were long under way: what was before them, and what came since. */
  async #loadOld(
    sql: Sql,
    wanted: readonly { employee: string; fromMs: number; toMs: number }[],
  ): Promise<Map<string, PastPunch[]>> {
    if (wanted.length === 0) return new Map();
    const before = await this.#punches.latest(
      sql,
      wanted.map(({ employee, fromMs }) => ({ employee, beforeMs: fromMs })),
      PAST_PUNCHES,
    );
    const since = await this.#punches.between(sql, wanted);
    const rows = groupBy([...before, ...since], row => row.employee);
    return new Map(
      wanted.map(({ employee }) => [employee, (rows.get(employee) ?? []).map(toPast).sort(comparePunches)]),
    );
  }
}

function toPast(row: PersonPunch): PastPunch {
  return { punchId: row.punchId, action: row.action, occurredAtMs: Date.parse(row.occurredAt) };
}
