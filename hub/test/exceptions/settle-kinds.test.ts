import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExceptionDetail, FixKind, SettleRequest } from '@tapclock/contracts';
import type { TestPerson } from '../kit/running-hub.ts';
import { at, dateIn, ExceptionsCompany, wallIn } from './kit.ts';
import { BOSS, Desk, explained, theOne, whyNot } from './settle-kit.ts';

const DAY = dateIn(-3);

let company: ExceptionsCompany;
let desk: Desk;

beforeAll(async () => {
  company = await ExceptionsCompany.open({
    dailyRestMin: 660,
    dayLimits: [{ overMin: 600, code: 'DAY_OVER_10H' }],
    statutoryBreak: { mode: 'flag', partMin: 15, inARowMaxMin: 360, tiers: [{ overMin: 360, breakMin: 30 }] },
  });
  desk = new Desk(company);
});
afterAll(async () => {
  await company.close();
});

/** Reads the exception with this code of a person, and settles it by its first fix or the one that is named. */
async function settled(
  person: TestPerson,
  code: string,
  more: Partial<SettleRequest> = {},
): Promise<{ first: FixKind | undefined; now: ExceptionDetail }> {
  const before = await desk.detail((await theOne(company, person, code)).id);
  const first = before.fixes[0]?.fix;
  if (first === undefined) throw new Error('no fix');
  const { data, error } = await desk.settle(before, { fix: first, ...more });
  if (!data) throw new Error(JSON.stringify(error));
  return { first, now: data };
}

describe('a missing clock-out', () => {
  it('is settled as planned; the hours are paid and keep the reason, and it does not come back', async () => {
    const person = await company.person();
    await company.plan(person, DAY, '06:00', '14:00');
    await company.day(person, DAY, '05:58 clock-in');
    const open = await theOne(company, person, 'MISSING_OUT');
    const before = await desk.detail(open.id);
    expect(before.fixes.map(({ fix }) => fix)).toEqual(['correct-to-schedule', 'correct', 'accept']);
    expect(before.fixes[0]?.label).toBe('Clock out at 14:00, as planned');
    expect((await desk.detail(open.id, { 'accept-language': 'de' })).fixes[0]?.label).toBe(
      'Gehen um 14:00, wie geplant',
    );
    const { data } = await desk.settle(before, { fix: 'correct-to-schedule', reason: 'seen at the gate' });
    expect(data).toMatchObject({
      state: 'settled',
      settled: { by: BOSS.name, fix: 'correct-to-schedule', reason: 'seen at the gate' },
      fixes: [],
      becomesDelta: false,
    });
    expect(data?.history.map(({ what }) => what)).toEqual(['noticed', 'settled']);
    expect(data?.history.at(-1)?.corrections).toHaveLength(1);
    await company.noticed();
    expect(await company.codes(person)).not.toContain('MISSING_OUT');
    expect((await desk.detail(open.id)).state).toBe('settled');
    const hours = await explained(company, person, DAY);
    expect(hours.paidHours).toBe('8.03');
    expect(hours.reasons).toEqual([`${BOSS.name}: Clock out was not tapped: as planned; seen at the gate`]);
  });

  it('is settled as the team did where nothing was planned', async () => {
    const area = { area: 'logistics' };
    for (const [came, left] of [
      ['06:01', '14:02'],
      ['06:02', '14:05'],
      ['05:50', '14:10'],
    ])
      await company.day(await company.person(area), DAY, `${came} clock-in`, `${left} clock-out`);
    const person = await company.person(area);
    await company.day(person, DAY, '06:05 clock-in');
    const { first } = await settled(person, 'MISSING_OUT');
    expect(first).toBe('correct-to-team');
    const { paidHours, reasons } = await explained(company, person, DAY);
    expect(paidHours).toBe('8.00');
    expect(reasons).toEqual([`${BOSS.name}: Clock out was not tapped: as 3 colleagues did`]);
  });

  it('is left as it is only for a reason, and nothing is paid then', async () => {
    const person = await company.person();
    await company.day(person, DAY, '05:58 clock-in');
    const open = await theOne(company, person, 'MISSING_OUT');
    expect(whyNot(await desk.settle(open, { fix: 'accept' }))).toEqual([400, 'REASON_NEEDED']);
    const { data } = await desk.settle(open, { fix: 'accept', reason: 'left at once' });
    expect(data?.state).toBe('settled');
    await company.noticed();
    expect((await desk.detail(open.id)).state).toBe('settled');
    expect((await explained(company, person, DAY)).paidHours).toBe('0.00');
  });

  it('is not settled by a correction that leaves it in the hours', async () => {
    const person = await company.person();
    await company.day(person, DAY, '05:58 clock-in');
    const open = await theOne(company, person, 'MISSING_OUT');
    const elsewhere = {
      kind: 'add' as const,
      employee: person.id,
      action: 'clock-out' as const,
      when: { at: at(DAY, '05:00') },
      reason: 'guess',
    };
    expect(whyNot(await desk.settle(open, { fix: 'correct', corrections: [elsewhere] }))).toEqual([
      409,
      'FINDING_REMAINS',
    ]);
    expect((await explained(company, person, DAY)).reasons).toEqual([]);
    const right = { ...elsewhere, when: { at: at(DAY, '13:58') } };
    const { data } = await desk.settle(open, { fix: 'correct', corrections: [right] });
    expect(data?.state).toBe('settled');
    expect((await explained(company, person, DAY)).paidHours).toBe('8.00');
  });
});

