import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BirthDate,
  type ExceptionView,
  type FixKind,
  type NewCorrection,
  type PolicyDraft,
} from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';
import { CursorRunner } from '../../src/event-log/index.ts';
import { dayKind } from '../../src/exceptions/domain/index.ts';
import { ExceptionStore } from '../../src/exceptions/index.ts';
import type { TestPerson } from '../kit/running-hub.ts';
import { at, dateIn, ExceptionsCompany } from './kit.ts';
import { Desk, settledByFirst } from './settle-kit.ts';

const DAY = dateIn(-2);
const BEFORE = dateIn(-3);

let company: ExceptionsCompany;

beforeAll(async () => {
  company = await ExceptionsCompany.open();
  // Who comes without a plan is told of where the team is planned, from the first tap on.
  await company.plan(await company.person(), dateIn(-12), ...EARLY);
});
afterAll(async () => {
  await company.close();
});

interface Case {
  code: string;
  policy?: Partial<PolicyDraft>;
  plan?: [string, string];
  bornOn?: string;
  /** Punches that bring it, and those just below the threshold. */
  noticed: string[];
  below: string[];
  /** What both did on days before. */
  earlier?: Record<string, string[]>;
  /** The fix that it offers first, `accept` unless it says otherwise; and what whoever settles it makes where that is a correction of their own. */
  fix?: FixKind;
  correct?: (person: TestPerson, found: ExceptionView) => NewCorrection;
}

const MEALS: Partial<PolicyDraft> = {
  breakIsMealFromMin: 20,
  meal: { minUnpaidMin: 20 },
  mealPeriods: [{ afterMin: 300, startByMin: 300, minMin: 30 }],
};
const meals = (more: Record<string, unknown>): Partial<PolicyDraft> => ({
  ...MEALS,
  mealPeriods: [{ afterMin: 300, startByMin: 300, minMin: 30, ...more }],
});
const shift = (from: string, to: string, ...breaks: string[]) => [
  `${from} clock-in`,
  ...breaks.map((time, index) => `${time} ${index % 2 === 0 ? 'break-start' : 'break-end'}`),
  `${to} clock-out`,
];
const EARLY = ['06:00', '14:00'] as [string, string];
const STATUTORY = (more: Record<string, unknown> = {}): Partial<PolicyDraft> => ({
  statutoryBreak: { mode: 'flag', partMin: 15, tiers: [{ overMin: 360, breakMin: 30 }], ...more },
});

/** Rules for young people alone, and the date of birth of somebody who turned 16 on the day. */
const young = (rule: Record<string, unknown>, more: Partial<PolicyDraft> = {}) => ({
  policy: { minors: [{ underAge: 18, ...rule }], ...more },
  bornOn: `${Number(DAY.slice(0, 4)) - 16}${DAY.slice(4)}`,
});
/** ISO weekday of the date after the day: a workweek that begins then ends with the day. */
const NEXT_DOW = Temporal.PlainDate.from(DAY).add({ days: 1 }).dayOfWeek;

const add = (employee: string, action: 'clock-in' | 'clock-out' | 'break-start', time: string) =>
  ({ kind: 'add', employee, action, when: { at: at(DAY, time) }, reason: 'seen at the gate' }) as const;

