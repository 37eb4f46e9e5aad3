import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PgDatabase } from '../../src/platform/database/pg-database.ts';
import { GATHER_MS } from '../../src/timesheets/sheets/due-queue.ts';
import { openHubDatabase } from '../support/hub-parts.ts';
import { createDatabase, type TestDatabase } from '../support/test-cluster.ts';
import { hours, later, SheetsKit, SITE } from './sheets-kit.ts';

let suite: TestDatabase;
let database: PgDatabase;
let kit: SheetsKit;
let maria: string;

/** Overtime above 40 hours a week, plain else; weeks begin on Monday. The site is in Berlin, two hours ahead in summer. */
const RULES = { ot: { weekly: [{ afterMin: 2400, rate: 1.5 }] } };
const GO_LIVE = '2026-01-05';

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
  kit = new SheetsKit(database);
  await kit.people(1);
  await kit.policy(GO_LIVE, RULES);
  await kit.drain('2026-06-15T00:00:01Z');
});
beforeEach(async () => {
  const [employee = ''] = await kit.people(1);
  maria = employee;
});
afterAll(async () => {
  await database.stop();
  await suite.close();
});

describe('a day record', () => {
  it('follows from taps, when they have gathered', async () => {
    await kit.stay(maria, '2026-06-16T04:00:00Z', '2026-06-16T12:00:00Z');
    expect(await kit.drain('2026-06-16T12:00:00.500Z')).toBe(0);
    expect(await kit.days(maria)).toEqual([]);
    expect(await kit.drain('2026-06-16T12:00:01Z')).toBe(1);
    expect(await kit.days(maria)).toMatchObject([
      { date: '2026-06-16', attendance: 'present', paid: hours(8), pays: { REG: hours(8) }, findings: [] },
    ]);
  });

  it('is derived once for many taps', async () => {
    for (const minute of ['00', '10', '20', '30'])
      await kit.stay(maria, `2026-06-16T08:${minute}:00Z`, `2026-06-16T08:${minute}:40Z`);
    expect(await kit.drain('2026-06-16T09:00:00Z')).toBe(1);
  });

  it('changes with a punch that comes late from a kiosk without a network, and so do later weeks', async () => {
    const week = ['08', '09', '10', '11', '12'];
    for (const day of week.slice(1))
      await kit.stay(maria, `2026-06-${day}T04:00:00Z`, `2026-06-${day}T14:00:00Z`);
    await kit.drain('2026-06-18T00:00:00Z');
    expect((await kit.days(maria)).flatMap(({ pays }) => Object.keys(pays))).toEqual([
      'REG',
      'REG',
      'REG',
      'REG',
    ]);
    await kit.stay(maria, '2026-06-08T04:00:00Z', '2026-06-08T14:00:00Z', '2026-06-18T10:00:00Z');
    await kit.drain('2026-06-18T10:00:01Z');
    const days = await kit.days(maria);
    expect(days.map(({ date }) => date)).toEqual(
      [...week.slice(0, 4), '12', '14'].map(day => `2026-06-${day}`),
    );
    // What is over 40 hours is the last ten of the week, and is paid on the day the week ends.
    expect(days.at(-1)).toMatchObject({ date: '2026-06-14', pays: { OT: hours(10) }, paid: 0 });
    expect(days.at(-2)).toMatchObject({ date: '2026-06-12', pays: {}, paid: hours(10) });
  });

  it('never invents a clock-out, and counts the one that a correction adds', async () => {
    await kit.punch(maria, 'clock-in', '2026-06-16T04:00:00Z');
    await kit.drain('2026-06-18T00:00:00Z');
    expect(await kit.days(maria)).toMatchObject([{ date: '2026-06-16', paid: 0, findings: ['MISSING_OUT'] }]);
    const at = '2026-06-16T12:30:00Z';
    await kit.correct(
      maria,
      { kind: 'add', action: 'clock-out', at },
      { from: at, nowAt: '2026-06-18T08:00:00Z' },
    );
    await kit.drain('2026-06-18T08:00:01Z');
    expect(await kit.days(maria)).toMatchObject([{ paid: hours(8.5), findings: [] }]);
  });

  it('finds the punch that a correction moved here from a month away', async () => {
    await kit.punch(maria, 'clock-in', '2026-06-16T04:00:00Z');
    const punch = await kit.punch(maria, 'clock-in', '2026-04-01T12:00:00Z');
    const nowAt = '2026-06-17T08:00:00Z';
    const span = { from: '2026-04-01T12:00:00Z', to: '2026-06-16T12:00:00Z', nowAt };
    await kit.correct(maria, { kind: 'move', punch, at: span.to }, span);
    // Its kind was wrong as well; that correction touches April only.
    await kit.correct(maria, { kind: 'reclassify', punch, action: 'clock-out' }, { from: span.from, nowAt });
    await kit.drain(later(nowAt));
    const worked = async () =>
      (await kit.days(maria)).map(({ date, paid, findings }) => [date, paid, findings]);
    expect(await worked()).toEqual([['2026-06-16', hours(8), []]]);
    // From here on only June is read.
    await kit.stay(maria, '2026-06-17T09:00:00Z', '2026-06-17T10:00:00Z');
    await kit.drain('2026-06-17T10:00:01Z');
    expect(await worked()).toEqual([
      ['2026-06-16', hours(8), []],
      ['2026-06-17', hours(1), []],
    ]);
  });

  it('follows the policy of its date', async () => {
    await kit.stay(maria, '2026-06-08T04:00:00Z', '2026-06-08T14:00:00Z');
    await kit.stay(maria, '2026-06-15T04:00:00Z', '2026-06-15T14:00:00Z');
    await kit.drain('2026-06-16T00:00:00Z');
    const before = await kit.days(maria);
    const daily = { ot: { daily: [{ afterMin: 480, rate: 1.5 }] } };
    await kit.policy('2026-06-15', daily, { employees: [maria], nowAt: '2026-06-16T08:00:00Z' });
    await kit.drain('2026-06-16T08:00:01Z');
    const after = await kit.days(maria);
    expect(after[0]).toEqual(before[0]);
    expect(after.slice(1)).toMatchObject([
      { date: '2026-06-15', pays: { REG: hours(8) } },
      { date: '2026-06-21', pays: { OT: hours(2) } },
    ]);
  });

  it('knows the shift that was planned afterwards', async () => {
    await kit.stay(maria, '2026-06-16T05:00:00Z', '2026-06-16T12:00:00Z');
    await kit.drain('2026-06-17T00:00:00Z');
    expect(await kit.days(maria)).toMatchObject([{ findings: [] }]);
    await kit.plan(
      maria,
      '2026-06-16',
      '2026-06-16T04:00:00Z',
      '2026-06-16T12:00:00Z',
      '2026-06-17T08:00:00Z',
    );
    await kit.drain('2026-06-17T08:00:01Z');
    expect(await kit.days(maria)).toMatchObject([{ findings: ['LATE'] }]);
  });

  it('goes when there is nothing left of it', async () => {
    await kit.plan(
      maria,
      '2026-06-16',
      '2026-06-16T04:00:00Z',
      '2026-06-16T12:00:00Z',
      '2026-06-15T08:00:00Z',
    );
    await kit.drain('2026-06-15T08:00:01Z');
    expect(await kit.days(maria)).toMatchObject([{ date: '2026-06-16', attendance: 'expected' }]);
    await database.primary.query('delete from assignment where employee_id = $1', [maria]);
    await kit.note(
      {
        kind: 'schedule.changed',
        site: SITE,
        key: SITE,
        payload: { employees: [maria], dates: { from: '2026-06-16', to: '2026-06-16' } },
      },
      '2026-06-15T09:00:00Z',
    );
    await kit.drain('2026-06-15T09:00:01Z');
    expect(await kit.days(maria)).toEqual([]);
  });

  it('is not written again when it came out the same', async () => {
    await kit.stay(maria, '2026-06-16T04:00:00Z', '2026-06-16T12:00:00Z');
    await kit.drain('2026-06-17T00:00:00Z');
    const written = () =>
      database.primary.query('select xmin::text from day_record where employee_id = $1', [maria]);
    const before = await written();
    await kit.punch(maria, 'clock-in', '2026-06-17T04:00:00Z');
    expect(await kit.drain('2026-06-17T05:00:00Z')).toBe(1);
    expect((await written()).slice(0, 1)).toEqual(before);
  });
});

