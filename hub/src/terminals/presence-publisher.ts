import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { topics } from '@tapclock/contracts';
import { PeopleRepository } from '../people/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { BROKER_LINK, type BrokerLink } from '../platform/mqtt/broker-link.ts';
import { PresenceProjector, PresenceRepository } from '../presence/index.ts';
import { everybody } from './everybody.ts';
import { RetainedPublisher } from './retained-publisher.ts';

/** Tells kiosks who is in, on break or out, after the projection has committed it and at every session with the broker. */
@Injectable()
export class PresencePublisher implements OnModuleInit, OnModuleDestroy {
  readonly #projector: PresenceProjector;
  readonly #link: BrokerLink;
  readonly #publisher: RetainedPublisher;

  constructor(
    @Inject(PresenceProjector) projector: PresenceProjector,
    @Inject(PresenceRepository) presence: PresenceRepository,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(DATABASE) database: Database,
    @Inject(BROKER_LINK) link: BrokerLink,
    @Inject(LOGGER) log: Log,
  ) {
    this.#projector = projector;
    this.#link = link;
    this.#publisher = new RetainedPublisher({
      name: 'presence',
      link,
      log,
      load: async employees => {
        const rows = await presence.forKiosks(database.primary, employees);
        return rows.map(row => ({
          topic: topics.presence(row.site, row.employee),
          payload: row.presence ? JSON.stringify(row.presence) : '',
        }));
      },
      everybody: () => everybody(people, database),
    });
  }

  onModuleInit(): void {
    this.#link.onReady(() => this.#publisher.markAll());
    this.#projector.onApplied(({ employees }) => this.#publisher.mark(employees));
  }

  async onModuleDestroy(): Promise<void> {
    await this.#publisher.stop();
  }

  /** People themselves changed: somebody who has left is nowhere. */
  follow(employees: readonly string[]): void {
    if (employees.length === 0) this.#publisher.markAll();
    else this.#publisher.mark(employees);
  }

  /** Resolves when everything marked so far is with the broker. */
  settled(): Promise<void> {
    return this.#publisher.idle();
  }
}
