import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Rotated, Rotation, RotationEntry, type ShiftTemplate } from '@tapclock/contracts';
import { addPerson, type RunningTestHub, runHub, SITE, type TestPerson } from '../kit/running-hub.ts';
import { type Answer, ask, dataOf, refused } from '../people/people-kit.ts';
import {
  addShift,
  addTeam,
  day,
  EARLY,
  edited,
  HR,
  MONDAY,
  openTeam,
  overview,
  publishAll,
  rowOf,
  WEEK,
} from './plan-kit.ts';

let hub: RunningTestHub;
let early: ShiftTemplate;
let late: ShiftTemplate;
let night: ShiftTemplate;
beforeAll(async () => {
  hub = await runHub();
  early = await addShift(hub, 'Early', '06:00', '14:00');
  late = await addShift(hub, 'Late', '14:00', '22:00');
  night = await addShift(hub, 'Night', '22:00', '06:00');
});
afterAll(() => hub.stop());

async function addRotation(days: (string | null)[], more: object = {}): Promise<Rotation> {
  const body = { name: `Cycle of ${days.length}`, days, ...more };
  return dataOf(await ask(hub, 'POST', `/sites/${SITE}/rotations`, { body, as: HR }), Rotation);
}

const enter = (rotation: Rotation, body: object, as = HR): Promise<Answer> =>
  ask(hub, 'POST', `/sites/${SITE}/rotations/${rotation.id}/entries`, { body, as });

const rotate = async (body: object, as = HR): Promise<Rotated> =>
  dataOf(
    await ask(hub, 'POST', `/sites/${SITE}/schedule/rotate`, { body: { ...WEEK, ...body }, as }),
    Rotated,
  );

const namesOf = async (person: TestPerson, query = {}) => {
  await hub.settled();
  const { cells } = await rowOf(hub, person, HR, query);
  return Object.fromEntries(
    cells.map(({ date, draft, published }) => [
      date,
      (draft?.shifts ?? published).map(({ name }) => name).join('+'),
    ]),
  );
};

const week = (shift: string): (string | null)[] => [...Array.from({ length: 5 }, () => shift), null, null];

describe('a week of 200 people on a rotation', () => {
  it('is drafted by team, looked at, published in one request, and counted', async () => {
    const teams = ['three-a', 'three-b'];
    for (const team of teams) await openTeam(hub, team);
    const people = await Promise.all(teams.map(team => addTeam(hub, team, 100)));
    const rotation = await addRotation([...week(early.id), ...week(late.id), ...week(night.id)]);
    await enter(rotation, { team: 'three-a', startsOn: MONDAY });
    await enter(rotation, { team: 'three-b', startsOn: MONDAY, offset: 7 });
    const headcount = { spans: [{ weekdays: [1, 2, 3, 4, 5], starts: '06:00', ends: '14:00', people: 101 }] };
    await ask(hub, 'PUT', `/sites/${SITE}/areas/assembly/headcount`, {
      body: headcount,
      as: HR,
      headers: { 'if-match': '"1"' },
    });

    expect(await rotate({})).toMatchObject({
      changed: 1000,
      skippedTotal: 0,
      drafts: { cells: 1000, people: 200 },
    });
    const drafted = await overview(hub);
    expect(drafted.coverage).toHaveLength(5);
    expect(drafted.coverage[0]).toMatchObject({ required: 101, published: 0, drafted: 100, date: MONDAY });
    const publication = await publishAll(hub);
    expect(publication).toMatchObject({ people: 200, assigned: 1000, accepted: 0 });
    await hub.settled();
    const published = await overview(hub);
    expect(published.coverage[4]).toMatchObject({ required: 101, published: 100, drafted: 100 });
    expect(published.drafts?.cells).toBe(0);
    const [a, b] = [people[0]?.[0], people[1]?.[0]];
    if (!a || !b) throw new Error('two teams');
    expect(await namesOf(a)).toEqual(Object.fromEntries([0, 1, 2, 3, 4].map(at => [day(at), 'Early'])));
    expect((await namesOf(b))[MONDAY]).toBe('Late');
    expect(await rotate({})).toMatchObject({ changed: 0, skippedTotal: 0 });
    const next = { from: '2027-03-15', to: '2027-03-21' };
    expect(await rotate(next)).toMatchObject({ changed: 1000 });
    expect((await namesOf(a, next))['2027-03-15']).toBe('Night');
  });
});

