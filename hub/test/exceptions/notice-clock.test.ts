import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiSuccess, CorrectionView } from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';
import { ClockWatch } from '../../src/exceptions/watch/clock-watch.ts';
import { send } from '../kit/api-client.ts';
import { SITE, type TestPerson } from '../kit/running-hub.ts';
import { ago, ExceptionsCompany, wallIn } from './kit.ts';
import { settledByFirst } from './settle-kit.ts';

let company: ExceptionsCompany;

beforeAll(async () => {
  company = await ExceptionsCompany.open({ attendance: { lateGraceMin: 60, earlyGraceMin: 600 } });
});
afterAll(async () => {
  await company.close();
});

/** Plans a shift of eight hours from so many minutes ago. */
async function planned(person: TestPerson, minutesAgo: number, unpaidMinutes = 0): Promise<string> {
  const [from, to] = [wallIn(-minutesAgo), wallIn(-minutesAgo + 480)];
  await company.plan(person, from.date, from.time, to.time, unpaidMinutes);
  return from.instant;
}

/** Makes a correction as somebody in the office does; resolves with its id. */
async function correct(correction: Record<string, unknown>): Promise<string> {
  const body = { reason: 'as they said', ...correction };
  const { status, body: answer } = await send(company.hub, 'POST', '/corrections', { body });
  expect(status).toBe(201);
  return apiSuccess(CorrectionView).parse(answer).data.id;
}

const added = (person: TestPerson, action: string, minutesAgo: number) =>
  correct({ kind: 'add', employee: person.id, action, when: { at: ago(minutesAgo) } });

const of = (code: string, person: TestPerson) => `code=${code}&employee=${person.id}&state=any`;
const some = (found: unknown[]) => found.length > 0;

/** What is read after one more look of the watch. */
async function looked<T>(read: () => Promise<T>): Promise<T> {
  await company.hub.settled();
  await company.hub.database.transaction(sql => company.hub.part(ClockWatch).look(sql, Date.now()));
  return await read();
}

describe('who is planned and not here', () => {
  it('is told once grace is over, and gone with the tap', async () => {
    const [late, inTime] = [await company.person(), await company.person()];
    const startsAt = await planned(late, 7);
    await planned(inTime, 3);
    const [found] = await company.soon(of('not-here', late), some);
    expect(found).toMatchObject({
      state: 'open',
      category: 'schedule',
      at: startsAt,
      person: { employee: late.id },
      message: expect.stringMatching(/^Planned from \S+.* to \S+.*, and has not clocked in\.$/),
    });
    expect(await company.inbox(of('not-here', inTime))).toEqual([]);
    await company.punch(late, 'clock-in', ago(0));
    const [gone] = await company.soon(of('not-here', late), ([one]) => one?.state === 'gone');
    expect(gone?.state).toBe('gone');
  });

  it('is nobody who has leave for half of the shift or more; a holiday excuses nobody who is planned', async () => {
    const { primary } = company.hub.database;
    const [off, half, unpaid] = [await company.person(), await company.person(), await company.person()];
    const [away, hour] = [await company.person(), await company.person()];
    const { date } = wallIn(-20);
    for (const [person, seconds] of [
      [off, 28_800],
      [half, 14_400],
      [unpaid, 0],
      [hour, 3_600],
    ] as const)
      await primary.query("insert into leave_day values ($1, $2, 'other', $3, 'LEAVE', 'Mia', now())", [
        person.id,
        date,
        seconds,
      ]);
    await primary.query("insert into holiday (site_id, date, name) values ($1, $2, 'Feast')", [SITE, date]);
    for (const person of [off, half, unpaid, away, hour]) await planned(person, 20);
    await company.soon(of('not-here', away), some);
    expect(await company.soon(of('not-here', hour), some)).toHaveLength(1);
    for (const person of [off, half, unpaid]) expect(await company.inbox(of('not-here', person))).toEqual([]);
    await primary.query('delete from holiday');
  });
});