const CASES: Case[] = [
  {
    code: 'MISSING_OUT',
    noticed: ['06:00 clock-in'],
    below: shift('06:00', '14:00'),
    fix: 'correct',
    correct: ({ id }) => add(id, 'clock-out', '14:00'),
  },
  {
    code: 'MISSING_IN',
    noticed: ['14:00 clock-out'],
    below: shift('06:00', '14:00'),
    fix: 'correct',
    correct: ({ id }) => add(id, 'clock-in', '06:00'),
  },
  {
    code: 'MISSING_PAUSE_END',
    noticed: shift('06:00', '14:00', '10:00', '10:15').toSpliced(2, 0, '10:10 break-start'),
    below: shift('06:00', '14:00', '10:00', '10:15'),
    fix: 'correct',
    correct: (_person, { facts }) => ({ kind: 'void', punch: facts.punches?.[0] ?? '', reason: 'twice' }),
  },
  {
    code: 'MISSING_PAUSE_START',
    noticed: ['06:00 clock-in', '10:15 break-end', '14:00 clock-out'],
    below: shift('06:00', '14:00', '10:00', '10:15'),
    fix: 'correct',
    correct: ({ id }) => add(id, 'break-start', '10:00'),
  },
  {
    code: 'AUTO_CLOSED',
    policy: { autoClose: { toleranceMin: 30 } },
    plan: EARLY,
    noticed: ['06:00 clock-in'],
    below: shift('06:00', '14:00'),
    fix: 'correct-to-schedule',
  },
  {
    code: 'LATE',
    policy: { attendance: { lateGraceMin: 5 } },
    plan: EARLY,
    noticed: shift('06:06', '14:00'),
    below: shift('06:05', '14:00'),
  },
  {
    code: 'EARLY',
    policy: { attendance: { earlyGraceMin: 5 } },
    plan: EARLY,
    noticed: shift('06:00', '13:54'),
    below: shift('06:00', '13:55'),
  },
  { code: 'NO_SHOW', plan: EARLY, noticed: [], below: shift('06:00', '14:00'), fix: 'record-leave' },
  {
    code: 'BREAK_NOT_TAKEN',
    policy: STATUTORY(),
    noticed: shift('06:00', '12:01'),
    below: shift('06:00', '12:00'),
  },
  {
    code: 'BREAK_LATE',
    policy: STATUTORY({ inARowMaxMin: 360 }),
    noticed: shift('06:00', '14:00', '12:01', '12:31'),
    below: shift('06:00', '14:00', '12:00', '12:30'),
  },
  {
    code: 'MEAL_LATE',
    policy: MEALS,
    noticed: shift('06:00', '14:00', '11:01', '11:31'),
    below: shift('06:00', '14:00', '11:00', '11:30'),
  },
  {
    code: 'MEAL_LATE_UNSETTLED',
    policy: meals({ lateByWorked: true }),
    noticed: shift('06:00', '14:00', '08:00', '08:25', '11:20', '11:50'),
    below: shift('06:00', '14:00', '08:00', '08:25', '11:00', '11:30'),
  },
  {
    code: 'MEAL_SHORT',
    policy: MEALS,
    noticed: shift('06:00', '14:00', '10:00', '10:29'),
    below: shift('06:00', '14:00', '10:00', '10:30'),
  },
  {
    code: 'MEAL_MISSED',
    policy: MEALS,
    noticed: shift('06:00', '11:01'),
    below: shift('06:00', '11:00'),
    fix: 'accept',
  },
  {
    code: 'MEAL_NEAR_EDGE',
    policy: meals({ edgeMin: 60 }),
    noticed: shift('06:00', '14:00', '06:59', '07:29'),
    below: shift('06:00', '14:00', '07:00', '07:30'),
  },
  {
    code: 'REST_BREAK_MISSED',
    policy: { restBreaks: { minMin: 10, fromMin: 210, perMin: 240, punched: true } },
    noticed: shift('06:00', '10:00'),
    below: shift('06:00', '10:00', '08:00', '08:10'),
  },
  {
    code: 'SENT_HOME_EARLY',
    policy: { attendance: { earlyGraceMin: 720 }, reportingTime: { minMin: 120, maxMin: 240 } },
    plan: EARLY,
    noticed: shift('06:00', '09:59'),
    below: shift('06:00', '10:00'),
  },
  {
    code: 'REST_SHORT',
    policy: { dailyRestMin: 660 },
    earlier: { [BEFORE]: shift('12:00', '20:00') },
    noticed: shift('06:59', '14:00'),
    below: shift('07:00', '14:00'),
  },
  {
    code: 'DAY_OVER_10H',
    policy: { dayLimits: [{ overMin: 600, code: 'DAY_OVER_10H' }] },
    noticed: shift('06:00', '16:01'),
    below: shift('06:00', '16:00'),
  },
  {
    code: 'MINOR_DAY_LIMIT',
    ...young({ dayMaxMin: 480 }),
    noticed: shift('06:00', '14:01'),
    below: shift('06:00', '14:00'),
  },
  {
    code: 'MINOR_WEEK_LIMIT',
    ...young({ weekMaxMin: 960 }, { workweek: { startDow: NEXT_DOW } }),
    earlier: { [BEFORE]: shift('06:00', '14:00') },
    noticed: shift('06:00', '14:01'),
    below: shift('06:00', '14:00'),
  },
  {
    code: 'MINOR_REST_SHORT',
    ...young({ restMin: 720 }),
    earlier: { [BEFORE]: shift('12:00', '20:00') },
    noticed: shift('07:59', '14:00'),
    below: shift('08:00', '14:00'),
  },
  {
    code: 'MINOR_HOURS',
    ...young({ notAfter: '20:00' }),
    noticed: shift('12:00', '20:01'),
    below: shift('12:00', '20:00'),
  },
];

