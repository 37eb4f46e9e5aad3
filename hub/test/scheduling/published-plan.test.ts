import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ShiftTemplate } from '@tapclock/contracts';
import type { Sql } from '../../src/platform/database/database.ts';
import { EVERYBODY } from '../../src/platform/http/access/reach-lists.ts';
import { CoverageReader, PublishedPlan } from '../../src/scheduling/index.ts';
import type { Planner } from '../../src/scheduling/plan/plan.repository.ts';
import { addPerson, type RunningTestHub, runHub, SITE, type TestPerson, ZONE } from '../kit/running-hub.ts';
import { ask } from '../people/people-kit.ts';
import { addShift, day, edit, edited, HR, MONDAY } from './plan-kit.ts';

let hub: RunningTestHub;
let plan: PublishedPlan;
let early: ShiftTemplate;
let late: ShiftTemplate;
beforeAll(async () => {
  hub = await runHub();
  plan = hub.part(PublishedPlan);
  early = await addShift(hub, 'Early', '06:00', '14:00', { unpaidBreakMinutes: 30 });
  late = await addShift(hub, 'Late', '14:00', '22:00', { area: 'logistics' });
});
afterAll(() => hub.stop());

const inOne = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
  (await hub.database.transaction(work)).value;
const wanted = ({ id }: TestPerson, shift: ShiftTemplate, date = MONDAY) => ({
  ...{ employee: id, shift: shift.id, date },
});
const assignmentsOf = ({ id }: TestPerson) =>
  hub.database.primary.query<{ id: string; area: string; unpaid: number }>(
    'select id, area_id as area, unpaid_seconds as unpaid from assignment where employee_id = $1 order by starts_at',
    [id],
  );
const toldOf = async ({ id }: TestPerson) =>
  (
    await hub.database.primary.query<{ payload: { dates: unknown } }>(
      `select payload from event_log where kind = 'schedule.changed' and payload -> 'employees' ? $1 order by xid, position`,
      [id],
    )
  ).map(({ payload }) => payload.dates);

