import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Policy } from '@tapclock/contracts';
import { DeltaFinder } from '../../src/payroll/periods/delta-finder.ts';
import { EarlierFindings } from '../../src/payroll/periods/earlier-findings.ts';
import { LockedSheetsRepository } from '../../src/payroll/periods/locked-sheets.repository.ts';
import { LocksRepository } from '../../src/payroll/periods/locks.repository.ts';
import { MembersRepository } from '../../src/payroll/periods/members.repository.ts';
import type { Period } from '../../src/payroll/periods/period.ts';
import { punchedDates } from '../../src/payroll/periods/punched-dates.ts';
import { SheetMaker } from '../../src/payroll/periods/sheet-maker.ts';
import type { PgDatabase } from '../../src/platform/database/pg-database.ts';
import { openTimesheets, parseDay } from '../../src/timesheets/data.ts';
import { openHubDatabase, SITE, seedPeople } from '../support/hub-parts.ts';
import { createDatabase, type TestDatabase } from '../support/test-cluster.ts';

const ZONE = 'Europe/Berlin';
const OTHER_SITE = 'werk-other';
const NOW_MS = Date.parse('2026-12-01T00:00:00Z');
const PERIOD: Period = {
  ...{ site: SITE, group: 'shop', zone: ZONE, payday: '2026-11-10' },
  ...{ from: '2026-10-01', to: '2026-10-31', fromDay: parseDay('2026-10-01'), toDay: parseDay('2026-10-31') },
};

let suite: TestDatabase;
let database: PgDatabase;
let members: MembersRepository;

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
  const { facts, policies, due } = openTimesheets();
  const stored = new LockedSheetsRepository();
  const deltas = new DeltaFinder(new LocksRepository(), stored, new SheetMaker(facts));
  members = new MembersRepository(policies, due, new EarlierFindings(deltas, stored));
  const { primary } = database;
  await seedPeople(database, 1);
  await primary.query(`insert into site (id, name, zone, language) values ($1, 'Other', $2, 'en')`, [
    OTHER_SITE,
    ZONE,
  ]);
  await primary.query(`insert into area (site_id, id, name) values ($1, 'hall', 'Hall')`, [OTHER_SITE]);
  for (const name of ['shop', 'office']) {
    const policy = Policy.parse({ name, version: 1 });
    await primary.query(
      `insert into policy (name, version, rules, made_by, made_at, reason) values ($1, 1, $2, 'Mia', now(), 'test')`,
      [name, JSON.stringify(policy)],
    );
  }
});
afterAll(async () => {
  await database.stop();
  await suite.close();
});

let hired = 0;

async function hire(more: { site?: string; team?: string; active?: boolean } = {}): Promise<string> {
  const { site = SITE, team = null, active = true } = more;
  const id = randomUUID();
  hired += 1;
  if (team !== null) await makeTeam(site, team);
  await database.primary.query(
    `insert into employee (id, site_id, area_id, team_id, number, given_name, family_name, short_name, language, active)
     values ($1, $2, 'hall', $3, $4, 'G', 'F', 'G F', 'en', $5)`,
    [id, site, team, String(1000 + hired), active],
  );
  return id;
}

async function makeTeam(site: string, team: string): Promise<void> {
  await database.primary.query(
    'insert into team (site_id, id, name) values ($1, $2, $2) on conflict do nothing',
    [site, team],
  );
}

async function assign(
  policy: string | null,
  validFrom: string,
  scope: { team?: string; employee?: string },
): Promise<void> {
  if (scope.team !== undefined) await makeTeam(SITE, scope.team);
  await database.primary.query(
    `insert into policy_assignment (id, site_id, team_id, employee_id, policy_name, policy_version, valid_from, made_by, made_at, reason)
     values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, 'Mia', now(), 'test')`,
    [SITE, scope.team ?? null, scope.employee ?? null, policy, policy === null ? null : 1, validFrom],
  );
}

async function dayOf(employee: string, date: string, group = 'shop', site = SITE): Promise<void> {
  await database.primary.query(
    `insert into day_record (employee_id, date, site_id, policy_name, policy_version, attendance, presence_seconds, paid_seconds,
                             unpaid_seconds, codes, pays, findings, roundings, hash)
     values ($1, $2, $3, $4, 1, 'worked', 0, 0, 0, '[]', '[]', '[]', '[]', 'h')`,
    [employee, date, site, group],
  );
}