/** A person under rules of their own; `punches` of the day on top of what they did before. */
async function lived({ policy, plan, bornOn, earlier = {} }: Case, punches: string[]): Promise<TestPerson> {
  const person = await company.person();
  if (policy) await company.policy(policy, [person.id]);
  if (plan) await company.plan(person, DAY, ...plan);
  if (bornOn !== undefined) await bear(person, 1, bornOn);
  for (const [date, before] of Object.entries(earlier)) await company.day(person, date, ...before);
  await company.day(person, DAY, ...punches);
  await company.noticed();
  return person;
}

/** Gives a person of this version a date of birth, or takes it, by HTTP. */
async function bear({ id }: TestPerson, version: number, bornOn: string | null): Promise<void> {
  const path = `/employees/${id}/birth-date`;
  const { error } = await new Desk(company, {}).ask(bornOn === null ? 'DELETE' : 'PUT', path, BirthDate, {
    version,
    ...(bornOn === null ? {} : { body: { bornOn } }),
  });
  if (error) throw new Error(`${path}: ${JSON.stringify(error)}`);
}

let corrected = 0;

/** Moves a punch to a time of the day by a row of its own, whether there is such a punch or not. */
async function correct(employee: string, punch: string, time: string): Promise<void> {
  await company.hub.database.transaction(async sql => {
    await sql.query(
      `insert into correction (id, site_id, employee_id, kind, punch_id, occurred_at, touches_from, touches_to, made_by, made_at, reason)
       values (gen_random_uuid(), 'werk-nord', $1, 'move', $2, $3::timestamptz, $3::timestamptz - interval '1 day', $3::timestamptz + interval '1 day', 'Mia', $4, 'test')`,
      [employee, punch, at(DAY, time), new Date(Date.now() - 3_600_000 + corrected++ * 1_000).toISOString()],
    );
    await sql.query(
      `insert into timesheet_due (employee_id, from_date, due_at) values ($1, $2, now())
       on conflict (employee_id) do update set from_date = excluded.from_date, due_at = excluded.due_at, version = timesheet_due.version + 1`,
      [employee, DAY],
    );
  });
}

/** What is said about a person's days. */
async function ofDays(person: TestPerson, query = '') {
  const found = await company.inbox(`employee=${person.id}&${query}`);
  // The people of these tests tap at the same seconds, which is an exception of its own.
  return found.filter(({ code, category }) => code !== 'unscheduled' && category !== 'identity');
}