describe('a break that is too long', () => {
  const onBreak = async (minutes: number, unpaidMinutes: number) => {
    const person = await company.person();
    await planned(person, 180, unpaidMinutes);
    await company.punch(person, 'clock-in', ago(180));
    await company.punch(person, 'break-start', ago(minutes));
    return person;
  };

  it('is longer than the shift plans, or than an hour, and gone when it ends', async () => {
    const below = [await onBreak(34, 30), await onBreak(58, 0)];
    const beyond = [await onBreak(36, 30), await onBreak(61, 0)];
    for (const [at, person] of beyond.entries()) {
      const [found] = await company.soon(of('break-too-long', person), some);
      expect(found).toMatchObject({ category: 'break', facts: { limitSeconds: [2_100, 3_600][at] } });
    }
    for (const person of below) expect(await company.inbox(of('break-too-long', person))).toEqual([]);
    const [first] = beyond;
    if (!first) throw new Error('there are two');
    await company.punch(first, 'break-end', ago(0));
    const [gone] = await company.soon(of('break-too-long', first), ([one]) => one?.state === 'gone');
    expect(gone?.state).toBe('gone');
  });

  it('is settled by who has seen it', async () => {
    const person = await onBreak(61, 0);
    const [found] = await company.soon(of('break-too-long', person), some);
    if (!found) throw new Error('it is told');
    expect(await settledByFirst(company, found)).toBe('accept');
    expect(await looked(() => company.inbox(of('break-too-long', person)))).toMatchObject([
      { state: 'settled' },
    ]);
  });

  it('is over when a correction says so, and goes on when that one is void', async () => {
    const person = await onBreak(70, 0);
    await company.soon(of('break-too-long', person), some);
    const end = await added(person, 'break-end', 40);
    const [gone] = await company.soon(of('break-too-long', person), ([one]) => one?.state === 'gone');
    expect(gone?.state).toBe('gone');
    await correct({ kind: 'void', punch: end });
    const [back] = await company.soon(of('break-too-long', person), ([one]) => one?.state === 'open');
    expect(back?.state).toBe('open');
  });
});

describe('a day that nears its limit', () => {
  const atWork = async (minutes: number, breakMinutes = 0) => {
    const person = await company.person();
    await company.policy({ dayLimits: [{ overMin: 600, code: 'DAY_OVER_10H' }] }, [person.id]);
    await company.punch(person, 'clock-in', ago(minutes));
    if (breakMinutes > 0) {
      await company.punch(person, 'break-start', ago(minutes - 60));
      await company.punch(person, 'break-end', ago(minutes - 60 - breakMinutes));
    }
    return person;
  };

  it('is told half an hour before, breaks not counted', async () => {
    const below = [await atWork(568), await atWork(580, 15)];
    const beyond = [await atWork(571), await atWork(590, 15)];
    for (const person of beyond) {
      const [found] = await company.soon(of('work-too-long', person), some);
      expect(found).toMatchObject({
        category: 'limit',
        message: 'Nears the limit of 10 h of work in a day and is still at work.',
      });
    }
    for (const person of below) expect(await company.inbox(of('work-too-long', person))).toEqual([]);
    const [person] = beyond;
    const [found] = person ? await company.inbox(of('work-too-long', person)) : [];
    if (!person || !found) throw new Error('it is told');
    expect(await settledByFirst(company, found)).toBe('accept');
    expect(await looked(() => company.inbox(of('work-too-long', person)))).toMatchObject([
      { state: 'settled' },
    ]);
  });

  it('counts what was worked earlier that day, and a break until the clock-in after it', async () => {
    const cameBack = async (away: number) => {
      const person = await atWork(580);
      await company.punch(person, 'clock-out', ago(300));
      await company.punch(person, 'clock-in', ago(300 - away));
      return person;
    };
    const fromBreak = async (minutes: number) => {
      const person = await atWork(minutes);
      await company.punch(person, 'break-start', ago(400));
      await company.punch(person, 'clock-in', ago(385));
      return person;
    };
    const [below, beyond] = [
      [await cameBack(12), await fromBreak(582)],
      [await cameBack(8), await fromBreak(587)],
    ];
    await company.noticed();
    for (const person of beyond)
      expect(await company.soon(of('work-too-long', person), some)).toHaveLength(1);
    for (const person of below) expect(await company.inbox(of('work-too-long', person))).toEqual([]);
  });

  it('is over for whom a correction has left, and not for whom one has come back', async () => {
    const [left, lunch] = [await atWork(640), await atWork(640)];
    await company.soon(of('work-too-long', left), some);
    await added(lunch, 'clock-out', 300);
    await added(lunch, 'clock-in', 290);
    await added(left, 'clock-out', 60);
    const [gone] = await company.soon(of('work-too-long', left), ([one]) => one?.state === 'gone');
    expect(gone?.state).toBe('gone');
    expect(await company.soon(of('work-too-long', lunch), some)).toMatchObject([{ state: 'open' }]);
  });
});

