import { Inject, Injectable } from '@nestjs/common';
import type { BoardTerminal } from '@tapclock/contracts';
import { EventLog } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { firstHole } from './domain/replay.ts';
import { TerminalsRepository } from './terminals.repository.ts';

type Alarm = NonNullable<BoardTerminal['alarm']>;

/** Alarms of terminals. A gap fills by itself; the others stay until a person has looked, and a gap never hides them. */
@Injectable()
export class TerminalAlarms {
  readonly #database: Database;
  readonly #repository: TerminalsRepository;
  readonly #events: EventLog;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
    @Inject(EventLog) events: EventLog,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#events = events;
  }

  async raise(site: string, terminal: string, alarm: Alarm): Promise<void> {
    await this.#database.transaction(async sql => {
      const state = await this.#repository.lockState(sql, site, terminal);
      if (!state || state.alarm === alarm || (alarm === 'gap' && state.alarm !== null)) return;
      await this.#save(sql, site, terminal, alarm);
    });
  }

  /** Ends a gap if there is no hole in the terminal's chain any more. */
  async clearGap(site: string, terminal: string): Promise<void> {
    await this.#database.transaction(async sql => {
      const state = await this.#repository.lockState(sql, site, terminal);
      if (state?.alarm !== 'gap') return;
      const chains = await this.#repository.chains(sql, terminal);
      if (firstHole(chains)) return;
      await this.#save(sql, site, terminal, null);
    });
  }

  async #save(sql: Sql, site: string, terminal: string, alarm: Alarm | null): Promise<void> {
    await this.#repository.saveAlarm(sql, terminal, alarm);
    await this.#events.append(sql, [
      { kind: 'terminal.changed', site, key: terminal, payload: { terminal } },
    ]);
  }
}