describe('what a day says is in the inbox until the first fix settles it, and just below its threshold is not there', () => {
  it.each(CASES)('$code', async given => {
    const person = await lived(given, given.noticed);
    const noticed = await ofDays(person);
    expect(noticed.map(({ code, category, consequence }) => ({ code, category, consequence }))).toEqual([
      {
        code: given.code,
        category: dayKind(given.code)?.category,
        consequence: dayKind(given.code)?.consequence,
      },
    ]);
    expect(noticed[0]).toMatchObject({ state: 'open', date: DAY, site: 'werk-nord', area: 'assembly' });
    expect(noticed[0]?.message).not.toContain(given.code === 'DAY_OVER_10H' ? '?' : given.code);
    const [found] = noticed;
    if (!found) throw new Error('it is there');
    expect(await settledByFirst(company, found, given.correct && [given.correct(person, found)])).toBe(
      given.fix ?? 'accept',
    );
    expect(await ofDays(person)).toEqual([]);
    const below = await ofDays(await lived(given, given.below));
    expect(below).toEqual([]);
  });

  it('WEEKLY_REST_MISSING', async () => {
    const policy = { weeklyRestMin: 24 * 60 };
    const week = (days: number[]) =>
      Object.fromEntries(days.map(day => [dateIn(day), shift('06:00', '14:00')]));
    const code = 'WEEKLY_REST_MISSING';
    const worked: Case = {
      ...{ code, policy, noticed: [], below: [] },
      earlier: week([-9, -8, -7, -6, -5, -4, -3]),
    };
    const person = await lived(worked, shift('06:00', '14:00'));
    const [found, ...others] = await ofDays(person);
    expect([found?.code, others]).toEqual([code, []]);
    if (!found) throw new Error('it is there');
    expect(await settledByFirst(company, found)).toBe('accept');
    expect(await ofDays(person)).toEqual([]);
    const rested = { ...worked, earlier: week([-9, -8, -7, -5, -4, -3]) };
    expect(await ofDays(await lived(rested, shift('06:00', '14:00')))).toEqual([]);
  });

  it('CORRECTION_WITHOUT_PUNCH', async () => {
    const code = 'CORRECTION_WITHOUT_PUNCH';
    const person = await company.person();
    await company.day(person, DAY, ...shift('06:00', '14:00'));
    await correct(person.id, randomUUID(), '13:00');
    await company.noticed();
    const [found, ...others] = await ofDays(person);
    expect([found?.code, found?.category, found?.date, others]).toEqual([code, 'missing', DAY, []]);
    if (!found) throw new Error('it is there');
    expect(await settledByFirst(company, found)).toBe('accept');
    expect(await ofDays(person)).toEqual([]);
    const other = await company.person();
    const [, there = ''] = await company.day(other, DAY, ...shift('06:00', '14:00'));
    await correct(other.id, there, '13:00');
    await company.noticed();
    expect(await ofDays(other)).toEqual([]);
  });

  it('nothing about young people of who has no date of birth, or came of age on the day', async () => {
    const [given] = CASES.filter(({ code }) => code === 'MINOR_DAY_LIMIT');
    if (!given) throw new Error('it is there');
    const { bornOn: _, ...unknown } = given;
    expect(await ofDays(await lived(unknown, given.noticed))).toEqual([]);
    const born = Temporal.PlainDate.from(DAY).subtract({ years: 18 });
    const ofAge = await lived({ ...given, bornOn: born.toString() }, given.noticed);
    expect(await ofDays(ofAge)).toEqual([]);
    const dayShort = { ...given, bornOn: born.add({ days: 1 }).toString() };
    const young = await ofDays(await lived(dayShort, given.noticed));
    expect(young.map(({ code }) => code)).toEqual([given.code]);
  });

  it('what follows from a date of birth that is set after the punches, and is gone when it is taken away', async () => {
    const [given] = CASES.filter(({ code }) => code === 'MINOR_DAY_LIMIT');
    if (!given?.bornOn) throw new Error('it is there');
    const { bornOn, ...unknown } = given;
    const person = await lived(unknown, given.noticed);
    await bear(person, 1, bornOn);
    await company.noticed();
    expect((await ofDays(person)).map(({ code }) => code)).toEqual([given.code]);
    await bear(person, 2, null);
    await company.noticed();
    expect(await ofDays(person)).toEqual([]);
    expect((await ofDays(person, 'state=any')).map(({ state }) => state)).toEqual(['gone']);
  });

  it('nothing of who is at work', async () => {
    const person = await company.person();
    await company.punch(person, 'clock-in', new Date(Date.now() - 3_600_000).toISOString());
    await company.noticed();
    expect(await ofDays(person)).toEqual([]);
  });

  it('nothing of what is longer ago than three months', async () => {
    const person = await company.person();
    await company.day(person, dateIn(-94), '06:00 clock-in');
    await company.noticed();
    expect(await ofDays(person, 'state=any')).toEqual([]);
  });
});

