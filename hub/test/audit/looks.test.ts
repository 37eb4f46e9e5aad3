import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Looks, type LooksLimits } from '../../src/audit/looks/looks.ts';
import type { Database } from '../../src/platform/database/database.ts';
import type { Log } from '../../src/platform/logging/logger.ts';
import { testLog } from '../support/hub-parts.ts';
import { MIA, TrailOnly } from './audit-kit.ts';

let audit: TrailOnly;
beforeAll(async () => {
  audit = await TrailOnly.open();
});
afterAll(async () => {
  await audit.stop();
});

const LIMITS: LooksLimits = { waitingMax: 10, batchMax: 500, waitMs: 60_000 };

/** The primary, which can be pulled out. */
class Pluggable implements Database {
  isAway = false;
  transactions = 0;
  readonly #real: Database;

  constructor(real: Database) {
    this.#real = real;
  }

  get primary() {
    return this.#real.primary;
  }

  transaction: Database['transaction'] = async work => {
    this.transactions += 1;
    if (this.isAway) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    return await this.#real.transaction(work);
  };

  snapshot: Database['snapshot'] = (work, options) => this.#real.snapshot(work, options);
  listen: Database['listen'] = (channel, handler) => this.#real.listen(channel, handler);
}

let database: Pluggable;
let lines: { level: string; look?: string; concerns?: unknown }[];
beforeEach(() => {
  database = new Pluggable(audit.database);
  lines = [];
});

function looksWith(limits: Partial<LooksLimits> = {}): Looks {
  const log: Log = testLog();
  const heard = Object.assign(Object.create(log), {
    warn: (line: object) => lines.push({ level: 'warn', ...line }),
    error: (line: object) => lines.push({ level: 'error', ...line }),
  });
  return new Looks(database, audit.trail, heard, { ...LIMITS, ...limits });
}

const at = (people: readonly string[]) => ({ action: 'timesheets.seen', shown: { people } });
const stored = (person: string) =>
  audit.database.primary.query<{ actor_id: string; xid: string; subject_kind: string; action: string }>(
    'select actor_id, xid::text as xid, subject_kind, action from audit_entry where people @> array[$1::uuid]',
    [person],
  );

describe('looks', () => {
  it('are written when the answer may leave, with who looked and at whom', async () => {
    const looks = looksWith();
    const [one, other] = [randomUUID(), randomUUID()];
    await looks.record(at([one]), MIA);
    await looks.record(at([one, other]), MIA);
    expect(await stored(one)).toMatchObject([
      { actor_id: MIA.who.id, subject_kind: 'employee', action: 'timesheets.seen' },
      { actor_id: MIA.who.id, subject_kind: 'employees' },
    ]);
    expect(await stored(other)).toHaveLength(1);
    await looks.onModuleDestroy();
  });

  it('at oneself are none, nor are looks at nobody', async () => {
    const looks = looksWith();
    const own = randomUUID();
    const worker = { ...MIA, who: { ...MIA.who, employee: own } };
    await looks.record(at([own]), worker);
    await looks.record(at([]), worker);
    expect(database.transactions).toBe(0);
    const other = randomUUID();
    await looks.record(at([own, other]), worker);
    expect(await stored(own)).toEqual([]);
    expect(await stored(other)).toHaveLength(1);
  });

  it('that come at once share transactions', async () => {
    const looks = looksWith({ waitingMax: 100 });
    const person = randomUUID();
    await Promise.all(Array.from({ length: 50 }, () => looks.record(at([person]), MIA)));
    expect(await stored(person)).toHaveLength(50);
    expect(database.transactions).toBe(2);
  });

  it('wait in memory and in the log while the primary is away, and are written once when it is back', async () => {
    const looks = looksWith();
    const person = randomUUID();
    database.isAway = true;
    await looks.record(at([person]), MIA);
    await looks.record(at([person]), MIA);
    expect(looks.waiting).toBe(2);
    // The second did not wait for another try.
    expect(database.transactions).toBe(1);
    expect(lines).toMatchObject([
      { level: 'warn', actor: MIA.who.id, requestId: MIA.request, concerns: { people: [person] } },
      { level: 'warn' },
    ]);
    expect(await stored(person)).toEqual([]);
    database.isAway = false;
    await looks.onModuleDestroy();
    expect(looks.waiting).toBe(0);
    expect(await stored(person)).toHaveLength(2);
  });

  it('past the limit show nothing: 503', async () => {
    const looks = looksWith({ waitingMax: 3 });
    database.isAway = true;
    const person = randomUUID();
    for (let count = 0; count < 3; count += 1) await looks.record(at([person]), MIA);
    await expect(looks.record(at([person]), MIA)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    // Looking at oneself needs no writing down.
    await looks.record(at([person]), { ...MIA, who: { ...MIA.who, employee: person } });
    await looks.onModuleDestroy();
    expect(lines.at(-1)).toMatchObject({ level: 'error', looks: 3 });
  });

  it('hold an answer back no longer than their limit while the database is slow', async () => {
    const looks = looksWith({ waitMs: 1 });
    const person = randomUUID();
    await audit.owner.query('begin; lock table audit_entry in exclusive mode');
    await looks.record(at([person]), MIA);
    expect(looks.waiting).toBe(1);
    expect(lines).toHaveLength(1);
    await audit.owner.query('rollback');
    await looks.onModuleDestroy();
    expect(await stored(person)).toHaveLength(1);
  });

  it('that cannot be written at all show nothing', async () => {
    const looks = looksWith();
    await expect(
      looks.record({ action: 'timesheets.seen', shown: { people: ['nobody'] } }, MIA),
    ).rejects.toThrow();
    expect(looks.waiting).toBe(0);
    const person = randomUUID();
    await looks.record(at([person]), MIA);
    expect(await stored(person)).toHaveLength(1);
  });
});
