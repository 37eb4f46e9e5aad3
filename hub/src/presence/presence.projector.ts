import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CursorRunner, type LogEvent } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { isNewer, type Standing, standingAfter, standingOf, type Tap } from './domain/standing.ts';
import { type Week, weekFinder } from './domain/week.ts';
import { PresenceRepository, toTap } from './presence.repository.ts';

/** Name of the cursor; the live view reads no further than this. */
export const PRESENCE_CURSOR = 'presence';

/** Events that were projected, and whose presence was written. */
export interface Applied {
  events: readonly LogEvent[];
  employees: readonly string[];
}

/** Large batches: of many taps of one person in a backlog only the last is written. */
const BATCH_EVENTS = 1_000;

/**
 * Who is in, on break or out: a projection of the event log. A tap in the order of time moves a person on by one step; a
 * late one (a kiosk was offline) makes the person's week be read again. Both give the same result (R8).
 */
@Injectable()
export class PresenceProjector implements OnModuleInit {
  readonly #runner: CursorRunner;
  readonly #repository: PresenceRepository;
  readonly #database: Database;
  readonly #log: Log;
  readonly #weeks = new Map<string, (atMs: number) => Week>();
  readonly #companions: ((events: readonly LogEvent[], sql: Sql) => Promise<void>)[] = [];
  readonly #listeners: ((applied: Applied) => void)[] = [];

  constructor(
    @Inject(CursorRunner) runner: CursorRunner,
    @Inject(PresenceRepository) repository: PresenceRepository,
    @Inject(DATABASE) database: Database,
    @Inject(LOGGER) log: Log,
  ) {
    this.#runner = runner;
    this.#repository = repository;
    this.#database = database;
    this.#log = log;
  }

  onModuleInit(): void {
    this.#runner.register({
      name: PRESENCE_CURSOR,
      batchMax: BATCH_EVENTS,
      handle: async (events, sql) => {
        const employees = await this.#apply(events, sql);
        for (const companion of this.#companions) await companion(events, sql);
        return () => {
          for (const listener of this.#listeners) listener({ events, employees });
        };
      },
    });
  }

  /**
   * Adds work on the same events in the same transaction: small projections of other features, which would otherwise each read
   * and parse the whole log once more. It must bear to see events again, for `rebuild` starts it over too.
   */
  join(companion: (events: readonly LogEvent[], sql: Sql) => Promise<void>): void {
    this.#companions.push(companion);
  }

  /** Told after each commit. What it does with it may be lost in a crash, so it must be repairable. */
  onApplied(listener: (applied: Applied) => void): void {
    this.#listeners.push(listener);
  }

  /** Forgets the projection and makes it again from the log's start. */
  async rebuild(): Promise<void> {
    await this.#database.transaction(sql => this.#repository.clear(sql));
    await this.#runner.rebuild(PRESENCE_CURSOR);
  }

  async #apply(events: readonly LogEvent[], sql: Sql): Promise<string[]> {
    const taps = tapsOf(events);
    if (taps.length === 0) return [];
    const sites = new Map(taps.map(({ employee, site }) => [employee, site]));
    const standings = await this.#repository.standings(sql, [...sites.keys()]);
    const changed = new Map<string, Standing>();
    const late = new Set<string>();
    for (const { employee, site, tap } of taps) {
      const before = standings.get(employee) ?? null;
      if (before?.punchId === tap.punchId) continue;
      if (before && !isNewer(tap, before)) {
        late.add(employee);
        continue;
      }
      const after = standingAfter(before, tap, await this.#weekOf(sql, site));
      standings.set(employee, after);
      changed.set(employee, after);
    }
    await this.#readAgain(sql, late, sites, changed);
    await this.#repository.save(
      sql,
      [...changed].map(([employee, standing]) => ({ employee, site: sites.get(employee) ?? '', standing })),
    );
    return [...changed.keys()];
  }

  async #readAgain(
    sql: Sql,
    late: ReadonlySet<string>,
    sites: ReadonlyMap<string, string>,
    changed: Map<string, Standing>,
  ): Promise<void> {
    if (late.size === 0) return;
    const recent = await this.#repository.recentTaps(sql, [...late]);
    for (const [employee, taps] of recent) {
      const standing = standingOf(taps, await this.#weekOf(sql, sites.get(employee) ?? ''));
      if (standing) changed.set(employee, standing);
    }
  }

  async #weekOf(sql: Sql, site: string): Promise<(atMs: number) => Week> {
    const known = this.#weeks.get(site);
    if (known) return known;
    const zone = await this.#repository.zoneOf(sql, site);
    if (zone === null) this.#log.error({ site }, 'site without a zone: weeks are counted in UTC');
    const finder = weekFinder(zone ?? 'UTC');
    if (zone !== null) this.#weeks.set(site, finder);
    return finder;
  }
}

function tapsOf(events: readonly LogEvent[]): { employee: string; site: string; tap: Tap }[] {
  const taps: { employee: string; site: string; tap: Tap }[] = [];
  for (const event of events) {
    if (event.kind !== 'punch.recorded') continue;
    const { employee, state, site } = event.payload;
    if (employee === null || state === null) continue;
    const tap = toTap({ ...event.payload, state });
    if (tap) taps.push({ employee, site, tap });
  }
  return taps;
}
