import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ApiError,
  EMPTY_CELL,
  PersonSchedule,
  Publication,
  Published,
  RosterCard,
  type ShiftTemplate,
} from '@tapclock/contracts';
import { z } from 'zod';
import { SchedulingRepository } from '../../src/scheduling/index.ts';
import type { Asker } from '../kit/askers.ts';
import { addPerson, type RunningTestHub, runHub, SITE, type TestPerson, ZONE } from '../kit/running-hub.ts';
import { type Answer, ask, dataOf, refused } from '../people/people-kit.ts';
import {
  addShift,
  addTeam,
  changeOf,
  day,
  dismiss,
  EARLY,
  edit,
  edited,
  grid,
  HR,
  MONDAY,
  OTHER,
  openTeam,
  overview,
  publish,
  publishAll,
  rowOf,
  WEEK,
} from './plan-kit.ts';

/** The date on the site's wall so many days from today on. */
const dateHere = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv', { timeZone: ZONE });

let hub: RunningTestHub;
let early: ShiftTemplate;
let late: ShiftTemplate;
beforeAll(async () => {
  hub = await runHub();
  await openTeam(hub, 'night');
  early = await addShift(hub, 'Early', '06:00', '14:00', { unpaidBreakMinutes: 30 });
  late = await addShift(hub, 'Late', '14:00', '22:00', { area: 'logistics' });
});
afterAll(() => hub.stop());

const eventsOf = (kind: string) =>
  hub.database.primary.query<{ payload: { employees: string[] } }>(
    'select payload from event_log where kind = $1 order by xid, position',
    [kind],
  );
const publishedOf = async ({ id }: TestPerson) =>
  (
    await hub.database.primary.query<{ date: string; name: string; by: string }>(
      'select a.work_date as date, s.name from assignment a join shift s on s.id = a.shift_id where a.employee_id = $1 order by 1, 2',
      [id],
    )
  ).map(({ date, name }) => `${date} ${name}`);
const problemsOf = (answer: Answer) =>
  z
    .array(z.looseObject({ code: z.string(), message: z.string() }))
    .parse(ApiError.parse(answer.body).error.details);

describe('a draft', () => {
  it('is seen by planners, and by nobody else: not by the person, kiosks, or whoever reckons hours', async () => {
    const person = await addPerson(hub);
    const before = (await eventsOf('schedule.changed')).length;
    await edited(hub, [{ employee: person.id, date: MONDAY, shifts: [early.id] }]);
    await hub.settled();
    const row = await rowOf(hub, person);
    expect(row.cells).toMatchObject([
      { date: MONDAY, published: [], draft: { by: HR.name, shifts: [{ name: 'Early' }] } },
    ]);
    expect(row.minutes).toEqual({ published: 0, drafted: 450 });

    const self = { name: `Self ${person.number}`, role: 'worker', employee: person.id } as const;
    expect((await rowOf(hub, person, self)).cells).toEqual([]);
    expect((await overview(hub, WEEK, self)).drafts).toBeNull();
    expect(await scheduleOf(person)).toMatchObject({ shifts: [] });
    const planned = await hub
      .part(SchedulingRepository)
      .plannedShifts(hub.database.primary, [person.id], MONDAY, MONDAY);
    expect(planned).toEqual([]);
    expect((await eventsOf('schedule.changed')).length).toBe(before);
  });

  it('that says the same as what is published is none', async () => {
    const person = await addPerson(hub);
    const date = MONDAY;
    const [cell] = (await edited(hub, [{ employee: person.id, date, shifts: [early.id] }], { publish: true }))
      .cells;
    const again = await edited(hub, [
      { employee: person.id, date, shifts: [late.id], seen: cell?.tag ?? '' },
    ]);
    const back = await edited(hub, [
      { employee: person.id, date, shifts: [early.id], seen: again.cells[0]?.tag ?? '' },
    ]);
    expect(back.cells[0]?.tag).toBe(cell?.tag);
    await hub.settled();
    expect((await rowOf(hub, person)).cells).toMatchObject([{ draft: null, published: [{ name: 'Early' }] }]);
  });

  it.each([
    [
      'a shift of nowhere',
      () => [{ date: MONDAY, shifts: ['0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11'] }],
      'NOT_OF_SITE cells.0.shifts',
    ],
    [
      'the same cell twice',
      () => [
        { date: MONDAY, shifts: [] },
        { date: MONDAY, shifts: [] },
      ],
      'TWICE cells.1',
    ],
    [
      'dates far apart',
      () => [
        { date: MONDAY, shifts: [] },
        { date: '2028-03-01', shifts: [] },
      ],
      'TOO_MANY_DAYS cells',
    ],
    [
      'more shifts than a day has',
      () => [{ date: MONDAY, shifts: Array.from({ length: 4 }, () => early.id) }],
      'TOO_BIG cells.0.shifts',
    ],
  ])('is refused for %s', async (_, cells, problem) => {
    const { id: employee } = await addPerson(hub);
    const answer = await edit(
      hub,
      cells().map(cell => ({ employee, ...cell })),
    );
    expect(refused(answer)).toEqual([400, 'VALIDATION_ERROR', problem]);
  });

  it('is refused at another site than the person’s', async () => {
    const person = await addPerson(hub);
    const body = { cells: [{ employee: person.id, date: MONDAY, shifts: [], seen: EMPTY_CELL }] };
    expect((await ask(hub, 'POST', '/sites/elsewhere/schedule/cells', { body, as: HR })).status).toBe(404);
  });
});

