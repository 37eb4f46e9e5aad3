import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type EventKind, EventSignal } from '../../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { isUnavailable } from '../../platform/database/errors.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { ESCALATE_MAX, ExceptionStore } from '../exception.store.ts';
import { ClockWatchRepository } from './clock-watch.repository.ts';
import { ClockWatch } from './clock-watch.ts';
import { FleetWatch } from './fleet-watch.ts';

/** How long events gather before a look: the taps of a shift's change are one look, and presence has followed them by then. */
const GATHER_MS = 1_500;
/** Looks by itself this often: breaks grow, and wake-ups are hints. */
const LOOK_MS = 3_000;
/** The fleet is looked at this often while no terminal says anything new. */
const FLEET_MS = 10_000;
const RETRY_START_MS = 1_000;
const RETRY_MAX_MS = 30_000;

/** Events after which people or terminals may stand otherwise than the last look saw them. */
const WAKES: ReadonlySet<EventKind> = new Set([
  'punch.recorded',
  'schedule.changed',
  'correction.made',
  'people.changed',
  'terminal.changed',
]);

/** Runs the watches by the clock on the wall, and tells those above of what stays open. Any number of hubs may do so; one at a time does. */
@Injectable()
export class WatchUpkeep implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #store: ExceptionStore;
  readonly #repository: ClockWatchRepository;
  readonly #clock: ClockWatch;
  readonly #fleet: FleetWatch;
  readonly #signal: EventSignal;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #endWakes: (() => void) | null = null;
  #rouse: (() => void) | null = null;
  #woken = false;
  #fleetDueMs = 0;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ExceptionStore) store: ExceptionStore,
    @Inject(ClockWatchRepository) repository: ClockWatchRepository,
    @Inject(ClockWatch) clock: ClockWatch,
    @Inject(FleetWatch) fleet: FleetWatch,
    @Inject(EventSignal) signal: EventSignal,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#store = store;
    this.#repository = repository;
    this.#clock = clock;
    this.#fleet = fleet;
    this.#signal = signal;
    this.#log = log;
  }

  onApplicationBootstrap(): void {
    this.#endWakes = this.#signal.onWake(kinds => {
      if (kinds === null || kinds.has('terminal.changed')) this.#fleetDueMs = 0;
      if (kinds === null || [...kinds].some(kind => WAKES.has(kind))) this.#wake();
    });
    this.#running ??= this.#run();
  }

  /** Ends after the look at work. */
  async onModuleDestroy(): Promise<void> {
    this.#endWakes?.();
    this.#stop.abort();
    this.#wake();
    await this.#running;
  }

  /** One look at people, terminals and what has been open for too long. Returns when to look again, at the latest. */
  async look(nowMs: number): Promise<number> {
    const nextMs = await this.#alone(async sql => {
      await this.#clock.look(sql, nowMs);
      return await this.#repository.nextDue(sql, nowMs);
    });
    if (nowMs >= this.#fleetDueMs) {
      this.#fleetDueMs = nowMs + FLEET_MS;
      for (const { site } of await this.#repository.sites(this.#database.primary))
        await this.#alone(sql => this.#fleet.look(sql, site, nowMs));
    }
    let escalated = ESCALATE_MAX;
    while (escalated === ESCALATE_MAX && !this.#stop.signal.aborted) {
      const { value } = await this.#database.transaction(sql => this.#store.escalate(sql, nowMs));
      escalated = value;
    }
    return Math.min(nextMs ?? Number.POSITIVE_INFINITY, nowMs + LOOK_MS);
  }

  /** Nothing where another hub looks at this moment. */
  async #alone<T>(work: (sql: Sql) => Promise<T>): Promise<T | null> {
    const { value } = await this.#database.transaction(async sql => {
      const [row] = await sql.query<{ free: boolean }>(
        "select pg_try_advisory_xact_lock(hashtextextended('exceptions watch', 0)) as free",
      );
      return row?.free === true ? await work(sql) : null;
    });
    return value;
  }

  async #run(): Promise<void> {
    let retryMs = RETRY_START_MS;
    while (!this.#stop.signal.aborted) {
      this.#woken = false;
      try {
        const nextMs = await this.look(Date.now());
        retryMs = RETRY_START_MS;
        await this.#sleep(nextMs - Date.now());
        await this.#rest(GATHER_MS);
      } catch (error) {
        // Only the first of a row of failures is told: the database being away is no news every second.
        const level = retryMs > RETRY_START_MS ? 'debug' : isUnavailable(error) ? 'warn' : 'error';
        this.#log[level]({ err: error, retryMs }, 'exceptions by the clock wait');
        await this.#rest(retryMs);
        retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
      }
    }
  }

  #wake(): void {
    this.#woken = true;
    this.#rouse?.();
  }

  /** Until it is time, or something happened. */
  async #sleep(forMs: number): Promise<void> {
    if (this.#woken || forMs <= 0 || this.#stop.signal.aborted) return;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, forMs);
      this.#rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#rouse = null;
  }

  async #rest(forMs: number): Promise<void> {
    await delay(forMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
