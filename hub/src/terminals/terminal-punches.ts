import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CursorRunner, type LogEvent } from '../event-log/index.ts';
import { TerminalsRepository } from './terminals.repository.ts';

/** Name of the cursor; the live view reads no further than this. */
export const TERMINAL_PUNCHES_CURSOR = 'terminal-punches';

/** Keeps each terminal's last punch: a kiosk that nobody can tap at looks healthy otherwise. */
@Injectable()
export class TerminalPunches implements OnModuleInit {
  readonly #runner: CursorRunner;
  readonly #repository: TerminalsRepository;

  constructor(
    @Inject(CursorRunner) runner: CursorRunner,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
  ) {
    this.#runner = runner;
    this.#repository = repository;
  }

  onModuleInit(): void {
    this.#runner.register({
      name: TERMINAL_PUNCHES_CURSOR,
      batchMax: 1_000,
      handle: async (events, sql) => {
        const times = lastTimes(events);
        if (times.length > 0) await this.#repository.savePunchTimes(sql, times);
      },
    });
  }
}

function lastTimes(
  events: readonly LogEvent[],
): { terminal: string; punchedAt: string; receivedAt: string }[] {
  const last = new Map<string, { punchedAt: string; receivedAt: string }>();
  for (const event of events) {
    if (event.kind !== 'punch.recorded') continue;
    const { terminal, occurredAt, receivedAt } = event.payload;
    const before = last.get(terminal);
    // A clock that runs ahead must not make the terminal's last punch one of the future.
    const punchedAt = occurredAt < receivedAt ? occurredAt : receivedAt;
    last.set(terminal, {
      punchedAt: before && before.punchedAt > punchedAt ? before.punchedAt : punchedAt,
      receivedAt: before && before.receivedAt > receivedAt ? before.receivedAt : receivedAt,
    });
  }
  return [...last].map(([terminal, times]) => ({ terminal, ...times }));
}