describe('two planners', () => {
  it('who edit the same cell: one wins, the other is told what happened and nothing of theirs is done', async () => {
    const [person, colleague] = [await addPerson(hub), await addPerson(hub)];
    const mine = edit(hub, [{ employee: person.id, date: MONDAY, shifts: [early.id] }]);
    const theirs = edit(
      hub,
      [
        { employee: colleague.id, date: MONDAY, shifts: [late.id] },
        { employee: person.id, date: MONDAY, shifts: [late.id] },
      ],
      {},
      OTHER,
    );
    const answers = await Promise.all([mine, theirs]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const [lost] = answers.filter(({ status }) => status === 412);
    await hub.settled();
    const [winner] = (await rowOf(hub, person)).cells;
    const [problem] = problemsOf(lost as Answer);
    const name = winner?.draft?.shifts[0]?.name;
    expect(problem).toMatchObject({ code: 'CHANGED_MEANWHILE', tag: winner?.tag, employee: person.id });
    expect(problem?.message).toContain(`${winner?.draft?.by} drafted ${name} here at ${winner?.draft?.at}`);
    expect((await rowOf(hub, colleague)).cells.length).toBe(winner?.draft?.by === OTHER.name ? 1 : 0);
  });

  it('who edit different cells do not meet', async () => {
    const [person, colleague] = [await addPerson(hub), await addPerson(hub)];
    const answers = await Promise.all([
      edit(hub, [{ employee: person.id, date: MONDAY, shifts: [early.id] }]),
      edit(hub, [{ employee: colleague.id, date: MONDAY, shifts: [late.id] }], {}, OTHER),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('of whom one publishes what the other changed meanwhile: nothing is published, and they are told by whom', async () => {
    await openTeam(hub, 'race');
    const person = await addPerson(hub, { team: 'race' });
    const scope = { ...WEEK, team: 'race' };
    const first = await edited(hub, [{ employee: person.id, date: MONDAY, shifts: [early.id] }]);
    const seen = (await overview(hub, scope)).drafts?.digest;
    await edited(
      hub,
      [{ employee: person.id, date: MONDAY, shifts: [late.id], seen: first.cells[0]?.tag ?? '' }],
      {},
      OTHER,
    );
    const answer = await publish(hub, { ...scope, seen });
    expect(answer.status).toBe(412);
    expect(problemsOf(answer)[0]?.message).toContain(`the last one is by ${OTHER.name}`);
    expect(await publishedOf(person)).toEqual([]);
    await publishAll(hub, scope);
    expect(await publishedOf(person)).toEqual([`${MONDAY} Late`]);
  });

  it('who publish the same at the same moment: once', async () => {
    await openTeam(hub, 'twice');
    const people = await addTeam(hub, 'twice', 3);
    const scope = { ...WEEK, team: 'twice' };
    await edited(
      hub,
      people.map(({ id }) => ({ employee: id, date: MONDAY, shifts: [early.id] })),
    );
    const seen = (await overview(hub, scope)).drafts?.digest;
    const answers = await Promise.all([
      publish(hub, { ...scope, seen }),
      publish(hub, { ...scope, seen }, OTHER),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('is warned too when what a draft replaces was published otherwise meanwhile', async () => {
    await openTeam(hub, 'under');
    const person = await addPerson(hub, { team: 'under' });
    const scope = { ...WEEK, team: 'under' };
    await edited(hub, [{ employee: person.id, date: MONDAY, shifts: [early.id] }]);
    const seen = (await overview(hub, scope)).drafts?.digest;
    await hub.database.primary.query(
      `insert into assignment (id, employee_id, shift_id, work_date, starts_at, ends_at)
       values (gen_random_uuid(), $1, $2, $3, '2027-03-01T13:00Z', '2027-03-01T21:00Z')`,
      [person.id, late.id, MONDAY],
    );
    expect((await publish(hub, { ...scope, seen })).status).toBe(412);
  });
});

describe('publishing', () => {
  it('turns drafts into work, keeps who and when, and tells those whom it concerns', async () => {
    await openTeam(hub, 'told');
    const [person, off] = await addTeam(hub, 'told', 2);
    if (!person || !off) throw new Error('two people');
    const scope = { ...WEEK, team: 'told' };
    await edited(hub, [
      { employee: person.id, date: MONDAY, shifts: [early.id] },
      { employee: person.id, date: day(1), shifts: [late.id] },
    ]);
    const [changed, published] = [
      (await eventsOf('schedule.changed')).length,
      (await eventsOf('schedule.published')).length,
    ];
    const publication = await publishAll(hub, scope);
    expect(publication).toMatchObject({ people: 1, assigned: 2, released: 0, by: HR.name, team: 'told' });
    expect((await eventsOf('schedule.changed')).slice(changed).map(({ payload }) => payload)).toEqual([
      { employees: [person.id], dates: { from: MONDAY, to: day(1) } },
    ]);
    expect((await eventsOf('schedule.published')).slice(published).map(({ payload }) => payload)).toEqual([
      { publication: publication.id, employees: [person.id], ...WEEK, by: HR.name },
    ]);
    await hub.settled();
    const { shifts } = await scheduleOf(person);
    expect(shifts.map(({ date, name, startsAt, area }) => [date, name, startsAt, area])).toEqual([
      [MONDAY, 'Early', '2027-03-01T05:00:00.000Z', 'assembly'],
      [day(1), 'Late', '2027-03-02T13:00:00.000Z', 'logistics'],
    ]);
    const { body } = await hub.get(
      `/api/v1/sites/${SITE}/schedule/publications`,
      await hub.askers.headers(HR),
    );
    expect(z.object({ data: z.array(Publication) }).parse(body).data[0]).toEqual(publication);
    const { body: trail } = await hub.get('/api/v1/audit?action=schedule.published');
    expect(JSON.stringify(trail)).toContain(publication.id);
  });

  it('releases what is not planned any more', async () => {
    const person = await addPerson(hub);
    const of = (date: string, shifts: string[], seen = EMPTY_CELL) => ({
      employee: person.id,
      date,
      shifts,
      seen,
    });
    const { cells } = await edited(hub, [of(MONDAY, [early.id]), of(day(1), [early.id])], { publish: true });
    const { publication } = await edited(
      hub,
      [of(MONDAY, [], cells[0]?.tag), of(day(1), [late.id], cells[1]?.tag)],
      {
        publish: true,
      },
    );
    expect(publication).toMatchObject({ assigned: 1, released: 2 });
    expect(await publishedOf(person)).toEqual([`${day(1)} Late`]);
  });

  it('keeps the times and breaks of what was published when the template changes', async () => {
    const shift = await addShift(hub, 'Changing', '08:00', '16:00', { unpaidBreakMinutes: 30 });
    const person = await addPerson(hub);
    await edited(hub, [{ employee: person.id, date: MONDAY, shifts: [shift.id] }], { publish: true });
    await ask(hub, 'PUT', `/sites/${SITE}/shifts/${shift.id}`, {
      body: { name: 'Changed', starts: '09:00', ends: '18:00', unpaidBreakMinutes: 60 },
      as: HR,
      headers: { 'if-match': '"1"' },
    });
    const [planned] = await hub
      .part(SchedulingRepository)
      .plannedShifts(hub.database.primary, [person.id], MONDAY, MONDAY);
    const startSec = Date.parse('2027-03-01T07:00:00Z') / 1000;
    expect(planned).toMatchObject({ startSec, endSec: startSec + 8 * 3600, unpaidSec: 1800 });
    const next = await edited(hub, [{ employee: person.id, date: day(1), shifts: [shift.id] }], {
      publish: true,
    });
    expect(next.publication?.assigned).toBe(1);
    const [, later] = await hub
      .part(SchedulingRepository)
      .plannedShifts(hub.database.primary, [person.id], MONDAY, day(1));
    expect(later).toMatchObject({ unpaidSec: 3600 });
  });

  it('needs errors to be accepted with a reason; warnings stand in nobody’s way', async () => {
    const person = await addPerson(hub);
    await ask(hub, 'PUT', `/sites/${SITE}/holidays/${day(3)}`, { body: { name: 'A holiday' } });
    const cells = [
      { employee: person.id, date: MONDAY, shifts: [late.id] },
      { employee: person.id, date: day(1), shifts: [early.id] },
      { employee: person.id, date: day(3), shifts: [early.id] },
    ];
    const answer = await edit(hub, cells, { publish: true });
    expect([answer.status, problemsOf(answer)]).toMatchObject([
      409,
      [
        {
          code: 'REST_SHORT',
          employee: person.id,
          date: day(1),
          message: expect.stringContaining('8:00 h of rest'),
        },
      ],
    ]);
    expect(problemsOf(answer)).toHaveLength(1);
    await hub.settled();
    expect((await rowOf(hub, person)).cells).toEqual([]);
    const accept = [{ employee: person.id, date: day(1), code: 'REST_SHORT' }];
    expect(refused(await edit(hub, cells, { publish: true, accept }))).toEqual([
      400,
      'VALIDATION_ERROR',
      'REQUIRED reason',
    ]);
    const { publication } = await edited(hub, cells, { publish: true, accept, reason: 'They asked for it' });
    expect(publication).toMatchObject({ accepted: 1, assigned: 3, reason: 'They asked for it' });
    await hub.settled();
    const { conflicts } = await rowOf(hub, person);
    expect(conflicts.map(({ code, level, date }) => [code, level, date])).toEqual([
      ['REST_SHORT', 'error', day(1)],
      ['HOLIDAY', 'warning', day(3)],
    ]);
    await ask(hub, 'DELETE', `/sites/${SITE}/holidays/${day(3)}`);
  });

  it('does not ask again about what others published before', async () => {
    const person = await addPerson(hub);
    const accept = [{ employee: person.id, date: day(1), code: 'REST_SHORT' }];
    await edited(
      hub,
      [
        { employee: person.id, date: MONDAY, shifts: [late.id] },
        { employee: person.id, date: day(1), shifts: [early.id] },
      ],
      { publish: true, accept, reason: 'agreed' },
    );
    const { publication } = await edited(hub, [{ employee: person.id, date: day(5), shifts: [early.id] }], {
      publish: true,
    });
    expect(publication?.accepted).toBe(0);
  });

  it('reaches the roster of every kiosk', async () => {
    const person = await addPerson(hub);
    const kiosk = await hub.enrol('plan-1');
    await kiosk.connect();
    await kiosk.until(() => kiosk.latest('roster', person.id) !== undefined);
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(Date.now());
    await edited(hub, [{ employee: person.id, date: today, shifts: [late.id] }]);
    await hub.settled();
    expect(kiosk.latest('roster', person.id)).toMatchObject({ shifts: [] });
    await edited(
      hub,
      [{ employee: person.id, date: today, shifts: [late.id], seen: await tagOn(person, today) }],
      {
        publish: true,
      },
    );
    await kiosk.until(() => RosterCard.parse(kiosk.latest('roster', person.id)).shifts.length === 1);
    expect(kiosk.latest('roster', person.id)).toMatchObject({ shifts: [{ name: 'Late' }] });
  });
});

describe('conflicts', () => {
  const conflictsOf = async (person: TestPerson) =>
    (await rowOf(hub, person)).conflicts.map(({ code, level }) => `${code} ${level}`);
  const draft = async (person: TestPerson, cells: [string, ShiftTemplate][]) => {
    await edited(
      hub,
      cells.map(([date, { id }]) => ({ employee: person.id, date, shifts: [id] })),
    );
    await hub.settled();
  };

  it('10:59 h of rest are too few, 11:00 are enough', async () => {
    const until1901 = await addShift(hub, 'Until 19:01', '11:01', '19:01');
    const until1900 = await addShift(hub, 'Until 19:00', '11:00', '19:00');
    const [short, enough] = [await addPerson(hub), await addPerson(hub)];
    await draft(short, [
      [MONDAY, until1901],
      [day(1), early],
    ]);
    await draft(enough, [
      [MONDAY, until1900],
      [day(1), early],
    ]);
    expect(await conflictsOf(short)).toEqual(['REST_SHORT error']);
    expect(await conflictsOf(enough)).toEqual([]);
  });

  it('counts rest to a shift that begins before the dates that are asked for', async () => {
    const person = await addPerson(hub);
    await draft(person, [[day(-1), late]]);
    await draft(person, [[MONDAY, early]]);
    expect(await conflictsOf(person)).toEqual(['REST_SHORT error']);
  });

  it("takes the rest of the person's policy", async () => {
    const person = await addPerson(hub);
    const until1900 = await addShift(hub, 'To 19:00', '11:00', '19:00');
    await hub.database.primary.query(
      `insert into policy (name, version, rules, made_by, made_at, reason) values ('rest-12', 1, '{"dailyRestMin": 720}', 'x', now(), 'x')`,
    );
    await hub.database.primary.query(
      `insert into policy_assignment (id, site_id, employee_id, policy_name, policy_version, valid_from, made_by, made_at, reason)
       values (gen_random_uuid(), $1, $2, 'rest-12', 1, '2027-01-01', 'x', now(), 'x')`,
      [SITE, person.id],
    );
    await draft(person, [
      [MONDAY, until1900],
      [day(1), early],
    ]);
    const { conflicts } = await rowOf(hub, person);
    expect(conflicts[0]?.message).toBe(`11:00 h of rest after the shift of ${MONDAY}; 12:00 h are needed.`);
  });

  it('two shifts at once are one too many; one after the other is a double shift', async () => {
    const middle = await addShift(hub, 'Middle', '13:59', '20:00');
    const [double, twice] = [await addPerson(hub), await addPerson(hub)];
    await edited(hub, [
      { employee: twice.id, date: MONDAY, shifts: [early.id, middle.id] },
      { employee: double.id, date: MONDAY, shifts: [early.id, late.id] },
    ]);
    await hub.settled();
    expect(await conflictsOf(twice)).toEqual(['OVERLAP error']);
    expect(await conflictsOf(double)).toEqual([]);
  });

  it('a qualification counts through its last date', async () => {
    const lift = await addShift(hub, 'Lift', '06:00', '14:00', { qualification: 'forklift' });
    const person = await addPerson(hub);
    const of = `/employees/${person.id}/qualifications/forklift`;
    await draft(person, [[day(2), lift]]);
    expect(await conflictsOf(person)).toEqual(['NOT_QUALIFIED error']);
    await ask(hub, 'PUT', of, { body: { validUntil: day(1) }, as: HR });
    expect(await conflictsOf(person)).toEqual(['NOT_QUALIFIED error']);
    await ask(hub, 'PUT', of, { body: { validUntil: day(2) }, as: HR });
    expect(await conflictsOf(person)).toEqual([]);
  });

  it('a whole day of leave is an error, a part of the day a warning, and the day after nothing', async () => {
    const [whole, part] = [await addPerson(hub), await addPerson(hub)];
    const leave = (person: TestPerson, minutes: number) =>
      ask(hub, 'PUT', `/employees/${person.id}/leave/${MONDAY}`, { body: { kind: 'annual', minutes } });
    await leave(whole, 450);
    await leave(part, 449);
    for (const person of [whole, part])
      await draft(person, [
        [MONDAY, early],
        [day(1), early],
      ]);
    expect(await conflictsOf(whole)).toEqual(['ON_LEAVE error']);
    expect(await conflictsOf(part)).toEqual(['ON_LEAVE warning']);
  });

  it('a shift that is archived, and a person who is not in service', async () => {
    const gone = await addShift(hub, 'Gone', '06:00', '14:00');
    await ask(hub, 'DELETE', `/sites/${SITE}/shifts/${gone.id}`, { as: HR });
    const [person, leaver] = [await addPerson(hub), await addPerson(hub)];
    await draft(person, [[MONDAY, gone]]);
    expect(await conflictsOf(person)).toEqual(['SHIFT_ARCHIVED error']);
    await dismiss(hub, leaver);
    const answer = await edit(hub, [{ employee: leaver.id, date: MONDAY, shifts: [early.id] }], {
      publish: true,
    });
    expect(problemsOf(answer).map(({ code }) => code)).toEqual(['NOT_IN_SERVICE']);
  });
});

describe('whom one may plan', () => {
  it('is for a supervisor their own teams, also in lists, digests, and what is published', async () => {
    const [mine, theirs] = [await addPerson(hub, { team: 'early' }), await addPerson(hub, { team: 'night' })];
    const cell = (person: TestPerson) => ({ employee: person.id, date: day(6), shifts: [early.id] });
    expect((await edit(hub, [cell(mine), cell(theirs)], {}, EARLY)).status).toBe(403);
    await edited(hub, [cell(theirs)]);
    const before = await overview(hub, WEEK, EARLY);
    await edited(hub, [cell(mine)], {}, EARLY);
    const after = await overview(hub, WEEK, EARLY);
    expect((after.drafts?.cells ?? 0) - (before.drafts?.cells ?? 0)).toBe(1);
    const { rows } = await grid(hub, { per_page: '100' }, EARLY);
    expect(rows.every(({ team }) => team === 'early')).toBe(true);
    const drafts = (await overview(hub, { from: day(6), to: day(6) }, EARLY)).drafts?.digest;
    expect((await publish(hub, { from: day(6), to: day(6), seen: drafts }, EARLY)).status).toBe(200);
    expect(await publishedOf(mine)).toEqual([`${day(6)} Early`]);
    expect(await publishedOf(theirs)).toEqual([]);
  });

  it('is not oneself, for a supervisor of other teams', async () => {
    const own = await addPerson(hub, { team: 'night' });
    const supervisor = { ...EARLY, name: 'Sam Self', employee: own.id };
    const scope = { from: day(20), to: day(20) };
    await edited(hub, [{ employee: own.id, date: day(20), shifts: [early.id] }]);
    const { drafts } = await overview(hub, scope, supervisor);
    expect(drafts?.cells).toBe(0);
    expect((await rowOf(hub, own, supervisor, scope)).cells).toEqual([]);
    expect((await publish(hub, { ...scope, seen: drafts?.digest }, supervisor)).status).toBe(200);
    expect(await publishedOf(own)).toEqual([]);
  });

  it('is oneself on dates to come only: what was, and today, is for somebody else', async () => {
    await openTeam(hub, 'past');
    const own = await addPerson(hub, { team: 'past' });
    const colleague = await addPerson(hub, { team: 'past' });
    const self = { ...HR, name: 'Hugo Own', employee: own.id };
    const [before, today, after] = [-1, 0, 1].map(days => dateHere(days));
    const cell = (person: TestPerson, date = '') => ({ employee: person.id, date, shifts: [early.id] });
    for (const date of [before, today])
      expect(refused(await edit(hub, [cell(colleague, date), cell(own, date)], {}, self))).toEqual([
        ...[403, 'FORBIDDEN', 'OWN_PAST cells.1'],
      ]);
    expect((await edit(hub, [cell(own, after)], { publish: true }, self)).status).toBe(200);

    // Drafted by somebody else, and not published by oneself.
    await edited(hub, [cell(own, today), cell(colleague, today)]);
    const scope = { from: today ?? '', to: today ?? '', team: 'past' };
    const waiting = (await overview(hub, scope, self)).drafts;
    const published = dataOf(await publish(hub, { ...scope, seen: waiting?.digest }, self), Published);
    expect(published).toMatchObject({ ownLeft: 1, assigned: 1 });
    const left = (await overview(hub, scope, self)).drafts;
    expect(left?.cells).toBe(1);

    const body = { ...scope, what: 'everything', seen: left?.digest };
    const cleared = await ask(hub, 'POST', `/sites/${SITE}/schedule/clear`, { body, as: self });
    expect(changeOf(cleared)).toMatchObject({ ownLeft: 1, changed: 1 });
    const copy = { from: after, to: after, into: before, team: 'past', over: 'empty' };
    const copied = await ask(hub, 'POST', `/sites/${SITE}/schedule/copy`, { body: copy, as: self });
    expect(changeOf(copied)).toMatchObject({ ownLeft: 1 });
    expect((await rowOf(hub, own, HR, { from: before ?? '', to: before ?? '' })).cells).toEqual([]);
    expect(await publishAll(hub, scope)).toMatchObject({ assigned: 1, released: 1 });
  });

  it('shows publications of own teams, and of the whole site without the reason', async () => {
    const [mine, theirs] = [await addPerson(hub, { team: 'early' }), await addPerson(hub, { team: 'night' })];
    const cell = (person: TestPerson) => ({ employee: person.id, date: day(13), shifts: [early.id] });
    await edited(hub, [cell(mine), cell(theirs)]);
    const scope = { from: day(13), to: day(13) };
    const publications: string[] = [];
    for (const team of ['night', 'early', undefined]) {
      const part = { ...scope, ...(team === undefined ? {} : { team }) };
      const { drafts } = await overview(hub, part);
      const answer = await publish(hub, { ...part, seen: drafts?.digest, reason: 'because of Eva' });
      publications.unshift(dataOf(answer, Published).id);
    }
    const seenBy = async (as: Asker) => {
      const { body } = await hub.get(
        `/api/v1/sites/${SITE}/schedule/publications?per_page=100`,
        await hub.askers.headers(as),
      );
      const { data } = z.object({ data: z.array(Publication) }).parse(body);
      return data.filter(({ id }) => publications.includes(id));
    };
    expect((await seenBy(HR)).map(({ id, reason }) => [id, reason])).toEqual(
      publications.map(id => [id, 'because of Eva']),
    );
    expect((await seenBy(EARLY)).map(({ id, reason }) => [id, reason])).toEqual([
      [publications[0], null],
      [publications[1], 'because of Eva'],
    ]);
  });

  it('is nobody for a worker, who sees their own schedule only', async () => {
    const [person, colleague] = [await addPerson(hub), await addPerson(hub)];
    const self = { name: `Worker ${person.number}`, role: 'worker', employee: person.id } as const;
    const cell = { employee: person.id, date: MONDAY, shifts: [early.id] };
    expect((await edit(hub, [cell], {}, self)).status).toBe(403);
    const of = (id: string) =>
      ask(hub, 'GET', `/employees/${id}/schedule?from=${MONDAY}&to=${MONDAY}`, { as: self });
    await hub.settled();
    expect((await of(person.id)).status).toBe(200);
    expect((await of(colleague.id)).status).toBe(403);
  });
});

describe('a week', () => {
  it('is copied, drafts before what is published; over what others drafted only by whoever saw it', async () => {
    await openTeam(hub, 'copied');
    const [person] = await addTeam(hub, 'copied', 1);
    if (!person) throw new Error('a person');
    const into = '2027-03-08';
    const copy = (more: object) =>
      ask(hub, 'POST', `/sites/${SITE}/schedule/copy`, {
        body: { ...WEEK, team: 'copied', into, ...more },
        as: HR,
      });
    await edited(hub, [{ employee: person.id, date: MONDAY, shifts: [early.id] }], { publish: true });
    await edited(hub, [{ employee: person.id, date: day(1), shifts: [late.id] }]);
    expect(changeOf(await copy({})).changed).toBe(2);
    const target = { from: into, to: '2027-03-14', team: 'copied' };
    await edited(
      hub,
      [{ employee: person.id, date: into, shifts: [late.id], seen: await tagOn(person, into) }],
      {},
      OTHER,
    );
    expect(changeOf(await copy({})).changed).toBe(0);
    expect(refused(await copy({ over: 'all' }))).toEqual([400, 'VALIDATION_ERROR', 'REQUIRED seen']);
    expect((await copy({ over: 'all', seen: '0000000000000000' })).status).toBe(412);
    const seen = (await overview(hub, target)).drafts?.digest;
    expect(changeOf(await copy({ over: 'all', seen })).changed).toBe(1);
    await publishAll(hub, target);
    expect(await publishedOf(person)).toEqual([`${MONDAY} Early`, `${into} Early`, '2027-03-09 Late']);
  });

  it('is cleared of drafts, or of everything', async () => {
    await openTeam(hub, 'cleared');
    const [person] = await addTeam(hub, 'cleared', 1);
    if (!person) throw new Error('a person');
    const scope = { ...WEEK, team: 'cleared' };
    await edited(hub, [{ employee: person.id, date: MONDAY, shifts: [early.id] }], { publish: true });
    await edited(hub, [{ employee: person.id, date: day(1), shifts: [late.id] }]);
    const clear = async (what: string) =>
      ask(hub, 'POST', `/sites/${SITE}/schedule/clear`, {
        body: { ...scope, what, seen: (await overview(hub, scope)).drafts?.digest },
        as: HR,
      });
    expect(changeOf(await clear('drafts'))).toMatchObject({ changed: 1, drafts: { cells: 0 } });
    expect(changeOf(await clear('everything'))).toMatchObject({ changed: 1, drafts: { cells: 1 } });
    expect(await publishAll(hub, scope)).toMatchObject({ assigned: 0, released: 1 });
    expect(await publishedOf(person)).toEqual([]);
  });

  it('is asked for on few days, in order', async () => {
    const status = async (from: string, to: string) =>
      (await ask(hub, 'GET', `/sites/${SITE}/schedule?from=${from}&to=${to}`, { as: HR })).status;
    expect(await status('2027-03-01', '2027-04-11')).toBe(200);
    expect(await status('2027-03-01', '2027-04-12')).toBe(400);
    expect(await status('2027-03-02', '2027-03-01')).toBe(400);
    expect((await ask(hub, 'GET', `/sites/elsewhere/schedule?from=${MONDAY}&to=${MONDAY}`)).status).toBe(404);
  });
});

async function scheduleOf(person: TestPerson): Promise<PersonSchedule> {
  const { body } = await hub.get(`/api/v1/employees/${person.id}/schedule?from=${WEEK.from}&to=${WEEK.to}`);
  return z.object({ data: PersonSchedule }).parse(body).data;
}

async function tagOn(person: TestPerson, date: string): Promise<string> {
  const row = await rowOf(hub, person, HR, { from: date, to: date });
  return row.cells[0]?.tag ?? EMPTY_CELL;
}
