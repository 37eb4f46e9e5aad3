import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApproveAnswer, PayPeriodView, PeriodPerson, PeriodProof, PeriodSheet } from '@tapclock/contracts';
import { dateIn, GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from './periods-app.ts';

const FIRST = monthsAgo(1);
const OFFICE = 'office';
const period = (group: string) => `/${SITE}/${group}/${FIRST}`;

let hub: PeriodsApp;
let ada: string;
let bob: string;

beforeAll(async () => {
  hub = await openPeriodsApp();
  ada = await hub.hire('1001');
  bob = await hub.hire('1002', { givenName: 'Bob' });
  await hub.assign(dateIn(FIRST, 8));
  await hub.assign(dateIn(FIRST, 15), { name: OFFICE }, bob);
  await hub.work(ada, FIRST, [10]);
  await hub.work(bob, FIRST, [10, 20]);
  await hub.settle();
});
afterAll(async () => {
  await hub.stop();
});

const datesOf = async (group: string, employee: string) =>
  (await hub.get(`${period(group)}/people/${employee}`, PeriodSheet)).sheet.days.map(({ date }) => date);

describe('somebody who changes groups within a period', () => {
  it('is paid by each group for its own dates', async () => {
    const shop = await hub.list(`${period(GROUP)}/people`, PeriodPerson);
    expect(shop.map(({ number, codes }) => [number, codes[0]?.seconds])).toEqual([
      ['1001', 28_800],
      ['1002', 28_800],
    ]);
    expect((await hub.list(`${period(OFFICE)}/people`, PeriodPerson)).map(({ number }) => number)).toEqual([
      '1002',
    ]);
    expect(await datesOf(GROUP, bob)).toEqual([dateIn(FIRST, 10)]);
    expect(await datesOf(OFFICE, bob)).toEqual([dateIn(FIRST, 20)]);
  });

  it('R5: has a locked sheet of each, which is rebuilt alone', async () => {
    for (const group of [GROUP, OFFICE]) {
      await hub.post(`${period(group)}/approvals`, { everybody: true }, ApproveAnswer);
      await hub.post(`${period(group)}/lock`, {}, PayPeriodView);
      const { people, identical } = await hub.post(`${period(group)}/proof`, {}, PeriodProof);
      expect(identical).toBe(people);
    }
    expect(await datesOf(GROUP, bob)).toEqual([dateIn(FIRST, 10)]);
    expect(await datesOf(OFFICE, bob)).toEqual([dateIn(FIRST, 20)]);
  });
});

describe('punches on a date without a policy', () => {
  const MONTH = monthsAgo(2);
  const LATE_COMERS = `/${SITE}/late-comers/${MONTH}`;
  const blockersOf = async (path: string) => {
    const shown = await hub.list(`${path}/people?state=blocked`, PeriodPerson);
    return shown.map(({ number, blockers }) => [number, ...blockers.map(({ code, date }) => [code, date])]);
  };
  let cyd: string;
  let punches: string[];

  beforeAll(async () => {
    cyd = await hub.hire('1003', { givenName: 'Cyd' });
    await hub.assign(dateIn(MONTH, 8), { name: 'late-comers' }, cyd);
    punches = await hub.punch(cyd, dateIn(MONTH, 3), 'in 06:00', 'out 14:00');
    await hub.work(cyd, MONTH, [10]);
    await hub.settle();
  });

  it('block, because nothing pays them', async () => {
    expect(await blockersOf(LATE_COMERS)).toEqual([['1003', ['NO_POLICY', dateIn(MONTH, 3)]]]);
  });

  it('block no more once they are voided', async () => {
    for (const punch of punches)
      await hub.correct('Mia Wagner', { kind: 'void', punch, reason: 'badge of somebody else' });
    await hub.settle();
    expect(await blockersOf(LATE_COMERS)).toEqual([]);
  });

  it('block when a correction added or moved them there', async () => {
    const add = (day: number, action: 'clock-in' | 'clock-out', time: string) =>
      hub.correct('Mia Wagner', {
        kind: 'add',
        employee: cyd,
        action,
        when: { date: dateIn(MONTH, day), time },
        reason: 'badge forgotten',
      });
    await add(4, 'clock-in', '06:00');
    const moved = await add(5, 'clock-in', '06:00');
    await hub.correct('Mia Wagner', {
      kind: 'move',
      punch: moved,
      when: { date: dateIn(MONTH, 6), time: '06:00' },
      reason: 'it was the next day',
    });
    await hub.settle();
    expect(await blockersOf(LATE_COMERS)).toEqual([
      ['1003', ['NO_POLICY', dateIn(MONTH, 4)], ['NO_POLICY', dateIn(MONTH, 6)]],
    ]);
  });

  it('of somebody under no policy at all block every group of the site, though they have left since', async () => {
    const dan = await hub.hire('1004', { givenName: 'Dan' });
    await hub.punch(dan, dateIn(MONTH, 12), 'in 06:00', 'out 14:00');
    await hub.database.primary.query('update employee set active = false where id = $1', [dan]);
    await hub.settle();
    const expected = ['1004', ['NO_POLICY', dateIn(MONTH, 12)]];
    expect(await blockersOf(LATE_COMERS)).toContainEqual(expected);
    expect(await blockersOf(period(GROUP))).toEqual([]);
    await hub.assign(MONTH, { name: 'others' }, dan);
    await hub.settle();
    expect(await blockersOf(LATE_COMERS)).not.toContainEqual(expected);
  });
});
