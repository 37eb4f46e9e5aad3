import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApproveAnswer, PayPeriodView, PeriodDeltas, PeriodProof } from '@tapclock/contracts';
import { LockedSheets } from '../../src/payroll/index.ts';
import { readInputs } from '../../src/payroll/periods/packed-sheet.ts';
import { BirthDatesService } from '../../src/people/employees/birth-dates.service.ts';
import { PeopleDeskModule } from '../../src/people/index.ts';
import { dateIn, GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from './periods-app.ts';

const [FIRST, SECOND, THIRD] = [monthsAgo(3), monthsAgo(2), monthsAgo(1)];
const YEAR = Number(FIRST.slice(0, 4));
/** 16 in all three months, and of age in all of them. */
const YOUNG = `${YEAR - 17}-12-31`;
const GROWN = `${YEAR - 40}-01-01`;
const period = (from: string) => `/${SITE}/${GROUP}/${from}`;

let hub: PeriodsApp;
let ada: string;
let bob: string;

beforeAll(async () => {
  hub = await openPeriodsApp([PeopleDeskModule]);
  await hub.assign(monthsAgo(4), { minors: [{ underAge: 18, dayMaxMin: 480 }] });
  ada = await hub.hire('1001');
  bob = await hub.hire('1002', { givenName: 'Bob' });
  // In the middle of the month: days before the first open one are derived with it, because a stay may have begun on them.
  for (const from of [FIRST, SECOND, THIRD])
    for (const person of [ada, bob]) await hub.work(person, from, [12], 9);
  await hub.settle();
  await lock(FIRST);
});
afterAll(async () => {
  await hub.stop();
});

async function lock(from: string): Promise<void> {
  await hub.post(`${period(from)}/approvals`, { everybody: true }, ApproveAnswer);
  const { digest } = await hub.get(`${period(from)}/deltas`, PeriodDeltas);
  await hub.post(`${period(from)}/lock`, { deltas: digest }, PayPeriodView);
}

async function bear(employee: string, bornOn: string | null): Promise<void> {
  const dates = hub.part(BirthDatesService);
  const { version } = await dates.find(employee);
  await dates.write(employee, version, bornOn);
  await hub.settle();
}

const proof = (from: string) => hub.post(`${period(from)}/proof`, {}, PeriodProof);

/** Months of whose twelfth something about young people is found. */
async function minorIn(employee: string): Promise<string[]> {
  const rows = await hub.database.primary.query<{ date: string }>(
    `select date from day_record where employee_id = $1 and findings::text like '%MINOR_DAY_LIMIT%' order by date`,
    [employee],
  );
  return rows.map(({ date }) => date);
}

/** The kept inputs of a person in the lock of a period, as they say whom they are about. */
async function bornInLock(from: string, employee: string) {
  const { lock: id } = await proof(from);
  for await (const sheet of hub.part(LockedSheets).stream(id))
    if (sheet.person.employee === employee)
      return readInputs(sheet.inputs).cases.map(({ person }) => person?.bornOn);
  throw new Error('everybody has a sheet');
}

/** Runs in order: a period is locked after the one before it. */
describe('a date of birth', () => {
  it('makes days due from the first that is not locked on, and the lock from before proves byte for byte', async () => {
    await bear(ada, YOUNG);
    expect(await minorIn(ada)).toEqual([dateIn(SECOND, 12), dateIn(THIRD, 12)]);
    expect(await proof(FIRST)).toMatchObject({ people: 2, identical: 2, differences: [] });
    const { total } = await hub.get(`${period(SECOND)}/deltas`, PeriodDeltas);
    expect(total).toBe(0);
    const events = await hub.database.primary.query(
      `select payload from event_log where kind = 'policy.changed' and key = $1`,
      [ada],
    );
    expect(events).toEqual([{ payload: { employees: [ada], from: SECOND } }]);
  });

  it('is kept with the sheets that followed from it, of nobody else, and proves them whatever becomes of it', async () => {
    await bear(bob, GROWN);
    await lock(SECOND);
    expect(await bornInLock(SECOND, ada)).toEqual([YOUNG]);
    expect(await bornInLock(SECOND, bob)).toEqual([undefined]);
    expect(await bornInLock(FIRST, ada)).toEqual([undefined]);
    for (const bornOn of [GROWN, null, YOUNG]) {
      await bear(ada, bornOn);
      expect([bornOn, await proof(SECOND)]).toMatchObject([bornOn, { identical: 2, differences: [] }]);
    }
    expect(await proof(FIRST)).toMatchObject({ identical: 2 });
  });

  it('that is another one, or none, changes the days that are open', async () => {
    await bear(ada, GROWN);
    expect(await minorIn(ada)).toEqual([dateIn(SECOND, 12)]);
    await bear(ada, YOUNG);
    expect(await minorIn(ada)).toEqual([dateIn(SECOND, 12), dateIn(THIRD, 12)]);
    await bear(ada, null);
    expect(await minorIn(ada)).toEqual([dateIn(SECOND, 12)]);
  });
});
