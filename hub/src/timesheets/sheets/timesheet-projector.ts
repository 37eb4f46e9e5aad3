import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CursorRunner, type LogEvent } from '../../event-log/index.ts';
import type { Sql } from '../../platform/database/database.ts';
import { DueQueue, TIMESHEETS_CURSOR } from './due-queue.ts';

/** Large batches: of many taps of one person in a backlog only the earliest matters. */
const BATCH_EVENTS = 1_000;

/** Notes from the event log whose hours must be derived again, and nothing else: the log never waits for the engine. */
@Injectable()
export class TimesheetProjector implements OnModuleInit {
  readonly #runner: CursorRunner;
  readonly #queue: DueQueue;

  constructor(@Inject(CursorRunner) runner: CursorRunner, @Inject(DueQueue) queue: DueQueue) {
    this.#runner = runner;
    this.#queue = queue;
  }

  onModuleInit(): void {
    this.#runner.register({
      name: TIMESHEETS_CURSOR,
      batchMax: BATCH_EVENTS,
      handle: (events, sql) => noteDue(this.#queue, sql, events, Date.now()),
    });
  }
}

/** Notes everybody whose hours the events may change. */
export async function noteDue(
  queue: DueQueue,
  sql: Sql,
  events: readonly LogEvent[],
  nowMs: number,
): Promise<void> {
  const punched: { employee: string; atMs: number }[] = [];
  for (const event of events) {
    switch (event.kind) {
      case 'punch.recorded': {
        const { employee, occurredAt } = event.payload;
        if (employee !== null) punched.push({ employee, atMs: Date.parse(occurredAt) });
        break;
      }
      case 'correction.made':
        punched.push({ employee: event.payload.employee, atMs: Date.parse(event.payload.from) });
        break;
      case 'schedule.changed': {
        const { employees, dates } = event.payload;
        if (dates)
          await queue.note(sql, { site: event.site, ...named(employees), fromDate: dates.from }, nowMs);
        break;
      }
      case 'policy.changed': {
        const { employees, from } = event.payload;
        await queue.note(sql, { site: event.site, ...named(employees), fromDate: from }, nowMs);
        break;
      }
      case 'people.changed':
      case 'terminal.changed':
        break;
    }
  }
  await queue.notePunched(sql, punched, nowMs);
}

/** In an event, nobody named is anybody of the site. */
function named(employees: readonly string[]): { employees: readonly string[] | null } {
  return { employees: employees.length === 0 ? null : employees };
}