let sequence = 0;

async function punch(employee: string, at: string): Promise<string> {
  const id = randomUUID();
  sequence += 1;
  await database.primary.query(
    `insert into punch (punch_id, terminal_id, boot, sequence, site_id, employee_id, action, occurred_at, received_at, findings, verdict,
                        chain_hash, body)
     values ($1, 'gate', 1, $2, $3, $4, 'clock-in', $5, now(), '[]', '{}', repeat('0', 64), '{}')`,
    [id, sequence, SITE, employee, at],
  );
  return id;
}

/** A correction as it is stored; `at` is where the punch is from then on. */
async function correct(
  employee: string,
  kind: 'add' | 'move' | 'void',
  of: { punch?: string; at?: string; madeAt?: string },
): Promise<string> {
  const id = randomUUID();
  const { punch: about = null, at = null, madeAt = '2026-11-02T08:00:00Z' } = of;
  await database.primary.query(
    `insert into correction (id, site_id, employee_id, kind, punch_id, occurred_at, action, touches_from, touches_to, made_by, made_at, reason)
     values ($1, $2, $3, $4, $5, $6, $7, coalesce($6, $8::timestamptz), coalesce($6, $8::timestamptz), 'Mia', $8, 'test')`,
    [id, SITE, employee, kind, about, at, kind === 'add' ? 'clock-in' : null, madeAt],
  );
  return id;
}

const idsOf = (found: readonly { employee: string }[]) => found.map(({ employee }) => employee);
const judged = async (only: readonly string[] | null = null, team: string | null = null) =>
  idsOf((await members.judged(database.primary, PERIOD, { nowMs: NOW_MS, only, team })).members);

describe('dates on which somebody punched', () => {
  it('are counted as corrected, on the wall clock of the site', async () => {
    const { primary } = database;
    const person = await hire({ active: false });
    const stranger = await hire({ active: false });
    const dates = async () => (await punchedDates(primary, PERIOD, [person])).get(person) ?? [];
    expect(await dates()).toEqual([]);
    await punch(stranger, '2026-10-02T08:00:00Z');
    // 1 October in Berlin, and 1 November.
    await punch(person, '2026-09-30T22:30:00Z');
    await punch(person, '2026-10-31T23:30:00Z');
    const voided = await punch(person, '2026-10-03T08:00:00Z');
    await correct(person, 'void', { punch: voided });
    const movedIn = await punch(person, '2026-09-12T08:00:00Z');
    await correct(person, 'move', { punch: movedIn, at: '2026-10-05T08:00:00Z' });
    const movedOut = await punch(person, '2026-10-06T08:00:00Z');
    await correct(person, 'move', { punch: movedOut, at: '2026-11-06T08:00:00Z' });
    const movedTwice = await punch(person, '2026-10-07T08:00:00Z');
    await correct(person, 'move', { punch: movedTwice, at: '2026-10-08T08:00:00Z' });
    await correct(person, 'move', {
      ...{ punch: movedTwice, at: '2026-10-09T08:00:00Z', madeAt: '2026-11-03T08:00:00Z' },
    });
    const movedAndVoided = await punch(person, '2026-10-10T08:00:00Z');
    await correct(person, 'move', { punch: movedAndVoided, at: '2026-10-11T08:00:00Z' });
    await correct(person, 'void', { punch: movedAndVoided });
    await correct(person, 'add', { at: '2026-10-12T08:00:00Z' });
    const added = await correct(person, 'add', { at: '2026-10-13T08:00:00Z' });
    await correct(person, 'void', { punch: added });
    const addedElsewhere = await correct(person, 'add', { at: '2026-11-14T08:00:00Z' });
    await correct(person, 'move', { punch: addedElsewhere, at: '2026-10-15T08:00:00Z' });
    expect(await dates()).toEqual(['2026-10-01', '2026-10-05', '2026-10-09', '2026-10-12', '2026-10-15']);
  });
});

