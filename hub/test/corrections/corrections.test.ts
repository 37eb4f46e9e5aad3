import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  apiPage,
  apiSuccess,
  CORRECTIONS_MAX,
  CorrectionOutcome,
  CorrectionView,
  type Punch,
} from '@tapclock/contracts';
import { z } from 'zod';
import { CorrectionsRepository } from '../../src/corrections/index.ts';
import { refusal, send as request } from '../kit/api-client.ts';
import { daysAgo, latestClockChange } from '../kit/clock-change.ts';
import {
  addPerson,
  type Kiosk,
  type RunningTestHub,
  runHub,
  SITE,
  type TestPerson,
} from '../kit/running-hub.ts';

const ACTOR = 'Mia Köhler';
const WHY = 'forgot to clock out, seen at the gate';
const DAY = daysAgo(3);

let hub: RunningTestHub;
let kiosk: Kiosk;
let person: TestPerson;
let sent = 0;

beforeAll(async () => {
  hub = await runHub();
  kiosk = await hub.enrol('gate-1');
  await kiosk.connect();
  person = await addPerson(hub);
});
afterAll(async () => {
  await hub.stop();
});

/** A punch of the person, or of what `more` says, as a terminal sends it. */
async function clocked(time: string, action: Punch['action'], more: Partial<Punch> = {}): Promise<string> {
  const { punchId } = kiosk.terminal.punch({
    action,
    occurredAt: time.includes('T') ? time : `${DAY}T${time}.000Z`,
    credential: person.credential,
    ...more,
  });
  sent += 1;
  await kiosk.send(sent);
  return punchId;
}

const send = (body: unknown, actor = ACTOR) => request(hub, 'POST', '/corrections', { body, actor });

async function make(body: unknown) {
  const answer = await send(body);
  return { status: answer.status, correction: apiSuccess(CorrectionView).parse(answer.body).data };
}

async function makeAll(corrections: unknown[]) {
  const { body } = await request(hub, 'POST', '/corrections/bulk', { body: { corrections }, actor: ACTOR });
  return apiSuccess(z.object({ outcomes: z.array(CorrectionOutcome) })).parse(body).data.outcomes;
}

const aMove = (punch: string, time: string) => ({
  kind: 'move',
  punch,
  when: { at: time.includes('T') ? time : `${DAY}T${time}.000Z` },
  reason: WHY,
});
const anAdd = (time: string, more: Record<string, unknown> = {}) => ({
  kind: 'add',
  employee: person.id,
  action: 'clock-out',
  when: { at: `${DAY}T${time}.000Z` },
  reason: WHY,
  ...more,
});

async function eventsOf(correction: string): Promise<{ key: string; payload: unknown; xid: string }[]> {
  return await hub.database.primary.query(
    `select key, payload, xid::text from event_log where kind = 'correction.made' and payload ->> 'correction' = $1`,
    [correction],
  );
}

async function spanOf(correction: string): Promise<unknown> {
  const [event] = await eventsOf(correction);
  const { from, to } = z.object({ from: z.string(), to: z.string() }).parse(event?.payload);
  return [from.slice(11, 19), to.slice(11, 19)];
}

