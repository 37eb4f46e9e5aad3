import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PgDatabase } from '../../src/platform/database/pg-database.ts';
import { parseDay } from '../../src/timesheets/domain/index.ts';
import { openHubDatabase } from '../support/hub-parts.ts';
import { createDatabase, type TestDatabase } from '../support/test-cluster.ts';
import { counting, SheetsKit, SITE } from './sheets-kit.ts';

let suite: TestDatabase;
let database: PgDatabase;
let kit: SheetsKit;
let people: string[];

const JUNE = { from: parseDay('2026-06-01'), to: parseDay('2026-06-30'), asOfSec: null };

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
  kit = new SheetsKit(database);
  people = await kit.people(12);
  await kit.policy('2026-01-05', {});
  for (const [index, employee] of people.entries()) {
    for (const day of ['2026-05-17', '2026-05-18', '2026-06-15', '2026-07-12', '2026-07-13'])
      await kit.stay(employee, `${day}T04:0${index % 10}:00Z`, `${day}T12:00:00.250Z`);
    await kit.plan(
      employee,
      '2026-06-15',
      '2026-06-15T04:00:00Z',
      '2026-06-15T12:00:00Z',
      '2026-06-01T00:00:00Z',
    );
  }
});
afterAll(async () => {
  await database.stop();
  await suite.close();
});

describe('facts', () => {
  it('are loaded in the same number of statements for one person and for many', async () => {
    // The first one reads the policy as well, which is then remembered.
    await kit.facts.load(database.primary, { ...JUNE, employees: people });
    const one = counting(database.primary);
    await kit.facts.load(one.sql, { ...JUNE, employees: people.slice(0, 1) });
    const many = counting(database.primary);
    await kit.facts.load(many.sql, { ...JUNE, employees: people });
    expect(many.count()).toBe(one.count());
    expect(many.count()).toBeLessThanOrEqual(9);
  });

  it('reach from two workweeks before the first date to one after the last, and no further', async () => {
    const [facts] = await kit.facts.load(database.primary, { ...JUNE, employees: people.slice(0, 1) });
    const [stretch] = facts?.stretches ?? [];
    expect(stretch).toMatchObject({ from: JUNE.from, to: JUNE.to });
    expect(
      stretch?.facts.punches.map(({ kind, atSec }) => [kind, new Date(atSec * 1000).toISOString()]),
    ).toEqual([
      ['IN', '2026-05-18T04:00:00.000Z'],
      ['OUT', '2026-05-18T12:00:00.000Z'],
      ['IN', '2026-06-15T04:00:00.000Z'],
      ['OUT', '2026-06-15T12:00:00.000Z'],
      ['IN', '2026-07-12T04:00:00.000Z'],
      ['OUT', '2026-07-12T12:00:00.000Z'],
    ]);
    expect(stretch?.facts.punches.map(({ sequence }) => sequence)).toEqual([0, 250, 0, 250, 0, 250]);
    expect(stretch?.facts.shifts).toMatchObject([{ date: parseDay('2026-06-15'), unpaidSec: 0 }]);
  });

  it('R5: are the same whoever else is asked for', async () => {
    const together = await kit.facts.load(database.primary, { ...JUNE, employees: people });
    for (const [index, employee] of people.entries()) {
      const [alone] = await kit.facts.load(database.primary, { ...JUNE, employees: [employee] });
      expect(together[index]).toEqual(alone);
    }
  });

  it('say who they are about, and leave out who is nobody', async () => {
    const [first = ''] = people;
    const nobody = '00000000-0000-4000-8000-000000000000';
    const loaded = await kit.facts.load(database.primary, { ...JUNE, employees: [nobody, first] });
    expect(loaded.map(({ person, zone }) => [person.employee, person.site, zone])).toEqual([
      [first, SITE, 'Europe/Berlin'],
    ]);
  });

  it('have no stretch on dates without a policy', async () => {
    const [facts] = await kit.facts.load(database.primary, {
      employees: people.slice(0, 1),
      from: parseDay('2025-12-29'),
      to: parseDay('2026-01-11'),
      asOfSec: null,
    });
    expect(facts?.stretches.map(({ from, to }) => [from, to])).toEqual([
      [parseDay('2026-01-05'), parseDay('2026-01-11')],
    ]);
    const none = { employees: people.slice(0, 1), from: parseDay('2025-06-01'), to: parseDay('2025-06-30') };
    const [before] = await kit.facts.load(database.primary, { ...none, asOfSec: null });
    expect(before?.stretches).toEqual([]);
  });

  it('R11: are refused for too many people at once', async () => {
    const employees = Array.from({ length: 501 }, () => people[0] ?? '');
    await expect(kit.facts.load(database.primary, { ...JUNE, employees })).rejects.toThrow(
      /501 people.*at most 500/,
    );
  });
});