describe('time that passes', () => {
  it('makes a forgotten clock-out of work that went on', async () => {
    await kit.punch(maria, 'clock-in', '2026-06-16T04:00:00Z');
    await kit.drain('2026-06-16T04:00:01Z');
    expect(await kit.days(maria)).toMatchObject([
      { date: '2026-06-16', attendance: 'at-work', findings: ['STILL_OPEN'] },
    ]);
    // Sixteen hours are still at work, a second more is forgotten.
    expect(await kit.dueAt(maria)).toMatchObject({
      dueAt: '2026-06-16T20:00:01.000Z',
      fromDate: '2026-06-16',
    });
    expect(await kit.drain('2026-06-16T20:00:00Z')).toBe(0);
    expect(await kit.drain('2026-06-16T20:00:01Z')).toBe(1);
    expect(await kit.days(maria)).toMatchObject([{ attendance: 'absent', findings: ['MISSING_OUT'] }]);
    expect(await kit.drain('2026-06-17T20:00:00Z')).toBe(0);
  });

  it('brings the absences of a new week, by the clock of the site', async () => {
    await kit.plan(
      maria,
      '2026-07-02',
      '2026-07-02T04:00:00Z',
      '2026-07-02T12:00:00Z',
      '2026-06-16T08:00:00Z',
    );
    await kit.drain('2026-06-16T08:00:01Z');
    await kit.drain('2026-06-22T12:00:00Z');
    await kit.drain('2026-06-28T21:59:59Z');
    expect(await kit.days(maria)).toEqual([]);
    await kit.drain('2026-06-28T22:00:00Z');
    expect(await kit.days(maria)).toMatchObject([{ date: '2026-07-02', attendance: 'expected' }]);
  });

  it('makes absent who was expected, when the planned shift is over', async () => {
    await kit.plan(
      maria,
      '2026-06-16',
      '2026-06-16T04:00:00Z',
      '2026-06-16T12:00:00Z',
      '2026-06-15T08:00:00Z',
    );
    await kit.drain('2026-06-15T08:00:01Z');
    expect(await kit.days(maria)).toMatchObject([
      { date: '2026-06-16', attendance: 'expected', findings: [] },
    ]);
    expect(await kit.dueAt(maria)).toMatchObject({
      dueAt: '2026-06-16T12:00:00.000Z',
      fromDate: '2026-06-16',
    });
    expect(await kit.drain('2026-06-16T11:59:59Z')).toBe(0);
    expect(await kit.drain('2026-06-16T12:00:00Z')).toBe(1);
    expect(await kit.days(maria)).toMatchObject([
      { date: '2026-06-16', attendance: 'absent', findings: ['NO_SHOW'] },
    ]);
  });
});