describe('who belongs to a period', () => {
  const belonging: string[] = [];
  const others: string[] = [];

  /** Somebody of whom it is said whether they belong. */
  async function person(belongs: boolean, more: Parameters<typeof hire>[0] = {}): Promise<string> {
    const id = await hire(more);
    (belongs ? belonging : others).push(id);
    return id;
  }

  beforeAll(async () => {
    // The site has rules of another group in the period, and some teams and people have their own.
    await assign('office', '2026-01-01', {});
    await assign('shop', '2026-01-01', { team: 'shop' });
    await assign('shop', '2026-10-31', { team: 'shop-at-last' });
    await assign('shop', '2026-11-01', { team: 'shop-too-late' });
    await assign('shop', '2026-01-01', { team: 'office-again' });
    await assign(null, '2026-09-01', { team: 'office-again' });
    await person(false);
    await person(true, { team: 'shop' });
    await person(false, { team: 'other' });
    await person(true, { team: 'shop-at-last' });
    await person(false, { team: 'shop-too-late' });
    await person(false, { team: 'office-again' });
    await assign('shop', '2026-01-01', { employee: await person(true) });
    await assign('office', '2026-01-01', { employee: await person(false, { team: 'shop' }) });
    const ownNoMore = await person(true, { team: 'shop' });
    await assign('office', '2026-01-01', { employee: ownNoMore });
    await assign(null, '2026-10-20', { employee: ownNoMore });
    // Who has days of the group, wherever they are now.
    await dayOf(await person(true), '2026-10-31');
    await dayOf(await person(true, { site: OTHER_SITE }), '2026-10-01');
    await dayOf(await person(true, { active: false }), '2026-10-15');
    await dayOf(await person(false), '2026-11-01');
    await dayOf(await person(false), '2026-10-15', 'office');
    await dayOf(await person(false), '2026-10-15', 'shop', OTHER_SITE);
    // Who left.
    await punch(await person(true, { team: 'shop', active: false }), '2026-10-02T08:00:00Z');
    await punch(await person(false, { team: 'shop', active: false }), '2026-09-02T08:00:00Z');
    await punch(await person(false, { active: false }), '2026-10-02T08:00:00Z');
    // Rules that a person had where they were before are not theirs any more.
    await assign('shop', '2026-01-01', { employee: await person(false, { site: OTHER_SITE }) });
  });

  it('is told of all, of a team, and of those who are named', async () => {
    expect(await judged()).toEqual(belonging);
    expect(await judged([...others, ...belonging])).toEqual(belonging);
    expect(await judged(belonging.slice(2, 4))).toEqual(belonging.slice(2, 4));
    expect(await judged(others)).toEqual([]);
    expect(await judged([])).toEqual([]);
    expect(await judged(null, 'shop-at-last')).toEqual([belonging[1]]);
    expect(await judged(belonging, 'shop-too-late')).toEqual([]);
    expect(idsOf(await members.standings(database.primary, PERIOD, NOW_MS))).toEqual(belonging);
    expect(idsOf(await members.standings(database.primary, PERIOD, NOW_MS, others))).toEqual([]);
    const everybody: string[] = [];
    for await (const chunk of members.everybody(database.primary, PERIOD, NOW_MS))
      everybody.push(...idsOf(chunk));
    expect(everybody).toEqual(belonging);
  });

  it('is told a page at a time, with how many there are, also behind the last page', async () => {
    const of = { nowMs: NOW_MS, only: null, team: null };
    for (let offset = 0; offset <= belonging.length; offset += 3) {
      const page = await members.judged(database.primary, PERIOD, of, { limit: 3, offset });
      expect(idsOf(page.members)).toEqual(belonging.slice(offset, offset + 3));
      expect(page.total).toBe(belonging.length);
    }
  });

  it('counts whoever is under no policy once they have punched, and says on which dates', async () => {
    await assign(null, '2026-05-01', {});
    const voided = await hire();
    await correct(voided, 'void', { punch: await punch(voided, '2026-10-05T08:00:00Z') });
    const added = await hire();
    await correct(added, 'add', { at: '2026-10-06T08:00:00Z' });
    const left = await hire({ active: false });
    await punch(left, '2026-10-07T08:00:00Z');
    const elsewhere = await hire({ site: OTHER_SITE });
    await punch(elsewhere, '2026-10-07T08:00:00Z');
    const standings = await members.standings(database.primary, PERIOD, NOW_MS);
    const dates = new Map(standings.map(({ employee, standing }) => [employee, standing.datesWithoutPolicy]));
    expect(dates.get(added)).toEqual(['2026-10-06']);
    expect(dates.get(left)).toEqual(['2026-10-07']);
    expect(dates.has(voided)).toBe(false);
    expect(dates.has(elsewhere)).toBe(false);
    expect(await judged([voided, added, left, elsewhere])).toEqual([added, left]);
  });
});
