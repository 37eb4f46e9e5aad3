import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventLog } from '../event-log/index.ts';
import { PeopleRepository } from '../people/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';

const LOOK_EVERY_MS = 60_000;

/**
 * At each site's midnight the days that cards and boards show move on by one, though nobody changed a plan. Saying
 * `schedule.changed` then lets every downstream follow in its usual way; several hubs saying it does no harm.
 */
@Injectable()
export class DayRoll implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #people: PeopleRepository;
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #log: Log;
  readonly #days = new Map<string, string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(DATABASE) database: Database,
    @Inject(EventLog) events: EventLog,
    @Inject(LOGGER) log: Log,
  ) {
    this.#people = people;
    this.#database = database;
    this.#events = events;
    this.#log = log;
  }

  onApplicationBootstrap(): void {
    const look = () => {
      this.roll(Date.now()).catch((error: unknown) => this.#log.warn({ err: error }, 'day not rolled'));
    };
    look();
    this.#timer = setInterval(look, LOOK_EVERY_MS);
    this.#timer.unref();
  }

  onModuleDestroy(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Looks at every site's calendar at `nowMs`; the first look only remembers. */
  async roll(nowMs: number): Promise<void> {
    for (const { id, zone } of await this.#people.sites(this.#database.primary)) {
      const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(nowMs);
      const before = this.#days.get(id);
      if (before !== undefined && before !== day) {
        await this.#database.transaction(sql =>
          this.#events.append(sql, [
            { kind: 'schedule.changed', site: id, key: id, payload: { employees: [] } },
          ]),
        );
      }
      this.#days.set(id, day);
    }
  }
}