describe('an area with too few people', () => {
  let neededFrom = '';
  const needs = async (area: string, minutesAgo: number, people: number) => {
    const from = wallIn(-minutesAgo);
    const { dayOfWeek } = Temporal.PlainDate.from(from.date);
    const span = { weekdays: [dayOfWeek], starts: from.time, ends: wallIn(-minutesAgo + 120).time, people };
    await company.hub.database.primary.query(
      `insert into headcount values ($1, $2, $3, 2, 'Mia', now())
       on conflict (site_id, area_id) do update set spans = excluded.spans`,
      [SITE, area, JSON.stringify([span])],
    );
    neededFrom = from.instant;
    return from.date;
  };
  const comes = async () => {
    const person = await company.person({ area: 'logistics' });
    await company.punch(person, 'clock-in', ago(0));
    return person;
  };
  /** One look now. What is told of what logistics need last, whatever became of it. */
  const lookedAtNeeds = async () => {
    const found = await looked(() => company.inbox('code=too-few-people&state=any'));
    return found.find(({ at }) => at === neededFrom);
  };

  it('is told ten minutes after they are needed, until they are there', async () => {
    await comes();
    await needs('assembly', 8, 500);
    await needs('logistics', 12, 2);
    const [found, ...others] = await company.soon('code=too-few-people', some);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      category: 'coverage',
      area: 'logistics',
      person: null,
      message: '1 person is here, 2 are needed.',
    });
    await comes();
    expect(await company.soon('code=too-few-people', exceptions => exceptions.length === 0)).toEqual([]);
  });

  it('is settled as long as it does not become worse', async () => {
    await needs('logistics', 13, 9);
    const open = await lookedAtNeeds();
    if (!open) throw new Error('nine are needed');
    expect(open).toMatchObject({ state: 'open', facts: { present: 2, required: 9 } });
    expect(await settledByFirst(company, open)).toBe('accept');
    const third = await comes();
    expect(await lookedAtNeeds()).toMatchObject({ id: open.id, state: 'settled', facts: { present: 2 } });
    await added(third, 'clock-out', 0);
    expect(await lookedAtNeeds()).toMatchObject({ id: open.id, state: 'settled' });
    await company.hub.database.primary.query("update presence set state = 'out' where employee_id <> $1", [
      third.id,
    ]);
    expect(await lookedAtNeeds()).toMatchObject({
      id: open.id,
      state: 'open',
      settled: null,
      facts: { present: 0 },
    });
  });

  it('is nothing on a holiday for which nobody is planned, nor at a site that is closed for good', async () => {
    const { primary } = company.hub.database;
    const date = await needs('logistics', 30, 9);
    const open = await lookedAtNeeds();
    expect(open?.state).toBe('open');
    await primary.query("insert into holiday (site_id, date, name) values ($1, $2, 'Feast')", [SITE, date]);
    expect(await lookedAtNeeds()).toMatchObject({ state: 'gone' });
    await planned(await company.person({ area: 'logistics' }), 60);
    expect(await lookedAtNeeds()).toMatchObject({ state: 'open' });
    await primary.query('update site set archived_at = now() where id = $1', [SITE]);
    expect(await lookedAtNeeds()).toMatchObject({ state: 'gone' });
  });
});
