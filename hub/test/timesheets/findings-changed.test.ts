import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FindingsChanged } from '../../src/event-log/index.ts';
import type { PgDatabase } from '../../src/platform/database/pg-database.ts';
import { openHubDatabase } from '../support/hub-parts.ts';
import { createDatabase, type TestDatabase } from '../support/test-cluster.ts';
import { SheetsKit, SITE } from './sheets-kit.ts';

let suite: TestDatabase;
let database: PgDatabase;
let kit: SheetsKit;
let maria: string;

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
  kit = new SheetsKit(database);
  maria = (await kit.people(1))[0] ?? '';
  await kit.policy('2026-01-05', { attendance: { lateGraceMin: 5, earlyGraceMin: 60 } });
  await kit.drain('2026-06-15T00:00:01Z');
});
afterAll(async () => {
  await database.stop();
  await suite.close();
});

let read = 0;
/** What was told of findings since the last question: a line a date, with its codes. */
async function told(): Promise<string[]> {
  const rows = await database.primary.query<{ key: string; site: string; payload: unknown }>(
    `select key, site_id as site, payload from event_log where kind = 'findings.changed' order by xid, position`,
  );
  const news = rows.slice(read);
  read = rows.length;
  return news.flatMap(({ key, site, payload }) => {
    const { employee, days } = FindingsChanged.parse(payload);
    expect([key, site]).toEqual([employee, SITE]);
    return days.map(({ date, findings }) => `${date} ${findings.map(({ code }) => code).join()}`);
  });
}

describe('findings.changed', () => {
  it('tells what is noticed about a date, and again only when that is something else', async () => {
    const punch = await kit.punch(maria, 'clock-in', '2026-06-16T04:20:00Z');
    await kit.plan(
      maria,
      '2026-06-16',
      '2026-06-16T04:00:00Z',
      '2026-06-16T12:00:00Z',
      '2026-06-16T05:00:00Z',
    );
    await kit.drain('2026-06-16T05:00:02Z');
    expect(await told()).toEqual(['2026-06-16 LATE,STILL_OPEN']);
    await kit.punch(maria, 'clock-out', '2026-06-16T12:00:00Z');
    await kit.drain('2026-06-16T12:00:02Z');
    expect(await told()).toEqual(['2026-06-16 LATE']);
    // Other hours, the same finding.
    await kit.stay(maria, '2026-06-16T13:00:00Z', '2026-06-16T14:00:00Z');
    await kit.drain('2026-06-16T14:00:02Z');
    expect(await told()).toEqual([]);
    const [from, nowAt] = ['2026-06-16T04:00:00Z', '2026-06-16T15:00:00Z'];
    await kit.correct(maria, { kind: 'move', punch, at: from }, { from, nowAt });
    await kit.drain('2026-06-16T15:00:02Z');
    expect(await told()).toEqual(['2026-06-16 ']);
  });

  it('tells of a date that is no more', async () => {
    const [employee = ''] = await kit.people(1);
    const punch = await kit.punch(employee, 'clock-out', '2026-06-17T12:00:00Z');
    await kit.drain('2026-06-17T12:00:02Z');
    expect(await told()).toEqual(['2026-06-17 MISSING_IN']);
    const [from, nowAt] = ['2026-06-17T12:00:00Z', '2026-06-17T15:00:00Z'];
    await kit.correct(employee, { kind: 'void', punch }, { from, nowAt });
    await kit.drain('2026-06-17T15:00:02Z');
    expect(await told()).toEqual(['2026-06-17 ']);
  });
});