it('a missing clock-in is settled as planned', async () => {
  const person = await company.person();
  await company.plan(person, DAY, '06:00', '14:00');
  await company.day(person, DAY, '14:00 clock-out');
  const { first } = await settled(person, 'MISSING_IN');
  expect(first).toBe('correct-to-schedule');
  expect((await explained(company, person, DAY)).paidHours).toBe('8.00');
  await company.noticed();
  expect(await company.codes(person)).not.toContain('MISSING_IN');
});

it('a break that was begun twice ends as planned', async () => {
  const person = await company.person();
  await company.plan(person, DAY, '06:00', '14:00', 30);
  await company.day(
    person,
    DAY,
    ...['06:00 clock-in', '09:00 break-start', '11:00 break-start', '11:15 break-end', '14:00 clock-out'],
  );
  const { first } = await settled(person, 'MISSING_PAUSE_END');
  expect(first).toBe('correct-to-schedule');
  expect((await explained(company, person, DAY)).findings).not.toContain('MISSING_PAUSE_END');
});

it('the end of a break that nobody began gets a beginning as planned', async () => {
  const person = await company.person();
  await company.plan(person, DAY, '06:00', '14:00', 30);
  await company.day(person, DAY, '06:00 clock-in', '09:30 break-end', '14:00 clock-out');
  const { first } = await settled(person, 'MISSING_PAUSE_START');
  expect(first).toBe('correct-to-schedule');
  expect((await explained(company, person, DAY)).findings).not.toContain('MISSING_PAUSE_START');
});

it('a stay that the policy ended ends as planned', async () => {
  const person = await company.person();
  await company.policy({ autoClose: { toleranceMin: 30 } }, [person.id]);
  await company.plan(person, DAY, '06:00', '14:00');
  await company.day(person, DAY, '06:00 clock-in');
  const { first } = await settled(person, 'AUTO_CLOSED');
  expect(first).toBe('correct-to-schedule');
  const { paidHours, findings } = await explained(company, person, DAY);
  expect([paidHours, findings]).toEqual(['8.00', expect.not.arrayContaining(['AUTO_CLOSED'])]);
});

describe('attendance', () => {
  it('late counts as it was; moved to the plan it needs a reason', async () => {
    const person = await company.person();
    await company.plan(person, DAY, '06:00', '14:00');
    await company.day(person, DAY, '06:20 clock-in', '14:00 clock-out');
    const open = await theOne(company, person, 'LATE');
    expect((await desk.detail(open.id)).fixes[0]?.fix).toBe('accept');
    expect(whyNot(await desk.settle(open, { fix: 'correct-to-schedule' }))).toEqual([400, 'REASON_NEEDED']);
    const { data } = await desk.settle(open, { fix: 'correct-to-schedule', reason: 'the gate was shut' });
    expect(data?.state).toBe('settled');
    expect((await explained(company, person, DAY)).paidHours).toBe('8.00');
  });

  it('early is accepted as it was', async () => {
    const person = await company.person();
    await company.plan(person, DAY, '06:00', '14:00');
    await company.day(person, DAY, '06:00 clock-in', '13:00 clock-out');
    expect((await settled(person, 'EARLY')).first).toBe('accept');
    await company.noticed();
    expect(await company.codes(person)).not.toContain('EARLY');
    expect((await explained(company, person, DAY)).findings).toContain('EARLY');
  });

  it('nobody who came was on leave: it is recorded, and paid', async () => {
    const person = await company.person();
    await company.plan(person, DAY, '06:00', '14:00');
    const open = await theOne(company, person, 'NO_SHOW');
    expect((await desk.detail(open.id)).fixes[0]?.fix).toBe('record-leave');
    const leave = { kind: 'sick' as const, minutes: 480, code: 'SICK' };
    const { data } = await desk.settle(open, { fix: 'record-leave', leave });
    expect(data?.state).toBe('settled');
    expect((await explained(company, person, DAY)).findings).not.toContain('NO_SHOW');
  });
});

