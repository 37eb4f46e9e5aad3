import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventLog } from '../event-log/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { BadgesRepository } from './badges/badges.repository.ts';
import { LeaversService } from './employees/leavers.service.ts';
import { RetentionService } from './privacy/retention.service.ts';

const LOOK_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
/** Most people of a site that are named; more are anybody. */
const NAMED_MAX = 500;

/**
 * What becomes of people by the clock alone: last days that are over, badges whose lending has ended, data whose time is up. How far each round
 * came is in the database, so that several hubs share the work and a stopped one leaves nothing out.
 */
@Injectable()
export class PeopleRounds implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #badges: BadgesRepository;
  readonly #leavers: LeaversService;
  readonly #retention: RetentionService;
  readonly #events: EventLog;
  readonly #log: Log;
  #timer: NodeJS.Timeout | null = null;
  #going: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(BadgesRepository) badges: BadgesRepository,
    @Inject(LeaversService) leavers: LeaversService,
    @Inject(RetentionService) retention: RetentionService,
    @Inject(EventLog) events: EventLog,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#badges = badges;
    this.#leavers = leavers;
    this.#retention = retention;
    this.#events = events;
    this.#log = log;
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#going = this.#going.then(() => this.#look());
    }, LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#going;
  }

  async #look(): Promise<void> {
    try {
      await this.go(Date.now());
    } catch (error) {
      this.#log.warn({ err: error }, 'round of people failed, the next one tries again');
    }
  }

  /** Does everything that is due at an instant. */
  async go(nowMs: number): Promise<void> {
    while ((await this.#leavers.takeOut(nowMs)) > 0);
    await this.#tellEndedBadges(nowMs);
    if (!(await this.#isDayOver(nowMs))) return;
    const forgotten = await this.#retention.forgetDue(nowMs);
    await this.#noteDay(nowMs);
    this.#log.info({ forgotten }, 'retention applied');
  }

  /** The intake knows the ends of badges beforehand; kiosks are told when they come. */
  async #tellEndedBadges(nowMs: number): Promise<void> {
    const to = new Date(nowMs).toISOString();
    await this.#database.transaction(async sql => {
      await sql.query(
        `insert into people_round (name, through) values ('badges', $1) on conflict (name) do nothing`,
        [to],
      );
      const [row] = await sql.query<{ through: string }>(
        `select through from people_round where name = 'badges' for update`,
      );
      const ended = await this.#badges.endedBetween(sql, row?.through ?? to, to, NAMED_MAX);
      await this.#events.append(
        sql,
        ended.map(({ site, employees }) => ({
          kind: 'people.changed' as const,
          site,
          key: site,
          payload: { employees },
        })),
      );
      await sql.query(
        `update people_round set through = greatest(through, $1::timestamptz) where name = 'badges'`,
        [to],
      );
    });
  }

  async #isDayOver(nowMs: number): Promise<boolean> {
    const rows = await this.#database.primary.query(
      `select from people_round where name = 'retention' and through > $1::timestamptz`,
      [new Date(nowMs - DAY_MS).toISOString()],
    );
    return rows.length === 0;
  }

  /** Only after the work: a round that failed is tried again a minute later, and two hubs that do the same do no harm. */
  async #noteDay(nowMs: number): Promise<void> {
    await this.#database.primary.query(
      `insert into people_round as r (name, through) values ('retention', $1)
       on conflict (name) do update set through = greatest(r.through, $1::timestamptz)`,
      [new Date(nowMs).toISOString()],
    );
  }
}
