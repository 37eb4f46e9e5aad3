import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Temporal } from 'temporal-polyfill';
import { SITE, type TestPerson } from '../kit/running-hub.ts';
import { ago, ExceptionsCompany, wallIn } from './kit.ts';

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

const of = (code: string, person: TestPerson) => `code=${code}&employee=${person.id}&state=any`;
const some = (found: unknown[]) => found.length > 0;

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
      message: 'Planned to be here, and has not clocked in.',
    });
    expect(await company.inbox(of('not-here', inTime))).toEqual([]);
    await company.punch(late, 'clock-in', ago(0));
    const [gone] = await company.soon(of('not-here', late), ([one]) => one?.state === 'gone');
    expect(gone?.state).toBe('gone');
  });

  it('is nobody who has leave', async () => {
    const [off, away] = [await company.person(), await company.person()];
    const { date } = wallIn(-20);
    await company.hub.database.primary.query(
      "insert into leave_day values ($1, $2, 'annual', 28800, 'LEAVE', 'Mia', now())",
      [off.id, date],
    );
    await planned(off, 20);
    await planned(away, 20);
    await company.soon(of('not-here', away), some);
    expect(await company.inbox(of('not-here', off))).toEqual([]);
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
  });
});

describe('an area with too few people', () => {
  it('is told ten minutes after they are needed, until they are there', async () => {
    const needs = async (area: string, minutesAgo: number, people: number) => {
      const from = wallIn(-minutesAgo);
      const { dayOfWeek } = Temporal.PlainDate.from(from.date);
      const span = { weekdays: [dayOfWeek], starts: from.time, ends: wallIn(-minutesAgo + 120).time, people };
      await company.hub.database.primary.query(`insert into headcount values ($1, $2, $3, 2, 'Mia', now())`, [
        SITE,
        area,
        JSON.stringify([span]),
      ]);
    };
    const [here, comes] = [
      await company.person({ area: 'logistics' }),
      await company.person({ area: 'logistics' }),
    ];
    await company.punch(here, 'clock-in', ago(5));
    await needs('assembly', 8, 500);
    await needs('logistics', 12, 2);
    const [found, ...others] = await company.soon('code=too-few-people', some);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      category: 'coverage',
      area: 'logistics',
      person: null,
      message: '1 people are here, 2 are needed.',
    });
    await company.punch(comes, 'clock-in', ago(0));
    expect(await company.soon('code=too-few-people', exceptions => exceptions.length === 0)).toEqual([]);
  });
});
