import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { LogEvent } from '../event-log/index.ts';
import { PresenceProjector } from '../presence/index.ts';
import { TerminalsRepository } from './terminals.repository.ts';

/** Keeps each terminal's last punch: a kiosk that nobody can tap at looks healthy otherwise. */
@Injectable()
export class TerminalPunches implements OnModuleInit {
  readonly #projector: PresenceProjector;
  readonly #repository: TerminalsRepository;

  constructor(
    @Inject(PresenceProjector) projector: PresenceProjector,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
  ) {
    this.#projector = projector;
    this.#repository = repository;
  }

  onModuleInit(): void {
    this.#projector.join(async (events, sql) => {
      const times = lastTimes(events);
      if (times.length > 0) await this.#repository.savePunchTimes(sql, times);
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
