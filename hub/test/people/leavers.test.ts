import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BadgeIssued, BadgeView, EmployeeDetail, ErasureView } from '@tapclock/contracts';
import { z } from 'zod';
import { PeopleRounds, RetentionService } from '../../src/people/index.ts';
import type { Asker } from '../kit/askers.ts';
import { type Kiosk, type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { ask, dataOf, hire, refused } from './people-kit.ts';

const DAY_MS = 86_400_000;

let hub: RunningTestHub;
let kiosk: Kiosk;

beforeAll(async () => {
  hub = await runHub();
  kiosk = await hub.enrol('leavers-gate');
  await kiosk.connect();
});
afterAll(() => hub.stop());

const iso = (ms: number) => new Date(ms).toISOString();
const inDays = (days: number) => iso(Date.now() + days * DAY_MS);
const depart = (employee: string, days: number) =>
  ask(hub, 'POST', `/employees/${employee}/departure`, {
    body: { on: inDays(days).slice(0, 10), reason: 'moved' },
  });
const comeBack = (employee: string) =>
  ask(hub, 'POST', `/employees/${employee}/return`, { body: { reason: 'stays' } });
const erase = (employee: string) =>
  ask(hub, 'POST', `/employees/${employee}/erasure`, { body: { reason: 'asked for it' } });
const detail = async (employee: string) =>
  dataOf(await ask(hub, 'GET', `/employees/${employee}`), EmployeeDetail);

let cards = 9_000_000;
const newCard = () => {
  cards += 1;
  return String(cards).padStart(64, 'b');
};

async function give(employee: string, credential = newCard(), until: string | null = null) {
  const body = { source: { credential }, until };
  return dataOf(await ask(hub, 'POST', `/employees/${employee}/badges`, { body }), BadgeIssued);
}

async function endOf(employee: string) {
  const { body } = await ask(hub, 'GET', `/employees/${employee}/badges`);
  const [badge] = z.object({ data: z.array(BadgeView) }).parse(body).data;
  return [badge?.endedAt ?? null, badge?.endedWhy ?? null];
}

/** When somebody leaves, as the database has it. */
async function leavesAt(employee: string) {
  const [row] = await hub.database.primary.query<{ at: string }>(
    'select leaves_at as at from employee where id = $1',
    [employee],
  );
  return row?.at ?? null;
}

async function tap(credential: string, occurredAt: string) {
  const { sequence } = kiosk.terminal.punch({ credential, occurredAt, offline: true });
  const [result] = (await kiosk.send(sequence)).results;
  if (!result || !('verdict' in result)) throw new Error('no verdict');
  return result.verdict?.employee ?? null;
}

/** Somebody with a login of their own, who is logged in. */
async function withLogin(role: 'worker' | 'hr' | 'admin') {
  const { employee } = await hire(hub);
  const as: Asker = { name: `Login ${employee}`, role, employee };
  const me = async () => (await ask(hub, 'GET', '/auth/me', { as })).status;
  expect(await me()).toBe(200);
  return { employee, me, as };
}

const accountOf = async (employee: string) => {
  const [row] = await hub.database.primary.query<{ disabled: boolean; version: number }>(
    'select disabled_at is not null as disabled, version from account where employee_id = $1',
    [employee],
  );
  return row;
};

describe('the login of a leaver', () => {
  it('is shut with the last day that is over, and is not opened by a return', async () => {
    const { employee, me } = await withLogin('worker');
    await hub.database.primary.query(
      `insert into invitation (id, digest, email, role, employee_id, teams, language, invited_by, created_at, expires_at)
       values (gen_random_uuid(), sha256('leaver'), 'leaver@example.com', 'worker', $1, '[]', 'en', 'x', now(), now() + interval '1 day')`,
      [employee],
    );
    expect((await depart(employee, -2)).status).toBe(200);
    expect(await me()).toBe(401);
    expect(await accountOf(employee)).toMatchObject({ disabled: true });
    const open = await hub.database.primary.query(
      'select from invitation where employee_id = $1 and revoked_at is null',
      [employee],
    );
    expect(open).toEqual([]);
    const trail = await hub.database.primary.query(
      `select why from audit_entry where action = 'accounts.changed' and people @> array[$1::uuid]`,
      [employee],
    );
    expect(trail).toEqual([{ why: 'left the company' }]);
    expect((await comeBack(employee)).status).toBe(200);
    expect([await me(), (await accountOf(employee))?.disabled]).toEqual([401, true]);
  });

  it('works until the last day that is to come, and no longer', async () => {
    const { employee, me } = await withLogin('worker');
    await depart(employee, 5);
    expect(await me()).toBe(200);
    await hub.part(PeopleRounds).go(Date.now() + 7 * DAY_MS);
    expect(await me()).toBe(401);
    expect((await detail(employee)).active).toBe(false);
  });
});

describe('an administrator', () => {
  const asHr = { name: 'Hana', role: 'hr' } as const;

  it('is let go only when another one has taken the account', async () => {
    const { employee, me } = await withLogin('admin');
    const body = { on: '2026-01-31', reason: 'x' };
    const tried = await ask(hub, 'POST', `/employees/${employee}/departure`, { body, as: asHr });
    expect(refused(tried)).toEqual([409, 'CONFLICT', 'HAS_ADMIN_ACCOUNT employee']);
    expect([(await detail(employee)).active, await me()]).toEqual([true, 200]);
    await hub.database.primary.query(`update account set role = 'hr' where employee_id = $1`, [employee]);
    expect((await ask(hub, 'POST', `/employees/${employee}/departure`, { body, as: asHr })).status).toBe(200);
  });

  it('is not erased, neither by HR nor by the clock', async () => {
    const { employee } = await hire(hub);
    await depart(employee, -60);
    const as: Asker = { name: 'Late admin', role: 'admin', employee };
    expect((await ask(hub, 'GET', '/auth/me', { as })).status).toBe(200);
    expect(refused(await erase(employee))).toEqual([409, 'CONFLICT', 'HAS_ADMIN_ACCOUNT employee']);
    await ask(hub, 'PUT', '/retention', { body: { 'master-data': 40 } });
    const other = await hire(hub);
    await depart(other.employee, -60);
    await hub.part(RetentionService).forgetDue(Date.now());
    expect((await detail(other.employee)).erasedAt).not.toBeNull();
    expect((await detail(employee)).erasedAt).toBeNull();
    expect((await ask(hub, 'GET', '/auth/me', { as })).status).toBe(200);
  });
});

describe('a badge of somebody who is about to leave', () => {
  it('that was given meanwhile goes along when the last day is moved, and stays when it is called off', async () => {
    const { employee } = await hire(hub);
    await depart(employee, 10);
    const given = await give(employee);
    expect(given).toMatchObject({ lent: false, endedWhy: 'left', endedAt: await leavesAt(employee) });
    for (const days of [20, 5]) {
      await depart(employee, days);
      expect(await endOf(employee)).toEqual([await leavesAt(employee), 'left']);
    }
    await comeBack(employee);
    expect(await endOf(employee)).toEqual([null, null]);
  });

  it('that is lent ends with whichever comes first, and keeps its end when the leaving is called off', async () => {
    const { employee } = await hire(hub);
    const until = inDays(12);
    await give(employee, newCard(), until);
    await depart(employee, 5);
    expect(await endOf(employee)).toEqual([await leavesAt(employee), 'left']);
    await depart(employee, 20);
    expect(await endOf(employee)).toEqual([until, 'expired']);
    await depart(employee, 5);
    await comeBack(employee);
    expect(await endOf(employee)).toEqual([until, 'expired']);
  });

  it('that is lent while they are about to leave is called lent', async () => {
    const { employee } = await hire(hub);
    await depart(employee, 5);
    const until = inDays(3);
    const made = await give(employee, newCard(), until);
    expect(made).toMatchObject({ lent: true, endedAt: until, endedWhy: 'expired' });
    const late = await give(employee, newCard(), inDays(9));
    expect(late).toMatchObject({ lent: true, endedAt: await leavesAt(employee), endedWhy: 'left' });
  });

  it('that was lost before stays lost', async () => {
    const { employee } = await hire(hub);
    const { badge } = await give(employee);
    await ask(hub, 'POST', `/employees/${employee}/badges/${badge}/end`, { body: { why: 'lost' } });
    await depart(employee, 5);
    expect((await endOf(employee))[1]).toBe('lost');
    await comeBack(employee);
    expect((await endOf(employee))[1]).toBe('lost');
  });
});

describe('a badge of somebody who was erased', () => {
  it('leaves their late taps theirs, under the pseudonym, also when somebody else has it by now', async () => {
    const [first, second] = [await hire(hub), await hire(hub)];
    const credential = newCard();
    const { badge } = await give(first.employee, credential);
    await hub.database.primary.query('update credential set issued_at = $2 where id = $1', [
      badge,
      inDays(-50),
    ]);
    await depart(first.employee, -5);
    const view = dataOf(await erase(first.employee), ErasureView);
    expect(view.kept).toContainEqual(expect.objectContaining({ what: 'badges', rows: 1 }));
    await give(second.employee, credential);
    await hub.settled();
    expect(await tap(credential, inDays(-8))).toBe(first.employee);
    expect(await tap(credential, iso(Date.now()))).toBe(second.employee);
    const kept = () => hub.database.primary.query('select from credential where id = $1', [badge]);
    await hub.part(RetentionService).forgetDue(Date.now() + 20 * DAY_MS);
    expect(await kept()).toHaveLength(1);
    await hub.part(RetentionService).forgetDue(Date.now() + 31 * DAY_MS);
    expect(await kept()).toEqual([]);
  });
});
