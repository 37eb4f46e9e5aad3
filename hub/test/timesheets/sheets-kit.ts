import { randomUUID } from 'node:crypto';
import { Policy, type PolicyDraft, type PunchAction } from '@tapclock/contracts';
import { v7 } from 'uuid';
import { CorrectionsRepository } from '../../src/corrections/index.ts';
import { EventLog, EventSignal, type NewEvent } from '../../src/event-log/index.ts';
import type { Database, Sql } from '../../src/platform/database/database.ts';
import { HubMetrics } from '../../src/platform/metrics/hub-metrics.ts';
import { PunchesRepository } from '../../src/punches/index.ts';
import { SchedulingRepository } from '../../src/scheduling/index.ts';
import { FactPeople } from '../../src/timesheets/facts/fact-people.ts';
import { FactsReader } from '../../src/timesheets/facts/facts-reader.ts';
import { FactsLoader, FirstFacts } from '../../src/timesheets/facts/index.ts';
import { AssignmentRepository } from '../../src/timesheets/policies/assignment.repository.ts';
import { PolicyDirectory, PolicyRepository } from '../../src/timesheets/policies/index.ts';
import { DayRecordsRepository } from '../../src/timesheets/sheets/day-records.repository.ts';
import { DueQueue, GATHER_MS } from '../../src/timesheets/sheets/due-queue.ts';
import { SheetKeeper } from '../../src/timesheets/sheets/sheet-keeper.ts';
import { noteDue } from '../../src/timesheets/sheets/timesheet-projector.ts';
import { SITE, seedPeople, testLog } from '../support/hub-parts.ts';

export { SITE };

export interface DayRow {
  date: string;
  policy: string;
  attendance: string;
  paid: number;
  pays: Record<string, number>;
  findings: string[];
  hash: string;
}

/** Everything of the timesheets but Nest and the wall clock: tests say what time it is. All instants are UTC text. */
export class SheetsKit {
  readonly database: Database;
  readonly queue = new DueQueue();
  readonly records = new DayRecordsRepository();
  readonly facts: FactsLoader;
  readonly metrics = new HubMetrics();
  readonly #policies: PolicyDirectory;
  readonly #punches = new PunchesRepository();

  constructor(database: Database) {
    this.database = database;
    this.#policies = new PolicyDirectory(new AssignmentRepository(), new PolicyRepository());
    const reader = new FactsReader(this.#punches, new CorrectionsRepository(), new SchedulingRepository());
    this.facts = new FactsLoader(new FactPeople(), this.#policies, reader);
  }

  /** Another hub's keeper has nothing in common with the first but the database. */
  keeper(facts = this.facts): SheetKeeper {
    const { database, queue, records, metrics } = this;
    return new SheetKeeper(
      database,
      queue,
      records,
      this.#policies,
      facts,
      new FirstFacts(),
      new EventLog(new EventSignal(database, testLog())),
      metrics,
      testLog(),
    );
  }

  async people(count: number): Promise<string[]> {
    return (await seedPeople(this.database, count)).map(({ employee }) => employee);
  }

  /** Assigns a policy to people, or to the whole site, and notes who is touched. */
  async policy(
    from: string,
    draft: Partial<PolicyDraft>,
    {
      employees = [],
      nowAt = '2026-06-01T00:00:00Z',
    }: { employees?: readonly string[]; nowAt?: string } = {},
  ): Promise<void> {
    const { primary } = this.database;
    const policy = Policy.parse({ name: `p-${randomUUID()}`, version: 1, ...draft });
    await primary.query(`insert into policy values ($1, $2, $3, 'Test', now(), 'test')`, [
      policy.name,
      policy.version,
      JSON.stringify(policy),
    ]);
    for (const employee of employees.length === 0 ? [null] : employees) {
      await primary.query(
        `insert into policy_assignment values ($1, $2, null, $3, $4, $5, $6, 'Test', now(), 'test')`,
        [randomUUID(), SITE, employee, policy.name, policy.version, from],
      );
    }
    await this.note(
      { kind: 'policy.changed', site: SITE, key: SITE, payload: { employees: [...employees], from } },
      nowAt,
    );
  }

  /** Records a punch as the intake does; returns its id. */
  async punch(employee: string, action: PunchAction, at: string, nowAt = at): Promise<string> {
    const punchId = v7();
    const ms = Date.parse(at);
    await this.#punches.insert(this.database.primary, [
      {
        punchId,
        terminal: 'gate',
        boot: 1,
        sequence: Math.floor(Math.random() * 1e9),
        site: SITE,
        employee,
        action,
        occurredAtMs: ms,
        receivedAtMs: Date.parse(nowAt),
        estimatedAtMs: null,
        verdict: { employee, state: 'in', shift: null, findings: [] },
        chainHash: 'a'.repeat(64),
        body: '{}',
      },
    ]);
    await this.database.transaction(sql =>
      this.queue.notePunched(sql, [{ employee, atMs: ms }], Date.parse(nowAt)),
    );
    return punchId;
  }

