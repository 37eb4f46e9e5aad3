import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ApiError,
  ApproveAnswer,
  apiPage,
  apiSuccess,
  PayPeriodView,
  PeriodDecision,
  PeriodPerson,
} from '@tapclock/contracts';
import * as z from 'zod/mini';
import type { Asker } from '../kit/askers.ts';
import { GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from '../payroll/periods-app.ts';

/** Whose hours of a pay period somebody sees and approves. */
const FIRST = monthsAgo(2);
const PERIOD = `/${SITE}/${GROUP}/${FIRST}`;
const hr: Asker = { name: 'Hana', role: 'hr' };
let hub: PeriodsApp;
/** Two of the team early, one of the team late, and the supervisor of early, who is in no team. */
let ada: string;
let bob: string;
let eve: string;
let sam: string;
let supervisor: Asker;

beforeAll(async () => {
  hub = await openPeriodsApp();
  await hub.database.primary.query(`insert into team (site_id, id, name) values ($1, 'late', 'Late')`, [
    SITE,
  ]);
  await hub.assign(monthsAgo(4));
  ada = await hub.hire('1001', { team: 'early' });
  bob = await hub.hire('1002', { team: 'early' });
  eve = await hub.hire('1003', { team: 'late' });
  sam = await hub.hire('1004');
  for (const employee of [ada, bob, eve, sam]) await hub.work(employee, FIRST, [2, 3]);
  await hub.settle();
  supervisor = { name: 'Sam', role: 'supervisor', employee: sam, teams: [{ site: SITE, team: 'early' }] };
}, 60_000);
afterAll(() => hub.stop());

async function got<T extends z.ZodMiniType>(path: string, as: Asker, schema: T): Promise<z.output<T>> {
  const { status, body } = await hub.ask('GET', path, undefined, as);
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
  return schema.parse(body);
}

const peopleOf = async (as: Asker) => {
  const { data, pagination } = await got(`${PERIOD}/people`, as, apiPage(PeriodPerson));
  expect(pagination.total).toBe(data.length);
  return data.map(({ employee }) => employee);
};
const approve = async (whom: object, as: Asker, path = 'approvals') => {
  const { status, body } = await hub.ask('POST', `${PERIOD}/${path}`, whom, as);
  return status === 200
    ? apiSuccess(ApproveAnswer).parse(body).data
    : { status, code: ApiError.parse(body).error.code };
};

describe('a pay period', () => {
  it('shows a supervisor the people of their teams and themselves, and counts these', async () => {
    expect(await peopleOf(supervisor)).toEqual([ada, bob, sam]);
    expect(await peopleOf(hr)).toEqual([ada, bob, eve, sam]);
    const countsOf = async (as: Asker) => {
      const { data } = await got(PERIOD, as, apiSuccess(PayPeriodView));
      const { data: listed } = await got(`?site=${SITE}`, as, apiPage(PayPeriodView));
      const same = listed.find(({ from, group }) => from === FIRST && group === GROUP);
      expect(same?.counts).toEqual(data.counts);
      return data.counts.people;
    };
    expect([await countsOf(supervisor), await countsOf(hr)]).toEqual([3, 4]);
  });

  it('tells what it owes for earlier ones only to whoever sees everybody', async () => {
    expect((await got(PERIOD, supervisor, apiSuccess(PayPeriodView))).data.owed).toBeNull();
    expect((await got(PERIOD, hr, apiSuccess(PayPeriodView))).data.owed).not.toBeNull();
  });

  it('shows one person’s hours to whoever may see them', async () => {
    const status = async (employee: string) =>
      (await hub.ask('GET', `${PERIOD}/people/${employee}`, undefined, supervisor)).status;
    expect([await status(ada), await status(sam), await status(eve)]).toEqual([200, 200, 403]);
  });
});

describe('approving', () => {
  const refused = { status: 403, code: 'FORBIDDEN' };

  it('is refused for somebody else’s people and for oneself, by name', async () => {
    expect(await approve({ employees: [ada, eve] }, supervisor)).toEqual(refused);
    expect(await approve({ employees: [sam] }, supervisor)).toEqual(refused);
    expect(await approve({ team: 'late' }, supervisor)).toEqual(refused);
    expect(await approve({ employees: [ada] }, { ...hr, name: 'Ada of HR', employee: ada })).toEqual(refused);
    expect(await approve({ employees: [eve], reason: 'no' }, supervisor, 'approvals/withdraw')).toEqual(
      refused,
    );
  });

  it('of everybody is of one’s teams; one’s own hours wait for somebody else', async () => {
    expect(await approve({ everybody: true }, supervisor)).toMatchObject({
      approved: [ada, bob],
      blocked: [{ employee: sam, blockers: [{ code: 'OWN_HOURS' }] }],
    });
    expect(await approve({ everybody: true }, hr)).toMatchObject({
      approved: [ada, bob, eve, sam],
      blocked: [],
    });
  });

  it('is taken back for one’s teams, and never for oneself', async () => {
    const { status, body } = await hub.ask(
      'POST',
      `${PERIOD}/approvals/withdraw`,
      { everybody: true, reason: 'look again' },
      supervisor,
    );
    expect([status, body]).toEqual([200, expect.objectContaining({ data: { withdrawn: [ada, bob] } })]);
  });

  it('is told in the history as far as it is about one’s people', async () => {
    const told = async (as: Asker) => {
      const { data } = await got(`${PERIOD}/history`, as, apiPage(PeriodDecision));
      return data.map(({ kind, by, employees }) => [kind, by, employees.toSorted()]);
    };
    expect(await told(supervisor)).toEqual([
      ['withdrawn', 'Sam', [ada, bob].toSorted()],
      ['approved', 'Hana', [sam]],
      ['approved', 'Sam', [ada, bob].toSorted()],
    ]);
    expect((await told(hr))[1]).toEqual(['approved', 'Hana', [eve, sam].toSorted()]);
  });
});

describe('a locked period', () => {
  it('shows a supervisor what was locked of their people', async () => {
    await approve({ everybody: true }, hr);
    const { status } = await hub.ask('POST', `${PERIOD}/lock`, {}, hr);
    expect(status).toBe(200);
    expect(await peopleOf(supervisor)).toEqual([ada, bob, sam]);
    expect(await peopleOf(hr)).toEqual([ada, bob, eve, sam]);
    expect((await got(PERIOD, supervisor, apiSuccess(PayPeriodView))).data.lock?.people).toBe(4);
  });

  it('is locked by nobody without the right', async () => {
    expect((await hub.ask('POST', `/${SITE}/${GROUP}/${monthsAgo(1)}/lock`, {}, supervisor)).status).toBe(
      403,
    );
  });
});
