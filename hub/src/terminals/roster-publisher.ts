import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ROSTER_SHIFT_DAYS, type ShiftWindow, topics } from '@tapclock/contracts';
import { PeopleRepository } from '../people/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { BROKER_LINK, type BrokerLink } from '../platform/mqtt/broker-link.ts';
import { PresenceProjector } from '../presence/index.ts';
import { SchedulingRepository } from '../scheduling/index.ts';
import { everybody } from './everybody.ts';
import { PresencePublisher } from './presence-publisher.ts';
import { type Retained, RetainedPublisher } from './retained-publisher.ts';
import { rosterCard } from './roster-card.ts';

const DAY_MS = 86_400_000;

/** Tells kiosks who may tap, as one retained card per person: at every session with the broker and after every change. */
@Injectable()
export class RosterPublisher implements OnModuleInit, OnModuleDestroy {
  readonly #people: PeopleRepository;
  readonly #schedule: SchedulingRepository;
  readonly #database: Database;
  readonly #projector: PresenceProjector;
  readonly #link: BrokerLink;
  readonly #log: Log;
  readonly #presence: PresencePublisher;
  readonly #publisher: RetainedPublisher;

  constructor(
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(SchedulingRepository) schedule: SchedulingRepository,
    @Inject(DATABASE) database: Database,
    @Inject(PresenceProjector) projector: PresenceProjector,
    @Inject(BROKER_LINK) link: BrokerLink,
    @Inject(LOGGER) log: Log,
    @Inject(PresencePublisher) presence: PresencePublisher,
  ) {
    this.#people = people;
    this.#schedule = schedule;
    this.#database = database;
    this.#projector = projector;
    this.#link = link;
    this.#log = log;
    this.#presence = presence;
    this.#publisher = new RetainedPublisher({
      name: 'roster',
      link,
      log,
      load: employees => this.#cards(employees),
      everybody: () => everybody(people, database),
    });
  }

  onModuleInit(): void {
    this.#link.onReady(() => this.#publisher.markAll());
    // After the presence, not beside it: one reader of the log serves both, and a session repairs what a crash loses.
    this.#projector.onApplied(({ events }) => {
      for (const event of events) {
        if (event.kind !== 'people.changed' && event.kind !== 'schedule.changed') continue;
        if (event.payload.employees.length === 0) this.#publisher.markAll();
        else this.#publisher.mark(event.payload.employees);
        if (event.kind === 'people.changed') this.#presence.follow(event.payload.employees);
      }
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#publisher.stop();
  }

  /** Resolves when everything marked so far is with the broker. */
  settled(): Promise<void> {
    return this.#publisher.idle();
  }

  async #cards(employees: readonly string[]): Promise<Retained[]> {
    const nowMs = Date.now();
    // From a day back: a night shift that began yesterday is still somebody's shift.
    const from = new Date(nowMs - DAY_MS).toISOString();
    const to = new Date(nowMs + ROSTER_SHIFT_DAYS * DAY_MS).toISOString();
    const sql = this.#database.primary;
    const people = await this.#people.rosterPeople(sql, employees);
    const windows = await this.#schedule.findWindows(sql, employees, from, to);
    const shifts = new Map<string, ShiftWindow[]>();
    for (const { employee, window } of windows) {
      const list = shifts.get(employee);
      if (list) list.push(window);
      else shifts.set(employee, [window]);
    }
    return people.flatMap(person => {
      const topic = topics.roster(person.site, person.employee);
      try {
        const card = rosterCard(person, shifts.get(person.employee) ?? []);
        return [{ topic, payload: card ? JSON.stringify(card) : '' }];
      } catch (error) {
        this.#log.error({ err: error, employee: person.employee }, 'roster card cannot be made');
        return [];
      }
    });
  }
}