  /** Punches of a whole stay. */
  async stay(employee: string, from: string, to: string, nowAt = to): Promise<void> {
    await this.punch(employee, 'clock-in', from, nowAt);
    await this.punch(employee, 'clock-out', to, nowAt);
  }

  /** Stores a correction as its service does; returns its id. */
  async correct(
    employee: string,
    wanted: {
      kind: 'add' | 'move' | 'void' | 'reclassify';
      punch?: string;
      at?: string;
      action?: PunchAction;
    },
    { from, to = from, nowAt }: { from: string; to?: string; nowAt: string },
  ): Promise<string> {
    const id = randomUUID();
    await this.database.primary.query(
      `insert into correction (id, site_id, employee_id, kind, punch_id, occurred_at, action, touches_from, touches_to, made_by, made_at, reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'Mia', $10, 'was there')`,
      [
        id,
        SITE,
        employee,
        wanted.kind,
        wanted.punch ?? null,
        wanted.at ?? null,
        wanted.action ?? null,
        from,
        to,
        nowAt,
      ],
    );
    const payload = { correction: id, employee, from: instant(from), to: instant(to) };
    await this.note({ kind: 'correction.made', site: SITE, key: employee, payload }, nowAt);
    return id;
  }

  async plan(employee: string, date: string, startsAt: string, endsAt: string, nowAt: string): Promise<void> {
    const shift = randomUUID();
    await this.database.primary.query(
      `insert into shift (id, site_id, name, starts_local, ends_local) values ($1, $2, 'Early', '06:00', '14:00')`,
      [shift, SITE],
    );
    await this.database.primary.query(
      `insert into assignment (id, employee_id, shift_id, work_date, starts_at, ends_at) values ($1, $2, $3, $4, $5, $6)`,
      [randomUUID(), employee, shift, date, startsAt, endsAt],
    );
    const payload = { employees: [employee], dates: { from: date, to: date } };
    await this.note({ kind: 'schedule.changed', site: SITE, key: SITE, payload }, nowAt);
  }

  /** What the follower of the event log does with an event. */
  async note(event: NewEvent, nowAt: string): Promise<void> {
    const logged = { ...event, cursor: '1-1', position: 1, recordedAt: instant(nowAt) };
    await this.database.transaction(sql => noteDue(this.queue, sql, [logged], Date.parse(nowAt)));
  }

  /** Derives until nobody is due any more; returns how many were taken. */
  async drain(nowAt: string, keeper = this.keeper()): Promise<number> {
    let taken = 0;
    for (;;) {
      const more = await keeper.step({ nowMs: Date.parse(nowAt) });
      if (more === 0) return taken;
      taken += more;
    }
  }

  async days(employee: string): Promise<DayRow[]> {
    const rows = await this.database.primary.query<{
      date: string;
      policy: string;
      attendance: string;
      paid: number;
      pays: { code: string; seconds: number }[];
      findings: { code: string }[];
      hash: string;
    }>(
      `select date, policy_name as policy, attendance, paid_seconds as paid, pays, findings, hash
       from day_record where employee_id = $1 order by date`,
      [employee],
    );
    return rows.map(row => ({
      ...row,
      pays: Object.fromEntries(row.pays.map(({ code, seconds }) => [code, seconds])),
      findings: row.findings.map(({ code }) => code),
    }));
  }

  /** All that is derived, whoever it is about. */
  async everything(): Promise<object[]> {
    return await this.database.primary.query('select * from day_record order by employee_id, date');
  }

  async dueAt(employee: string): Promise<{ dueAt: string; fromDate: string; failures: number } | undefined> {
    const [row] = await this.database.primary.query<{ dueAt: string; fromDate: string; failures: number }>(
      'select due_at as "dueAt", from_date as "fromDate", failures from timesheet_due where employee_id = $1',
      [employee],
    );
    return row;
  }
}

export const hours = (count: number) => count * 3600;

/** So much later than an instant. */
export function later(at: string, ms = GATHER_MS): string {
  return new Date(Date.parse(at) + ms).toISOString();
}

function instant(at: string): string {
  return new Date(at).toISOString();
}

/** Counts the statements that run through it. */
export function counting(sql: Sql): { sql: Sql; count: () => number } {
  let count = 0;
  return {
    sql: {
      query: (text, values) => {
        count += 1;
        return sql.query(text, values);
      },
    },
    count: () => count,
  };
}
