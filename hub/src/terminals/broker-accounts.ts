import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { EventSignal } from '../event-log/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { BROKER_LINK, type BrokerLink } from '../platform/mqtt/broker-link.ts';
import { TerminalsRepository } from './terminals.repository.ts';

/** A revocation must reach a live connection within 5 s, also when the wake-up after its commit got lost. */
const LOOK_EVERY_MS = 2_000;
/** Statuses wake it too: between two looks others have their turn. */
const PAUSE_MS = 200;

/** Tells the broker who may be connected: after every change of a terminal, and every time a session with the broker begins. */
@Injectable()
export class BrokerAccounts implements OnModuleInit, OnModuleDestroy {
  readonly #database: Database;
  readonly #repository: TerminalsRepository;
  readonly #signal: EventSignal;
  readonly #link: BrokerLink;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  #told: string | null = null;
  #isDue = false;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
    @Inject(EventSignal) signal: EventSignal,
    @Inject(BROKER_LINK) link: BrokerLink,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#signal = signal;
    this.#link = link;
    this.#log = log;
  }

  onModuleInit(): void {
    this.#signal.onWake(kinds => {
      if (!kinds || kinds.has('terminal.changed')) this.look();
    });
    this.#link.onReady(() => {
      this.#told = null;
      this.look();
    });
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#running;
  }

  /** Compares soon; never throws. */
  look(): void {
    this.#isDue = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (this.#isDue && !signal.aborted) {
      this.#isDue = false;
      await this.#tell().catch((error: unknown) =>
        this.#log.debug({ err: error }, 'broker accounts cannot be read, tried again'),
      );
      await delay(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** From the primary: a replica that lags would let a revoked terminal in again. */
  async #tell(): Promise<void> {
    const accounts = await this.#repository.accounts(this.#database.primary, null);
    const state = hash('sha256', JSON.stringify(accounts));
    if (state === this.#told) return;
    this.#link.admit(accounts);
    this.#told = state;
  }
}