it('the first fix of a no-show gives leave for as long as was planned', async () => {
  const person = await company.person();
  await company.plan(person, DAY, '06:00', '14:00', 30);
  const open = await theOne(company, person, 'NO_SHOW');
  const leave = { kind: 'annual', minutes: 450, code: 'LEAVE' };
  const [first] = (await desk.detail(open.id)).fixes;
  expect(first).toMatchObject({ fix: 'record-leave', needsReason: false, leave });
  const { data } = await desk.settle(open, { fix: 'record-leave' });
  expect(data?.state).toBe('settled');
  const given = await company.hub.database.primary.query(
    'select kind, seconds / 60 as minutes, code from leave_day where employee_id = $1 and date = $2',
    [person.id, DAY],
  );
  expect(given).toEqual([leave]);
});

it('who is planned and not here was off: leave is recorded, and no NO_SHOW follows', async () => {
  const person = await company.person();
  const [from, to] = [wallIn(-30), wallIn(90)];
  await company.plan(person, from.date, from.time, to.time);
  const [noticed] = await company.soon(`employee=${person.id}&code=not-here`, some => some.length > 0);
  if (!noticed) throw new Error('nobody is missed');
  const open = await desk.detail(noticed.id);
  expect(open.fixes.map(({ fix }) => fix)).toEqual(['record-leave', 'accept', 'correct']);
  const { data } = await desk.settle(open, { fix: 'record-leave' });
  expect(data?.state).toBe('settled');
  expect((await explained(company, person, from.date)).findings).not.toContain('NO_SHOW');
});

it('a break that was begun twice ends as those of the colleagues did where nothing was planned', async () => {
  const area = { area: 'assembly' };
  for (const ended of ['09:20', '09:22', '09:25'])
    await company.day(
      await company.person(area),
      DAY,
      ...['06:00 clock-in', '09:00 break-start', `${ended} break-end`, '14:00 clock-out'],
    );
  const person = await company.person(area);
  await company.day(
    person,
    DAY,
    ...['06:00 clock-in', '09:00 break-start', '09:50 break-start', '10:05 break-end', '14:00 clock-out'],
  );
  const { first } = await settled(person, 'MISSING_PAUSE_END');
  expect(first).toBe('correct-to-team');
  expect((await explained(company, person, DAY)).findings).not.toContain('MISSING_PAUSE_END');
});

describe('what law and policy limit', () => {
  it('is accepted with a reason: a day that was too long, a break that was not taken, a rest too short', async () => {
    const person = await company.person();
    await company.day(person, DAY, '06:00 clock-in', '17:30 clock-out');
    await company.day(person, dateIn(-2), '03:00 clock-in', '08:00 clock-out');
    for (const code of ['DAY_OVER_10H', 'BREAK_NOT_TAKEN', 'REST_SHORT']) {
      const open = await theOne(company, person, code);
      expect(whyNot(await desk.settle(open, { fix: 'accept' }))).toEqual([400, 'REASON_NEEDED']);
      const { data } = await desk.settle(open, { fix: 'accept', reason: 'the press had to be emptied' });
      expect([code, data?.state]).toEqual([code, 'settled']);
    }
    await company.noticed();
    expect(await company.codes(person)).not.toContain('DAY_OVER_10H');
  });
});

describe('what is about badges and terminals', () => {
  it('an unknown badge becomes a punch of a person', async () => {
    const admin = new Desk(company, {});
    const person = await company.person();
    await company.punch({ credential: 'c'.repeat(64) }, 'auto', at(DAY, '06:00'));
    await company.day(person, DAY, '14:00 clock-out');
    await company.noticed();
    const [open] = await company.inbox('code=unknown-badge');
    if (!open) throw new Error('no unknown badge');
    expect((await admin.detail(open.id)).fixes.map(({ fix }) => fix)).toEqual([
      'correct',
      'accept',
      'ignore',
    ]);
    expect(whyNot(await admin.settle(open, { fix: 'correct' }))).toEqual([400, 'CORRECTIONS_NEEDED']);
    const came = {
      kind: 'add' as const,
      employee: person.id,
      action: 'clock-in' as const,
      when: { at: at(DAY, '06:00') },
      reason: 'a badge of the office was lent',
    };
    const { data } = await admin.settle(open, { fix: 'correct', corrections: [came] });
    expect(data?.state).toBe('settled');
    expect((await explained(company, person, DAY)).paidHours).toBe('8.00');
  });

  it('who came without a plan is accepted', async () => {
    await company.plan(await company.person(), DAY, '06:00', '14:00');
    const person = await company.person();
    await company.day(person, DAY, '06:00 clock-in', '10:00 clock-out');
    expect((await settled(person, 'unscheduled')).first).toBe('accept');
  });

  it('a fix that is not offered is refused with those that are', async () => {
    const person = await company.person();
    await company.day(person, DAY, '06:00 clock-in', '10:00 clock-out');
    const open = await theOne(company, person, 'unscheduled');
    const refused = await desk.settle(open, { fix: 'correct-to-schedule' });
    expect(refused).toMatchObject({
      status: 409,
      error: { details: [{ code: 'FIX_NOT_READY', ready: ['accept', 'correct'] }] },
    });
  });
});
