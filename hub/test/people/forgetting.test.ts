import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ErasureView } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { ask, dataOf, hire, learnKey } from './people-kit.ts';

const SECRET = 'my back hurts';

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
  await learnKey(hub);
});
afterAll(() => hub.stop());

const query = <T extends object>(statement: string, params: unknown[]) =>
  hub.database.primary.query<T>(statement, params);

/** Leave that was asked for, an exception with a statement, an attestation and a draft, all of one date. */
async function plannedAndSettled(employee: string, date: string): Promise<void> {
  const [request, exception] = [uuid(), uuid()];
  const at = `${date}T12:00:00.000Z`;
  await query(
    `insert into request (id, site_id, kind, state, employee_id, from_date, to_date, leave_kind, leave_days, note, made_by, made_at, changed_at)
     values ($1, $2, 'leave', 'asked', $3, $4, $4, 'sick', '[]', $5, 'Robin Worker', $6, $6)`,
    [request, SITE, employee, date, SECRET, at],
  );
  await query(
    `insert into request_entry (request_id, version, at, made_by, what, state, reason) values ($1, 1, $2, 'Robin Worker', 'asked', 'asked', $3)`,
    [request, at, SECRET],
  );
  await query(
    `insert into exception (id, site_id, source, code, category, consequence, employee_id, date, at, facts, noticed_at)
     values ($1, $2, 'day', 'MISSING_OUT', 'missing', 1, $3, $4, $5, '{}', $5)`,
    [exception, SITE, employee, date, at],
  );
  await query(
    `insert into exception_entry (exception_id, at, made_by, what, reason) values ($1, $2, 'Robin Worker', 'answered', $3)`,
    [exception, at, SECRET],
  );
  await query(
    `insert into statement (id, site_id, employee_id, date, exception_id, text, wanted, stated_by, stated_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'Robin Worker', $8)`,
    [uuid(), SITE, employee, date, exception, SECRET, JSON.stringify([{ kind: 'add', reason: SECRET }]), at],
  );
  await query(
    `insert into attestation (employee_id, date, id, site_id, kind, made_at, reason) values ($1, $2, $3, $4, 'withdraw', $5, $6)`,
    [employee, date, uuid(), SITE, at, SECRET],
  );
  await query(
    `insert into plan_draft (employee_id, date, site_id, shift_ids, made_by, made_at) values ($1, $2, $3, '{}', 'Sam', $4)`,
    [employee, date, SITE, at],
  );
}

const TABLES = ['request', 'exception', 'statement', 'attestation', 'plan_draft'];

/** Everything that stands about a person in these tables, as text. */
async function writtenAbout(employee: string): Promise<string> {
  const rows = await Promise.all([
    ...TABLES.map(table =>
      query(`select to_jsonb(t) as row from ${table} t where employee_id = $1`, [employee]),
    ),
    query(
      `select to_jsonb(x) as row from request_entry x join request r on r.id = x.request_id where r.employee_id = $1`,
      [employee],
    ),
    query(
      `select to_jsonb(x) as row from exception_entry x join exception e on e.id = x.exception_id where e.employee_id = $1`,
      [employee],
    ),
  ]);
  return JSON.stringify(rows);
}

describe('planned and settled work', () => {
  it('loses the words of an erased person, and keeps what happened', async () => {
    const gone = await hire(hub, { familyName: 'Gone' });
    const stays = await hire(hub, { familyName: 'Stays' });
    for (const { employee } of [gone, stays]) await plannedAndSettled(employee, '2026-01-15');
    expect(await writtenAbout(gone.employee)).toContain(SECRET);
    await ask(hub, 'POST', `/employees/${gone.employee}/departure`, {
      body: { on: '2026-01-31', reason: 'moved' },
    });

    const erasure = await ask(hub, 'POST', `/employees/${gone.employee}/erasure`, {
      body: { reason: 'asked' },
    });

    expect(dataOf(erasure, ErasureView).erased.map(({ what }) => what)).toContain(
      'what they wrote, drafts of their plan, qualifications, calendar link',
    );
    const left = await writtenAbout(gone.employee);
    expect(left).not.toContain(SECRET);
    expect(left).not.toContain('Robin Worker');
    expect(left).toContain('MISSING_OUT');
    expect(await writtenAbout(stays.employee)).toContain(SECRET);
  });

  it('loses what they answered to others by their account, and keeps what they decided', async () => {
    const asker = await hire(hub, { familyName: 'Asks' });
    const gone = await hire(hub, { familyName: 'Answers' });
    const request = uuid();
    await query(
      `insert into request (id, site_id, kind, state, employee_id, others, from_date, to_date, shift, assignment_id, made_by, made_at, changed_at,
                            decided_by, decided_at, version)
       values ($1, $2, 'offer', 'refused', $3, $4, '2026-01-15', '2026-01-15', '{}', $5, 'Asker', now(), now(), 'Robin Worker', now(), 3)`,
      [request, SITE, asker.employee, [gone.employee], uuid()],
    );
    await query(
      `insert into request_entry (request_id, version, at, made_by, employee_id, what, state, reason)
       values ($1, 1, now(), 'Asker', $2, 'asked', 'offered', null),
              ($1, 2, now(), 'Robin Decided', $3, 'refused', 'offered', 'no cover'),
              ($1, 3, now(), 'Robin Worker', $3, 'declined', 'refused', $4)`,
      [request, asker.employee, gone.employee, SECRET],
    );
    await ask(hub, 'POST', `/employees/${gone.employee}/departure`, {
      body: { on: '2026-01-31', reason: 'moved' },
    });
    await ask(hub, 'POST', `/employees/${gone.employee}/erasure`, { body: { reason: 'asked' } });
    const left = await writtenAbout(asker.employee);
    expect(left).not.toContain(SECRET);
    expect(left).not.toContain('Robin Worker');
    expect(left).toContain('no cover');
    expect(left).toContain('Robin Decided');
  });

  it('is not taken from somebody who was not erased, whatever the application asks', async () => {
    const { employee } = await hire(hub, { familyName: 'Here' });
    await plannedAndSettled(employee, '2026-01-15');
    expect(await query('select forget_words($1::uuid[]) as gone', [[employee]])).toEqual([{ gone: 0 }]);
    expect(await writtenAbout(employee)).toContain(SECRET);
  });

  it('goes with the hours once it is old enough, and not before', async () => {
    const { employee } = await hire(hub, { familyName: 'Old' });
    await plannedAndSettled(employee, '2020-03-02');
    await plannedAndSettled(employee, '2026-03-02');
    await query('select forget_hours($1::timestamptz) as gone', ['2021-01-01T00:00:00Z']);
    for (const table of TABLES)
      expect([
        table,
        await query(`select count(*) as n from ${table} where employee_id = $1`, [employee]),
      ]).toEqual([table, [{ n: 1 }]]);
  });
});