describe('corrections', () => {
  it('book time anew: a change of job is added over another one, moved, made void, or was a clock-out', async () => {
    const punch = await clocked('18:20:00', 'job-change', { job: 'WO-1' });
    const add = anAdd('18:20:00', { action: 'job-change', job: 'WO-2' });
    const { correction } = await make(add);
    expect(correction).toMatchObject({ kind: 'add', action: 'job-change', job: 'WO-2' });
    const made = await makeAll([
      aMove(correction.id, '18:25:00'),
      { kind: 'void', punch, reason: WHY },
      { kind: 'reclassify', punch: correction.id, action: 'clock-out', reason: WHY },
    ]);
    expect(made.map(({ outcome }) => outcome)).toEqual(['made', 'made', 'made']);
  });

  it('add a punch that nobody made', async () => {
    const { status, correction } = await make(anAdd('16:30:00', { job: ' press 4 ' }));
    expect(status).toBe(201);
    expect(correction).toMatchObject({
      site: SITE,
      employee: person.id,
      kind: 'add',
      punch: null,
      occurredAt: `${DAY}T16:30:00.000Z`,
      action: 'clock-out',
      job: 'press 4',
      by: ACTOR,
      reason: WHY,
    });
    expect(Math.abs(Date.parse(correction.madeAt) - Date.now())).toBeLessThan(60_000);
    expect(await spanOf(correction.id)).toEqual(['16:30:00', '16:30:00']);
  });

  it('move a punch; the span holds where it was, where it was read and where it goes', async () => {
    const punch = await clocked('06:00:00', 'clock-in');
    const first = await make(aMove(punch, '05:00:00'));
    expect(first.correction).toMatchObject({ kind: 'move', punch, action: null, job: null });
    const second = await make(aMove(punch, '06:30:00'));
    expect(await spanOf(first.correction.id)).toEqual(['05:00:00', '06:00:00']);
    expect(await spanOf(second.correction.id)).toEqual(['05:00:00', '06:30:00']);
    const third = await make({ kind: 'void', punch, reason: WHY });
    expect(await spanOf(third.correction.id)).toEqual(['06:00:00', '06:30:00']);
  });

  it('void a punch for good', async () => {
    const punch = await clocked('07:00:00', 'clock-in');
    const { correction } = await make({ kind: 'void', punch, reason: WHY });
    expect(correction).toMatchObject({ kind: 'void', punch, employee: person.id, occurredAt: null });
    for (const again of [
      { kind: 'void', punch, reason: WHY },
      { kind: 'reclassify', punch, action: 'clock-out', reason: WHY },
      aMove(punch, '07:30:00'),
    ]) {
      expect(refusal(await send(again))).toEqual([409, 'CONFLICT', 'PUNCH_VOID punch']);
    }
  });

  it('reclassify a punch', async () => {
    const punch = await clocked('08:00:00', 'clock-in');
    const { correction } = await make({ kind: 'reclassify', punch, action: 'break-end', reason: WHY });
    expect(correction).toMatchObject({ kind: 'reclassify', punch, action: 'break-end', occurredAt: null });
    const same = { kind: 'reclassify', punch, action: 'break-end', reason: WHY };
    expect(refusal(await send(same))).toEqual([409, 'CONFLICT', 'NOTHING_CHANGES action']);
    expect((await send({ ...same, action: 'clock-in' })).status).toBe(201);
  });

  it('correct what a correction added, by its id', async () => {
    const { correction } = await make(anAdd('17:00:00'));
    const moved = await make(aMove(correction.id, '17:15:00'));
    expect(moved.correction).toMatchObject({ punch: correction.id, employee: person.id });
    expect((await send({ kind: 'void', punch: correction.id, reason: WHY })).status).toBe(201);
    expect(refusal(await send(aMove(correction.id, '17:20:00')))).toEqual([
      409,
      'CONFLICT',
      'PUNCH_VOID punch',
    ]);
  });

  it('bring back a punch from a clock that was years off', async () => {
    const punch = await clocked('2000-01-01T00:00:07.000Z', 'clock-in');
    expect((await send(aMove(punch, '09:00:00'))).status).toBe(201);
    const ahead = await clocked('2099-01-01T00:00:07.000Z', 'clock-in');
    expect((await send({ kind: 'void', punch: ahead, reason: WHY })).status).toBe(201);
  });
});

