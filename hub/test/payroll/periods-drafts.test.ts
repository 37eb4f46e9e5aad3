import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApproveAnswer, PayPeriodView } from '@tapclock/contracts';
import { DraftSheetsRepository } from '../../src/payroll/periods/draft-sheets.repository.ts';
import { GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from './periods-app.ts';

const FIRST = monthsAgo(1);
const PERIOD = `/${SITE}/${GROUP}/${FIRST}`;
const drafts = new DraftSheetsRepository();

let hub: PeriodsApp;
let lock: string;

beforeAll(async () => {
  hub = await openPeriodsApp();
  await hub.assign(FIRST);
  await hub.work(await hub.hire('1001'), FIRST, [2, 3]);
  await hub.settle();
  await hub.post(`${PERIOD}/approvals`, { everybody: true }, ApproveAnswer);
  lock = (await hub.post(`${PERIOD}/lock`, {}, PayPeriodView)).lock?.id ?? '';
});
afterAll(async () => {
  await hub.stop();
});

async function sheetsOf(id: string): Promise<number> {
  const [row] = await hub.database.primary.query<{ total: number }>(
    'select count(*) as total from locked_sheet where lock_id = $1',
    [id],
  );
  return row?.total ?? 0;
}

/** A draft as a hub leaves it that dies before the lock's own row is there. */
async function abandonedDraft(begunAt: string): Promise<string> {
  const id = randomUUID();
  const { primary } = hub.database;
  await primary.query('insert into draft_lock (id, begun_at) values ($1, $2)', [id, begunAt]);
  await primary.query(
    `insert into locked_sheet (lock_id, employee_id, number, team_id, days_digest, inputs, inputs_hash, sheet, sheet_hash)
     select $1, employee_id, number, team_id, days_digest, inputs, inputs_hash, sheet, sheet_hash
     from locked_sheet where lock_id = $2`,
    [id, lock],
  );
  return id;
}

describe('sheets of a lock in the making', () => {
  it('are the sheets of the lock once it is there, and nothing is left of the making', async () => {
    expect(await sheetsOf(lock)).toBe(1);
    expect(await hub.database.primary.query('select id from draft_lock')).toEqual([]);
  });

  it('go when the lock comes to nothing, and so do those that a dead hub left a day ago', async () => {
    const refused = await abandonedDraft(new Date().toISOString());
    const old = await abandonedDraft('2026-01-01T00:00:00Z');
    const young = await abandonedDraft(new Date().toISOString());
    await drafts.end(hub.database.primary, refused);
    expect([await sheetsOf(refused), await sheetsOf(old), await sheetsOf(young)]).toEqual([0, 0, 1]);
  });

  it('R4: never go once they are locked, whatever is asked for', async () => {
    await drafts.begin(hub.database.primary, lock);
    await drafts.end(hub.database.primary, lock);
    expect(await sheetsOf(lock)).toBe(1);
    await expect(hub.database.primary.query('delete from locked_sheet')).rejects.toThrow('permission denied');
  });
});
