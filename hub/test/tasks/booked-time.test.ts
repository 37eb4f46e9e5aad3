import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  apiPage,
  apiSuccess,
  ExplainedTimesheet,
  Policy,
  type Punch,
  UnknownTask,
} from '@tapclock/contracts';
import { SheetUpkeep } from '../../src/timesheets/index.ts';
import { daysAgo } from '../kit/clock-change.ts';
import {
  addPerson,
  type Kiosk,
  type RunningTestHub,
  runHub,
  SITE,
  type TestPerson,
} from '../kit/running-hub.ts';
import { ask } from '../people/people-kit.ts';
import { bookedOn, changeTask, findTask, HR, LEADER, makeTask } from './tasks-kit.ts';

let hub: RunningTestHub;
let gate: Kiosk;
let sent = 0;

beforeAll(async () => {
  hub = await runHub();
  gate = await hub.enrol('gate');
  await gate.connect();
  const policy = Policy.parse({ name: 'house', version: 1 });
  const { primary } = hub.database;
  await primary.query(`insert into policy values ('house', 1, $1, 'Test', now(), 'test')`, [
    JSON.stringify(policy),
  ]);
  await primary.query(
    `insert into policy_assignment values (gen_random_uuid(), $1, null, null, 'house', 1, '2020-01-06', 'Test', now(), 'test')`,
    [SITE],
  );
}, 60_000);
afterAll(() => hub.stop());

/** Sends signed punches of a person: time by UTC on a day, action, job where something is said about it. */
async function clocked(
  person: TestPerson,
  day: string,
  ...taps: [time: string, action: Punch['action'], job?: string | null][]
): Promise<string[]> {
  const ids = taps.map(([time, action, job]) => {
    const said = job === undefined ? {} : { job };
    const occurredAt = time.includes('T') ? time : `${day}T${time}:00.000Z`;
    const { punchId } = gate.terminal.punch({ action, occurredAt, credential: person.credential, ...said });
    return punchId;
  });
  await gate.send(sent + 1, sent + taps.length);
  sent += taps.length;
  await hub.part(SheetUpkeep).caughtUp();
  return ids;
}

const minutesOf = async (id: string, query = '') =>
  (await bookedOn(hub, id, query)).map(({ date, minutes }) => [date, minutes]);

async function correct(corrections: unknown[]): Promise<void> {
  const { body } = await ask(hub, 'POST', '/corrections/bulk', { body: { corrections }, as: HR });
  expect(JSON.stringify(body)).not.toContain('"refused"');
  await hub.part(SheetUpkeep).caughtUp();
}