describe('local times', () => {
  const [spring, autumn] = [latestClockChange('spring'), latestClockChange('autumn')];
  const local = (date: string, time: string, offset?: string) =>
    anAdd('00:00:00', { when: { date, time, ...(offset === undefined ? {} : { offset }) } });

  it.each([
    [daysAgo(4), '12:00', undefined, undefined],
    [spring, '01:59:30', undefined, '00:59:30'],
    [spring, '03:00', undefined, '01:00:00'],
    [autumn, '02:30', '+02:00', '00:30:00'],
    [autumn, '02:31', 'earlier', '00:31:00'],
    [autumn, '02:30', '+01:00', '01:30:00'],
    [autumn, '02:31', 'later', '01:31:00'],
    [autumn, '03:00', undefined, '02:00:00'],
  ])("mean the instant at which the site's clocks showed %s %s %s", async (date, time, offset, utc) => {
    const { correction } = await make(local(date, time, offset));
    const shown = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/Berlin',
      dateStyle: 'short',
      timeStyle: 'medium',
    }).format(Date.parse(correction.occurredAt ?? ''));
    expect(shown).toContain(`${date} ${time}`);
    if (utc !== undefined) expect(correction.occurredAt).toBe(`${date}T${utc}.000Z`);
  });

  it('are refused where the clocks skip them, saying what to give', async () => {
    const answer = await send(local(spring, '02:30'));
    expect(refusal(answer)).toEqual([400, 'VALIDATION_ERROR', 'LOCAL_TIME_GAP when']);
    expect(JSON.stringify(answer.body)).toContain(
      `from ${spring} 02:00 to ${spring} 03:00, give a time before`,
    );
  });

  it.each([undefined, '+05:00'])('are refused where they happen twice, with offset %s', async offset => {
    const answer = await send(local(autumn, '02:30', offset));
    expect(refusal(answer)).toEqual([400, 'VALIDATION_ERROR', 'LOCAL_TIME_AMBIGUOUS when']);
    expect(JSON.stringify(answer.body)).toContain('+02:00 or +01:00');
  });

  it('move a punch by the wall clock as well', async () => {
    const punch = await clocked('10:00:00', 'break-start');
    const answer = await send({ ...aMove(punch, '10:00:00'), when: { date: spring, time: '02:30' } });
    expect(refusal(answer)).toEqual([400, 'VALIDATION_ERROR', 'LOCAL_TIME_GAP when']);
    const moved = await make({ ...aMove(punch, '10:00:00'), when: { date: autumn, time: '04:00' } });
    expect(moved.correction.occurredAt).toBe(`${autumn}T03:00:00.000Z`);
  });
});