describe('the queue', () => {
  const NOW = '2026-06-17T12:00:00Z';

  it('is worked by several hubs, and nobody is lost', async () => {
    const people = await kit.people(100);
    await Promise.all(
      people.map(employee => kit.stay(employee, '2026-06-17T04:00:00Z', '2026-06-17T11:00:00Z')),
    );
    const taken = await Promise.all([kit, kit, kit].map(each => each.drain(NOW, each.keeper())));
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(100);
    for (const employee of people) expect(await kit.days(employee)).toMatchObject([{ paid: hours(7) }]);
  });

  it('lets go of whom a dead hub had, after a minute', async () => {
    await kit.stay(maria, '2026-06-17T04:00:00Z', '2026-06-17T11:00:00Z');
    const nowMs = Date.parse(NOW);
    const claim = { nowMs, dueByMs: nowMs, limit: 10, employees: [maria] };
    expect(await kit.queue.claim(database.primary, claim)).toHaveLength(1);
    expect(await kit.drain(later(NOW, 59_000))).toBe(0);
    expect(await kit.drain(later(NOW, 60_000))).toBe(1);
    expect(await kit.days(maria)).toMatchObject([{ paid: hours(7) }]);
  });

  it('never lets older facts replace newer ones', async () => {
    await kit.punch(maria, 'clock-in', '2026-06-17T04:00:00Z');
    // The facts of this hub are read before the clock-out comes, and written after another hub has derived it.
    const slow = Object.create(kit.facts, {
      load: {
        value: async (...wanted: Parameters<typeof kit.facts.load>) => {
          const facts = await kit.facts.load(...wanted);
          await kit.punch(maria, 'clock-out', '2026-06-17T11:00:00Z');
          expect(await kit.drain(NOW)).toBe(1);
          return facts;
        },
      },
    });
    await kit.keeper(slow).step({ nowMs: Date.parse(NOW), employees: [maria] });
    expect(await kit.days(maria)).toMatchObject([{ paid: hours(7), findings: [] }]);
    expect(await kit.drain(NOW)).toBe(0);
  });

  it('tries people again later whose hours cannot be derived, and goes on with the others', async () => {
    const [other = ''] = await kit.people(1);
    await database.primary.query(
      `insert into policy values ('broken', 1, '{"dayRule": "none"}', 'Test', now(), 'test')`,
    );
    const id = randomUUID();
    await database.primary.query(
      `insert into policy_assignment values ($1, $2, null, $3, 'broken', 1, $4, 'Test', now(), 'test')`,
      [id, SITE, maria, GO_LIVE],
    );
    for (const employee of [maria, other])
      await kit.stay(employee, '2026-06-17T04:00:00Z', '2026-06-17T11:00:00Z');
    await kit.drain(NOW);
    expect(await kit.days(other)).toMatchObject([{ paid: hours(7) }]);
    expect(await kit.days(maria)).toEqual([]);
    expect(await kit.dueAt(maria)).toEqual({
      dueAt: later(NOW, 10_000),
      fromDate: '2026-06-17',
      failures: 1,
    });
    const pending = () =>
      kit.queue.pending(database.primary, [maria, other], { toDate: '2026-06-17', nowMs: Date.parse(NOW) });
    expect([...(await pending())]).toEqual([maria]);
    await kit.drain(later(NOW, 10_000));
    expect(await kit.dueAt(maria)).toMatchObject({ dueAt: later(NOW, 30_000), failures: 2 });
    expect(await kit.metrics.sheetFailures.get()).toMatchObject({ values: [{ value: 2 }] });
    await kit.policy(GO_LIVE, RULES, { employees: [maria], nowAt: later(NOW, 11_000) });
    await kit.drain(later(NOW, 12_000));
    expect(await kit.days(maria)).toMatchObject([{ paid: hours(7) }]);
    expect(await kit.dueAt(maria)).toMatchObject({ failures: 0 });
  });

  it('R11: goes through years in passes, and leaps over those of a clock that stood in 1970', async () => {
    await kit.punch(maria, 'clock-in', '1970-01-02T04:00:00Z');
    for (const month of ['01', '04', '06'])
      await kit.stay(maria, `2026-${month}-13T04:00:00Z`, `2026-${month}-13T11:00:00Z`);
    expect(await kit.drain(NOW)).toBeLessThan(6);
    expect((await kit.days(maria)).map(({ date }) => date)).toEqual([
      '2026-01-13',
      '2026-04-13',
      '2026-06-13',
    ]);
  });
});

describe('day records made again', () => {
  it('R8: are equal', async () => {
    const now = '2026-06-30T12:00:00Z';
    await kit.drain(later(now, GATHER_MS));
    const before = await kit.everything();
    expect(before.length).toBeGreaterThan(100);
    await kit.keeper().forget(Date.parse(later(now)));
    expect(await kit.everything()).toEqual([]);
    await kit.drain(later(now));
    expect(await kit.everything()).toEqual(before);
  });
});