describe('what was noticed', () => {
  const late = (...punches: string[]) =>
    lived(
      {
        ...{ code: 'LATE', policy: { attendance: { lateGraceMin: 5 } }, plan: EARLY },
        ...{ noticed: [], below: [] },
      },
      punches,
    );
  const history = async (id: string) =>
    (await company.hub.part(ExceptionStore).history(company.hub.database.primary, id)).map(
      ({ what }) => what,
    );
  const settle = async (id: string) => {
    const store = company.hub.part(ExceptionStore);
    await company.hub.database.transaction(async sql => {
      const [row] = await store.lock(sql, [id]);
      if (!row) throw new Error('it is there');
      const nowMs = Date.now();
      await store.change(sql, row, { to: 'settled', what: 'settled', by: 'Mia', fix: 'accept', nowMs });
    });
  };
  const only = async (person: TestPerson) => {
    const found = (await ofDays(person, 'state=any')).filter(({ code }) => code === 'LATE');
    expect(found).toHaveLength(1);
    if (!found[0]) throw new Error('it is there');
    return found[0];
  };

  it('has other facts after a correction, and is gone when there is nothing left of it', async () => {
    const person = await late(...shift('06:20', '14:00'));
    const first = await only(person);
    expect(first).toMatchObject({ facts: { seconds: 1_200, limitSeconds: 300 }, message: '0:20 h late' });
    await correct(person.id, first.facts.punches?.[0] ?? '', '06:10');
    await company.noticed();
    expect(await only(person)).toMatchObject({ id: first.id, state: 'open', facts: { seconds: 600 } });
    await correct(person.id, first.facts.punches?.[0] ?? '', '06:00');
    await company.noticed();
    expect(await only(person)).toMatchObject({ id: first.id, state: 'gone', version: 3 });
    expect(await history(first.id)).toEqual(['noticed', 'changed', 'gone']);
    await correct(person.id, first.facts.punches?.[0] ?? '', '06:10');
    await company.noticed();
    expect(await only(person)).toMatchObject({ state: 'open' });
    expect(await history(first.id)).toEqual(['noticed', 'changed', 'gone', 'noticed-again']);
  });

  it('stays settled while its facts stand, and comes back with others, or after it was gone', async () => {
    const person = await late(...shift('06:20', '14:00'));
    const { id, facts } = await only(person);
    await settle(id);
    await company.day(person, DAY, '15:00 clock-in', '16:00 clock-out');
    await company.noticed();
    expect(await only(person)).toMatchObject({ state: 'settled', settled: { by: 'Mia' } });
    await correct(person.id, facts.punches?.[0] ?? '', '06:00');
    await company.noticed();
    expect(await only(person)).toMatchObject({ state: 'settled' });
    await correct(person.id, facts.punches?.[0] ?? '', '06:20');
    await company.noticed();
    expect(await only(person)).toMatchObject({ state: 'open', settled: null });
    expect(await history(id)).toEqual(['noticed', 'settled', 'noticed-again']);
  });

  it('R8: the log read again changes nothing, and decisions stay', async () => {
    const decided = await late(...shift('06:30', '14:00'));
    await settle((await only(decided)).id);
    const rows = () =>
      company.hub.database.primary.query(
        "select to_jsonb(x) as row from exception x where source <> 'clock' order by id",
      );
    const entries = () => company.hub.database.primary.query('select count(*) from exception_entry');
    await company.noticed();
    const before = [await rows(), await entries()];
    await company.hub.part(CursorRunner).rebuild('exceptions');
    await company.noticed();
    expect([await rows(), await entries()]).toEqual(before);
  });
});