describe('a rotation', () => {
  it('skips holidays and leave, or plans them all the same, as it says', async () => {
    const [skipping, planning] = [await addPerson(hub), await addPerson(hub)];
    for (const { id } of [skipping, planning])
      await ask(hub, 'PUT', `/employees/${id}/leave/${day(1)}`, { body: { kind: 'annual', minutes: 480 } });
    await ask(hub, 'PUT', `/sites/${SITE}/holidays/${MONDAY}`, { body: { name: 'A holiday' } });
    const skips = await addRotation([early.id]);
    const plans = await addRotation([early.id], { onHoliday: 'plan', onLeave: 'plan' });
    await enter(skips, { employee: skipping.id, startsOn: MONDAY, endsOn: day(2) });
    await enter(plans, { employee: planning.id, startsOn: MONDAY, endsOn: day(2) });
    const { skipped, changed } = await rotate({ team: 'early' });
    await ask(hub, 'DELETE', `/sites/${SITE}/holidays/${MONDAY}`);
    expect([changed, skipped]).toEqual([
      4,
      [
        { employee: skipping.id, date: MONDAY, why: 'holiday' },
        { employee: skipping.id, date: day(1), why: 'leave' },
      ],
    ]);
    await hub.settled();
    const { conflicts } = await rowOf(hub, planning);
    expect(conflicts.map(({ code }) => code)).toEqual(['ON_LEAVE']);
  });

  it('of a person goes before that of their team, and leaves alone what somebody drafted', async () => {
    await openTeam(hub, 'mixed');
    const [own, other] = await addTeam(hub, 'mixed', 2);
    if (!own || !other) throw new Error('two people');
    await enter(await addRotation([early.id]), { team: 'mixed', startsOn: MONDAY });
    await enter(await addRotation([late.id, null]), {
      employee: own.id,
      startsOn: day(1),
      endsOn: day(3),
      offset: 1,
    });
    await edited(hub, [{ employee: own.id, date: day(6), shifts: [night.id] }]);
    const { skipped } = await rotate({ team: 'mixed' });
    expect(skipped).toEqual([{ employee: own.id, date: day(6), why: 'not-empty' }]);
    expect(await namesOf(own)).toEqual({
      [MONDAY]: 'Early',
      [day(2)]: 'Late',
      [day(4)]: 'Early',
      [day(5)]: 'Early',
      [day(6)]: 'Night',
    });
    const seen = (await overview(hub, { ...WEEK, team: 'mixed' })).drafts?.digest;
    expect(await rotate({ team: 'mixed', over: 'all', seen })).toMatchObject({ changed: 1 });
    expect((await namesOf(own))[day(6)]).toBe('Early');
  });

  it('plans nobody any more who was taken off it, or when it is archived', async () => {
    const person = await addPerson(hub);
    const rotation = await addRotation([late.id]);
    const entry = dataOf(await enter(rotation, { employee: person.id, startsOn: day(14) }), RotationEntry);
    const fortnight = { from: day(14), to: day(15), team: 'early' };
    const path = `/sites/${SITE}/rotations/${rotation.id}`;
    await ask(hub, 'DELETE', path, { as: HR });
    expect((await rotate(fortnight)).changed).toBe(0);
    const body = { name: 'In use again', days: [late.id] };
    await ask(hub, 'PUT', path, { body, as: HR, headers: { 'if-match': '"2"' } });
    await ask(hub, 'DELETE', `${path}/entries/${entry.id}`, { as: HR });
    expect((await rotate(fortnight)).changed).toBe(0);
    await enter(rotation, { employee: person.id, startsOn: day(14) });
    expect((await rotate(fortnight)).changed).toBe(2);
  });

  it('is refused with shifts of nowhere, offsets beyond it, people of nowhere, and twice for one date', async () => {
    const person = await addPerson(hub);
    const days = ['0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11'];
    const wrong = await ask(hub, 'POST', `/sites/${SITE}/rotations`, { body: { name: 'x', days }, as: HR });
    expect(refused(wrong)).toEqual([400, 'VALIDATION_ERROR', 'UNKNOWN_SHIFT days.0']);
    const rotation = await addRotation([early.id, null]);
    const of = { employee: person.id, startsOn: MONDAY };
    expect(refused(await enter(rotation, { ...of, offset: 2 }))).toEqual([
      400,
      'VALIDATION_ERROR',
      'BEYOND_CYCLE offset',
    ]);
    expect((await enter(rotation, { ...of, offset: 1 })).status).toBe(201);
    expect(refused(await enter(rotation, of))).toEqual([409, 'CONFLICT', 'BEGINS_ALREADY startsOn']);
    expect(refused(await enter(rotation, { team: 'moon', startsOn: MONDAY }))).toEqual([
      400,
      'VALIDATION_ERROR',
      'NOT_OF_SITE team',
    ]);
    expect(refused(await enter(rotation, { startsOn: MONDAY }))[0]).toBe(400);
  });

  it('is made by HR; a supervisor puts their own teams on it', async () => {
    const rotation = await addRotation([early.id]);
    const mine = await addPerson(hub, { team: 'early' });
    const theirs = await addPerson(hub, { team: null });
    expect(
      (await ask(hub, 'POST', `/sites/${SITE}/rotations`, { body: { name: 'x', days: [null] }, as: EARLY }))
        .status,
    ).toBe(403);
    await hub.settled();
    expect((await enter(rotation, { employee: mine.id, startsOn: day(30) }, EARLY)).status).toBe(201);
    expect((await enter(rotation, { employee: theirs.id, startsOn: day(30) }, EARLY)).status).toBe(403);
    await openTeam(hub, 'foreign');
    expect((await enter(rotation, { team: 'foreign', startsOn: day(30) }, EARLY)).status).toBe(403);
    expect((await enter(rotation, { team: 'early', startsOn: day(30) }, EARLY)).status).toBe(201);
  });

  it('has presets to begin with', async () => {
    const { body } = await hub.get('/api/v1/rotation-presets');
    expect(JSON.stringify(body)).toContain('4-on-4-off');
  });
});