describe('what is refused', () => {
  it.each([
    [
      'a punch that is nowhere',
      { ...aMove(randomUUID(), '09:00:00') },
      [404, 'NOT_FOUND', 'UNKNOWN_PUNCH punch'],
    ],
    [
      'a person who is nobody',
      {
        kind: 'add',
        employee: randomUUID(),
        action: 'clock-in',
        when: { at: `${DAY}T06:00:00.000Z` },
        reason: WHY,
      },
      [404, 'NOT_FOUND', 'UNKNOWN_EMPLOYEE employee'],
    ],
  ])('%s', async (_, body, expected) => {
    expect(refusal(await send(body))).toEqual(expected);
  });

  it('a punch of a badge that belongs to nobody, saying what to do', async () => {
    const punch = await clocked('11:00:00', 'auto', { credential: 'ab'.repeat(32) });
    for (const body of [
      aMove(punch, '11:05:00'),
      { kind: 'void', punch, reason: WHY },
      { kind: 'reclassify', punch, action: 'clock-in', reason: WHY },
    ]) {
      const answer = await send(body);
      expect(refusal(answer)).toEqual([409, 'CONFLICT', 'PUNCH_OF_NOBODY punch']);
      expect(JSON.stringify(answer.body)).toContain('Add a punch of the person instead');
    }
  });

  it('to call a punch a change of job, which has no job to go to', async () => {
    const punch = await clocked('11:20:00', 'clock-in');
    const body = { kind: 'reclassify', punch, action: 'job-change', reason: WHY };
    expect(refusal(await send(body))).toEqual([400, 'VALIDATION_ERROR', 'action']);
  });

  it('a question about the year 0', async () => {
    const answer = await hub.get('/api/v1/corrections?from=0000-01-01T00:00:00.000Z');
    expect(refusal(answer)).toEqual([400, 'VALIDATION_ERROR', 'from']);
  });

  it.each([
    ['TIME_IN_FUTURE', 6 * 60_000],
    ['TIME_TOO_OLD', -732 * 86_400_000],
  ])('a time beyond its limit: %s', async (code, fromNowMs) => {
    const at = (ms: number) => ({ at: new Date(Date.now() + ms).toISOString() });
    const answer = await send(anAdd('00:00:00', { when: at(fromNowMs) }));
    expect(refusal(answer)).toEqual([400, 'VALIDATION_ERROR', `${code} when`]);
    const nearer = fromNowMs > 0 ? fromNowMs - 2 * 60_000 : fromNowMs + 2 * 86_400_000;
    expect((await send(anAdd('00:00:00', { when: at(nearer) }))).status).toBe(201);
  });

  it('what would change nothing', async () => {
    const punch = await clocked(`${DAY}T12:00:00.250Z`, 'clock-out');
    const nothing = [409, 'CONFLICT', 'NOTHING_CHANGES when'];
    expect(refusal(await send(aMove(punch, `${DAY}T12:00:00.900Z`)))).toEqual(nothing);
    expect(refusal(await send(anAdd('12:00:00')))).toEqual(nothing);
    expect((await send(anAdd('12:00:00', { action: 'break-start' }))).status).toBe(201);
    await make(aMove(punch, '12:10:00'));
    expect(refusal(await send(anAdd('12:10:00')))).toEqual(nothing);
    const { correction } = await make(anAdd('12:00:00'));
    expect(refusal(await send(aMove(correction.id, '12:00:00')))).toEqual(nothing);
  });

  it.each([
    ['action', { action: 'auto' }],
    ['reason', { reason: '  ' }],
    ['reason', { reason: 'a\u0000b' }],
    ['reason', { reason: 'a\ud800b' }],
    ['reason', { reason: 'a\u2028b' }],
    ['reason', { reason: 'a\u202eb' }],
    ['when', { when: {} }],
    ['when', { when: { date: DAY } }],
    ['when', { when: { at: `${DAY}T06:00:00.000Z`, time: '06:00' } }],
    ['when.date', { when: { date: '2026-02-30', time: '06:00' } }],
    ['when.at', { when: { at: '2026-02-30T06:00:00.000Z' } }],
    ['id', { id: 'one' }],
    ['kind', { kind: 'edit' }],
    ['', { note: 'unknown field' }],
  ])('a wrong %s: %j', async (path, wrong) => {
    expect(refusal(await send(anAdd('06:00:00', wrong)))).toEqual([400, 'VALIDATION_ERROR', path]);
  });

  it('a reason of more than 500 characters', async () => {
    const reason = `${'ü'.repeat(499)}!`;
    expect(refusal(await send(anAdd('18:00:00', { reason: `${reason}!` })))).toEqual([
      400,
      'VALIDATION_ERROR',
      'reason',
    ]);
    expect((await make(anAdd('18:00:00', { reason }))).correction.reason).toBe(reason);
  });

  it('nobody who says it', async () => {
    const answer = await request(hub, 'POST', '/corrections', { body: anAdd('18:30:00'), actor: null });
    expect(refusal(answer)).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('sending again', () => {
  it('R2: answers what is stored, and stores nothing', async () => {
    const id = randomUUID();
    const body = anAdd('19:00:00', { id });
    const first = await make(body);
    const again = await make(body);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.correction).toEqual(first.correction);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it('answers a void again, though its punch is void by then', async () => {
    const punch = await clocked('19:10:00', 'clock-in');
    const body = { kind: 'void', id: randomUUID(), punch, reason: WHY };
    expect([(await make(body)).status, (await make(body)).status]).toEqual([201, 200]);
  });

  it('refuses the id for anything else', async () => {
    const id = randomUUID();
    const punch = await clocked('19:20:00', 'clock-in');
    const other = await addPerson(hub);
    await make(anAdd('19:30:00', { id }));
    const taken = [409, 'CONFLICT', 'ID_TAKEN id'];
    for (const change of [
      { reason: 'another' },
      { action: 'clock-in' },
      { when: { at: `${DAY}T19:30:00.001Z` } },
      { job: 'press' },
      { employee: other.id },
    ]) {
      expect(refusal(await send(anAdd('19:30:00', { id, ...change })))).toEqual(taken);
    }
    expect(refusal(await send(anAdd('19:30:00', { id }), 'Somebody else'))).toEqual(taken);
    expect(refusal(await send({ ...aMove(punch, '19:40:00'), id }))).toEqual(taken);
    expect(refusal(await send(anAdd('19:50:00', { id: punch })))).toEqual(taken);
  });

  it('R2: stores one of many at once', async () => {
    const id = randomUUID();
    const body = anAdd('20:00:00', { id });
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it('takes one of two different ones at once under one id', async () => {
    const id = randomUUID();
    const other = await addPerson(hub);
    const answers = await Promise.all([
      send(anAdd('20:10:00', { id })),
      send(anAdd('20:10:00', { id, employee: other.id })),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('lets one of many at once make a punch void, and one of many add the same punch', async () => {
    const punch = await clocked('20:20:00', 'clock-in');
    for (const body of [{ kind: 'void', punch, reason: WHY }, anAdd('20:30:00')]) {
      const answers = await Promise.all(Array.from({ length: 4 }, () => send(body)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    }
  });
});

describe('many at once', () => {
  it('stores the good ones and says of each bad one why', async () => {
    const punch = await clocked('21:00:00', 'clock-in');
    const added = randomUUID();
    const known = anAdd('21:05:00', { id: randomUUID() });
    await make(known);
    const outcomes = await makeAll([
      anAdd('21:10:00', { id: added }),
      'nonsense',
      aMove(added, '21:20:00'),
      anAdd('21:30:00', { reason: '' }),
      { kind: 'void', punch, reason: WHY },
      { kind: 'void', punch, reason: WHY },
      known,
      aMove(added, '21:21:00'),
      anAdd('21:40:00', { id: added }),
      aMove(randomUUID(), '21:50:00'),
    ]);
    expect(
      outcomes.map(one => {
        if (one.outcome !== 'refused') return `${one.outcome} ${one.correction.kind}`;
        const [detail] = z
          .array(z.object({ path: z.string(), code: z.optional(z.string()) }))
          .parse(one.error.details);
        return `${one.error.code} ${detail?.code ?? detail?.path}`;
      }),
    ).toEqual([
      'made add',
      'VALIDATION_ERROR WRONG_TYPE',
      'made move',
      'VALIDATION_ERROR TOO_SMALL',
      'made void',
      'CONFLICT PUNCH_VOID',
      'known add',
      'made move',
      'CONFLICT ID_TAKEN',
      'NOT_FOUND UNKNOWN_PUNCH',
    ]);
  });

  it('keeps the order of corrections of one punch in whole seconds', async () => {
    const id = randomUUID();
    const outcomes = await makeAll([
      anAdd('22:00:00', { id }),
      ...['22:10:00', '22:20:00', '22:30:00'].map(time => aMove(id, time)),
    ]);
    const seconds = outcomes.map(one =>
      one.outcome === 'refused' ? 0 : Math.floor(Date.parse(one.correction.madeAt) / 1000),
    );
    expect(new Set(seconds).size).toBe(4);
    expect(seconds.toSorted()).toEqual(seconds);
  });

  it('takes a hundred and no more, and no empty list', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        anAdd('00:00:00', {
          when: { at: `${daysAgo(40)}T06:00:${String(index % 60).padStart(2, '0')}.000Z` },
        }),
      );
    const outcomes = await makeAll(many(CORRECTIONS_MAX));
    expect(outcomes.filter(({ outcome }) => outcome === 'made')).toHaveLength(60);
    for (const corrections of [many(CORRECTIONS_MAX + 1), []]) {
      const answer = await request(hub, 'POST', '/corrections/bulk', { body: { corrections }, actor: ACTOR });
      expect(refusal(answer)).toEqual([400, 'VALIDATION_ERROR', 'corrections']);
    }
  });
});

describe('what is stored', () => {
  it('R4: is never changed or deleted by the application', async () => {
    const { primary } = hub.database;
    const [row] = await primary.query<{ role: string }>('select current_user as role');
    expect(row?.role).toBe('tapclock_app');
    for (const statement of [
      "update correction set reason = 'x'",
      'delete from correction',
      'truncate correction',
    ]) {
      await expect(primary.query(statement)).rejects.toThrow('permission denied for table correction');
    }
  });

  it('R8: comes with its event in one transaction, under the person', async () => {
    const { correction } = await make(anAdd('23:00:00'));
    const [event] = await eventsOf(correction.id);
    expect(event).toMatchObject({
      key: person.id,
      payload: {
        correction: correction.id,
        employee: person.id,
        from: correction.occurredAt,
        to: correction.occurredAt,
      },
    });
    const [row] = await hub.database.primary.query<{ xid: string }>(
      'select xmin::text as xid from correction where id = $1',
      [correction.id],
    );
    expect(event?.xid).toBe(row?.xid);
  });

  it('is listed by person and by the time it touches, newest first, and found by id', async () => {
    const other = await addPerson(hub);
    const date = daysAgo(20);
    const made = [];
    for (const time of ['06:00', '07:00', '08:00']) {
      const when = { at: `${date}T${time}:00.000Z` };
      made.push((await make(anAdd('00:00:00', { employee: other.id, when }))).correction.id);
    }
    const list = async (query: string) => {
      const { body } = await hub.get(`/api/v1/corrections?employee=${other.id}&${query}`);
      const { data, pagination } = apiPage(CorrectionView).parse(body);
      return { ids: data.map(({ id }) => id), total: pagination.total };
    };
    expect(await list(`site=${SITE}`)).toEqual({ ids: made.toReversed(), total: 3 });
    expect(await list('site=elsewhere')).toEqual({ ids: [], total: 0 });
    expect(await list('per_page=2&page=2')).toEqual({ ids: [made[0]], total: 3 });
    expect(await list(`from=${date}T07:00:00.000Z&to=${date}T08:00:00.000Z`)).toEqual({
      ids: [made[1]],
      total: 1,
    });
    const { body } = await hub.get(`/api/v1/corrections/${made[0]}`);
    expect(apiSuccess(CorrectionView).parse(body).data.employee).toBe(other.id);
    expect((await hub.get(`/api/v1/corrections/${randomUUID()}`)).status).toBe(404);
    expect((await hub.get('/api/v1/corrections/one')).status).toBe(400);
    expect((await hub.get('/api/v1/corrections?per_page=101')).status).toBe(400);
  });

  it('is read whole by punch where a span touches any of it', async () => {
    const other = await addPerson(hub);
    const date = daysAgo(25);
    const { correction: added } = await make(
      anAdd('00:00:00', { employee: other.id, when: { at: `${date}T06:00:00.000Z` } }),
    );
    const { correction: moved } = await make(aMove(added.id, `${date}T18:00:00.000Z`));
    await make(anAdd('00:00:00', { employee: other.id, when: { at: `${date}T06:00:00.000Z` } }));
    const touching = async (from: string, to: string) => {
      const found = await hub.part(CorrectionsRepository).touching(hub.database.primary, [
        { employee: other.id, fromMs: Date.parse(`${date}T${from}Z`), toMs: Date.parse(`${date}T${to}Z`) },
        { employee: person.id, fromMs: 0, toMs: 1 },
      ]);
      return found.map(({ id }) => id);
    };
    expect(await touching('17:00:00', '19:00:00')).toEqual([added.id, moved.id]);
    expect(await touching('18:00:00', '18:00:00')).toEqual([added.id, moved.id]);
    expect(await touching('06:00:00', '06:00:00')).toHaveLength(3);
    expect(await touching('18:00:01', '19:00:00')).toEqual([]);
  });
});

it('is described for machines', async () => {
  const { body } = await hub.get('/api/docs-json');
  const { paths } = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(body);
  expect(Object.keys(paths['/api/v1/corrections'] ?? {}).sort()).toEqual(['get', 'post']);
  expect(JSON.stringify(paths['/api/v1/corrections']?.post)).toContain('reclassify');
  expect(JSON.stringify(paths['/api/v1/corrections/bulk']?.post)).toContain('outcomes');
});