describe('time booked by punches', () => {
  it('stands on the task by person and date, against its estimate, and in the explained hours', async () => {
    const [day, person] = [daysAgo(3), await addPerson(hub, { givenName: 'Ina' })];
    const [one, two] = [
      await makeTask(hub, { estimateMinutes: 100 }),
      await makeTask(hub, { estimateMinutes: 360 }),
    ];
    await clocked(
      person,
      day,
      ['06:00', 'clock-in', one.code],
      ['08:00', 'job-change', two.code],
      ['10:00', 'break-start'],
      ['10:30', 'break-end'],
      ['14:00', 'job-change', null],
      ['14:30', 'clock-out'],
    );
    expect(await bookedOn(hub, one.id)).toEqual([
      {
        employee: person.id,
        number: person.number,
        name: `Ina ${person.familyName}`,
        date: day,
        minutes: 120,
      },
    ]);
    expect(await minutesOf(two.id)).toEqual([[day, 330]]);
    expect(await findTask(hub, one.id)).toMatchObject({ bookedMinutes: 120, overbooked: true });
    expect(await findTask(hub, two.id)).toMatchObject({ bookedMinutes: 330, overbooked: false });
    const { body } = await hub.get(`/api/v1/timesheets/${person.id}?from=${day}&to=${day}`);
    const sheet = apiSuccess(ExplainedTimesheet).parse(body).data;
    const jobs = JSON.stringify(sheet).match(/"job":"[^"]+"/g);
    expect(new Set(jobs)).toEqual(new Set([`"job":"${one.code}"`, `"job":"${two.code}"`]));
    expect(JSON.stringify(sheet)).toContain(`booked on ${two.code}`);
  });

  it('is nothing for a change that nobody was clocked in for: a fact in the wrong order', async () => {
    const [day, person, task] = [daysAgo(3), await addPerson(hub), await makeTask(hub)];
    const [pressed] = await clocked(
      person,
      day,
      ['05:00', 'job-change', task.code],
      ['06:00', 'clock-in'],
      ['07:00', 'clock-out'],
      ['08:00', 'job-change', task.code],
    );
    const [stored] = await hub.database.primary.query<{ findings: { code: string }[] }>(
      'select findings from punch where punch_id = $1',
      [pressed],
    );
    expect(stored?.findings.map(({ code }) => code)).toContain('wrong-order');
    expect(await minutesOf(task.id)).toEqual([]);
  });

  it('goes to the date on which a night began', async () => {
    const [day, person, task] = [daysAgo(4), await addPerson(hub), await makeTask(hub)];
    const next = daysAgo(3);
    await clocked(
      person,
      day,
      ['20:00', 'clock-in'],
      ['23:30', 'job-change', task.code],
      [`${next}T02:00:00.000Z`, 'clock-out'],
    );
    expect(await minutesOf(task.id)).toEqual([[day, 150]]);
  });

  it('follows corrections: booked anew, moved, and made void', async () => {
    const [day, person] = [daysAgo(5), await addPerson(hub)];
    const [one, two] = [await makeTask(hub), await makeTask(hub)];
    const [, pressed = ''] = await clocked(
      person,
      day,
      ['06:00', 'clock-in'],
      ['08:00', 'job-change', one.code],
      ['12:00', 'clock-out'],
    );
    expect(await minutesOf(one.id)).toEqual([[day, 240]]);
    const reason = 'wrong order was chosen';
    const at = (time: string) => ({ at: `${day}T${time}:00.000Z` });
    const add = { kind: 'add', employee: person.id, action: 'job-change', reason };
    await correct([{ ...add, when: at('08:00'), job: two.code }]);
    expect([await minutesOf(one.id), await minutesOf(two.id)]).toEqual([[], [[day, 240]]]);
    await correct([{ ...add, when: at('11:00') }]);
    expect(await minutesOf(two.id)).toEqual([[day, 180]]);
    await correct([{ kind: 'move', punch: pressed, when: at('07:00'), reason }]);
    expect([await minutesOf(one.id), await minutesOf(two.id)]).toEqual([[[day, 60]], [[day, 180]]]);
    await correct([{ kind: 'void', punch: pressed, reason }]);
    expect(await minutesOf(one.id)).toEqual([]);
  });

  it('is archived with its task, never deleted', async () => {
    const [day, person, task] = [daysAgo(3), await addPerson(hub), await makeTask(hub)];
    await clocked(person, day, ['06:00', 'clock-in', task.code], ['07:00', 'clock-out']);
    const removed = await changeTask(hub, ['DELETE', task.id], 1);
    expect(removed.body).toMatchObject({ data: { outcome: 'archived' } });
    expect(await findTask(hub, task.id)).toMatchObject({ status: 'archived', version: 2, bookedMinutes: 60 });
    // The terminal was not told: what was pressed is a fact (R3).
    await clocked(person, daysAgo(2), ['06:00', 'clock-in', task.code], ['06:30', 'clock-out']);
    expect((await findTask(hub, task.id)).bookedMinutes).toBe(90);
  });

  it('keeps a task that somebody is at now, and one that a correction names', async () => {
    const [day, person] = [daysAgo(1), await addPerson(hub)];
    const [pressed, added, other] = [await makeTask(hub), await makeTask(hub), await makeTask(hub)];
    await clocked(person, day, ['06:00', 'clock-in', pressed.code]);
    const when = { at: `${day}T07:00:00.000Z` };
    const reason = 'told by phone';
    await correct([
      { kind: 'add', employee: person.id, action: 'job-change', when, job: added.code, reason },
    ]);
    const outcomes = [];
    for (const { id } of [pressed, added, other])
      outcomes.push((await changeTask(hub, ['DELETE', id], 1)).body);
    expect(outcomes).toMatchObject(
      ['archived', 'archived', 'deleted'].map(outcome => ({ data: { outcome } })),
    );
  });

  it('on a code that no task has is kept and shown, and is the task’s when there is one', async () => {
    const [day, person, code] = [daysAgo(3), await addPerson(hub), 'NOT-YET'];
    await clocked(person, day, ['06:00', 'clock-in', code], ['07:15', 'clock-out']);
    const unknown = async () => {
      const { body } = await hub.get(`/api/v1/tasks/unknown?site=${SITE}`);
      return apiPage(UnknownTask).parse(body).data;
    };
    expect(await unknown()).toEqual([{ site: SITE, code, minutes: 75, people: 1, lastOn: day }]);
    const task = await makeTask(hub, { code });
    expect(task.bookedMinutes).toBe(75);
    expect(await unknown()).toEqual([]);
    await hub.database.primary.query('delete from task where id = $1', [task.id]);
    expect(await unknown()).toMatchObject([{ code, minutes: 75 }]);
    await makeTask(hub, { code });
    expect(await unknown()).toEqual([]);
  });

  it('is shown of people within reach, and the sum to whoever sees the task', async () => {
    const [day, task] = [daysAgo(3), await makeTask(hub)];
    const [mine, other] = [await addPerson(hub), await addPerson(hub, { team: null })];
    for (const person of [mine, other])
      await clocked(person, day, ['06:00', 'clock-in', task.code], ['07:00', 'clock-out']);
    expect((await bookedOn(hub, task.id, '', LEADER)).map(({ employee }) => employee)).toEqual([mine.id]);
    const self = { name: 'Self', role: 'worker' as const, employee: other.id };
    expect((await bookedOn(hub, task.id, '', self)).map(({ employee }) => employee)).toEqual([other.id]);
    expect(await bookedOn(hub, task.id, `?employee=${mine.id}`, self)).toEqual([]);
    expect((await findTask(hub, task.id, self)).bookedMinutes).toBe(120);
    expect(await minutesOf(task.id, `?employee=${mine.id}&from=${day}&to=${day}`)).toEqual([[day, 60]]);
    expect(await minutesOf(task.id, `?to=${daysAgo(4)}`)).toEqual([]);
  });

  it('R3, R8: what was booked is the same when all hours are derived anew', async () => {
    const rows = () =>
      hub.database.primary.query<object>('select * from task_time order by employee_id, date, code');
    const before = await rows();
    expect(before.length).toBeGreaterThan(5);
    await hub.database.primary.query('delete from day_record');
    expect(await rows()).toEqual([]);
    await hub.part(SheetUpkeep).rebuild();
    await hub.part(SheetUpkeep).caughtUp();
    expect(await rows()).toEqual(before);
  });
});