describe('the published plan', () => {
  it('assigns once, with what the template says, and tells those whom it concerns', async () => {
    const person = await addPerson(hub);
    const both = [wanted(person, early), wanted(person, late, day(1))];
    const ids = await inOne(sql => plan.assign(sql, both));
    expect(await inOne(sql => plan.assign(sql, both))).toEqual(ids);
    expect(await assignmentsOf(person)).toEqual([
      { id: ids[0], area: 'assembly', unpaid: 1800 },
      { id: ids[1], area: 'logistics', unpaid: 0 },
    ]);
    expect((await toldOf(person))[0]).toEqual({ from: MONDAY, to: day(1) });
  });

  it('releases, also what is gone already, and tells it', async () => {
    const person = await addPerson(hub);
    const ids = await inOne(sql => plan.assign(sql, [wanted(person, early)]));
    await inOne(sql => plan.release(sql, ids));
    await inOne(sql => plan.release(sql, ids));
    expect(await assignmentsOf(person)).toEqual([]);
    expect(await toldOf(person)).toHaveLength(2);
  });

  it('does nothing that its transaction does not end with', async () => {
    const person = await addPerson(hub);
    const broken = inOne(async sql => {
      await plan.assign(sql, [wanted(person, early)]);
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    expect([await assignmentsOf(person), await toldOf(person)]).toEqual([[], []]);
  });

  it('knows the conflicts of a swap as if what is given away were gone', async () => {
    const person = await addPerson(hub);
    const [given] = await inOne(sql => plan.assign(sql, [wanted(person, late)]));
    await inOne(sql => plan.assign(sql, [wanted(person, late, day(2))]));
    const taken = [wanted(person, early, day(1))];
    const codes = async (without: string[]) =>
      (await inOne(sql => plan.conflicts(sql, taken, without))).map(({ code, date }) => `${code} ${date}`);
    expect(await codes([])).toEqual([`REST_SHORT ${day(1)}`]);
    expect(await codes([given ?? ''])).toEqual([]);
  });

  it('leaves conflicts out in which what is wanted has no part', async () => {
    const person = await addPerson(hub);
    await inOne(sql => plan.assign(sql, [wanted(person, late), wanted(person, early, day(1))]));
    expect(await inOne(sql => plan.conflicts(sql, [wanted(person, early, day(3))]))).toEqual([]);
  });

  it('refuses a shift that there is not', async () => {
    const person = await addPerson(hub);
    const nowhere = { ...wanted(person, early), shift: '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11' };
    await expect(inOne(sql => plan.assign(sql, [nowhere]))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lets nobody else change the plan of the site before it is done: what was judged stays true', async () => {
    const person = await addPerson(hub);
    const take = (shift: ShiftTemplate) =>
      inOne(async sql => {
        const found = await plan.conflicts(sql, [wanted(person, shift)]);
        if (found.some(({ level }) => level === 'error')) return false;
        await plan.assign(sql, [wanted(person, shift)]);
        return true;
      });
    const overlapping = await addShift(hub, 'Overlapping', '07:00', '15:00');
    const taken = await Promise.all([take(early), take(overlapping)]);
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await assignmentsOf(person)).toHaveLength(1);
  });

  it('changed under a draft makes the planner look again', async () => {
    const person = await addPerson(hub);
    const { cells } = await edited(hub, [{ employee: person.id, date: MONDAY, shifts: [early.id] }]);
    await inOne(sql => plan.assign(sql, [wanted(person, late)]));
    const cell = { employee: person.id, date: MONDAY, shifts: [early.id], seen: cells[0]?.tag ?? '' };
    expect((await edit(hub, [cell], { publish: true })).status).toBe(412);
  });
});

describe('coverage', () => {
  it('counts people where they work, and the night that begins the day before', async () => {
    const put = (area: string, spans: object[]) =>
      ask(hub, 'PUT', `/sites/${SITE}/areas/${area}/headcount`, {
        body: { spans },
        as: HR,
        headers: { 'if-match': '"1"' },
      });
    const night = await addShift(hub, 'Night', '22:00', '06:00');
    const date = '2027-04-05';
    await put('logistics', [{ weekdays: [1], starts: '14:00', ends: '22:00', people: 2 }]);
    await put('assembly', [{ weekdays: [1], starts: '00:00', ends: '06:00', people: 1 }]);
    const [one, other, sleeper] = [await addPerson(hub), await addPerson(hub), await addPerson(hub)];
    await inOne(sql => plan.assign(sql, [wanted(one, late, date), wanted(sleeper, night, '2027-04-04')]));
    await edited(hub, [
      { employee: other.id, date, shifts: [late.id] },
      { employee: sleeper.id, date: '2027-04-04', shifts: [], seen: await tagOf(sleeper) },
    ]);
    const coverageOf = (draftsOf: Planner) =>
      inOne(sql =>
        hub.part(CoverageReader).coverage(sql, { site: SITE, zone: ZONE, from: date, to: date }, draftsOf),
      );
    // What is drafted for people of others is theirs.
    const elsewhere: Planner = { reach: { kind: 'teams', teams: [{ site: SITE, team: 'night' }] } };
    for (const { published, drafted } of await coverageOf(elsewhere)) expect(drafted).toBe(published);
    expect(await coverageOf(EVERYBODY)).toEqual([
      {
        ...{ area: 'assembly', date, required: 1, published: 1, drafted: 0 },
        ...{ startsAt: '2027-04-04T22:00:00.000Z', endsAt: '2027-04-05T04:00:00.000Z' },
      },
      {
        ...{ area: 'logistics', date, required: 2, published: 1, drafted: 2 },
        ...{ startsAt: '2027-04-05T12:00:00.000Z', endsAt: '2027-04-05T20:00:00.000Z' },
      },
    ]);
  });

  /** A refused edit tells what stands in the cell. */
  async function tagOf({ id }: TestPerson): Promise<string> {
    const answer = await edit(hub, [{ employee: id, date: '2027-04-04', shifts: [] }]);
    return (answer.body as { error: { details: { tag: string }[] } }).error.details[0]?.tag ?? '';
  }
});
