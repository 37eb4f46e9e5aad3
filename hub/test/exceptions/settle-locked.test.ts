import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApproveAnswer, apiSuccess, PayPeriodView, PeriodDeltas } from '@tapclock/contracts';
import { send } from '../kit/api-client.ts';
import { SITE } from '../kit/running-hub.ts';
import { dateIn, ExceptionsCompany } from './kit.ts';
import { Desk, theOne } from './settle-kit.ts';

/** First dates of this month and of the one before: a period that is over whenever the suite runs. */
const THIS = `${dateIn(0).slice(0, 8)}01`;
const LAST = new Date(Date.UTC(Number(THIS.slice(0, 4)), Number(THIS.slice(5, 7)) - 2, 1))
  .toISOString()
  .slice(0, 10);
const DAY = `${LAST.slice(0, 8)}20`;

let company: ExceptionsCompany;

beforeAll(async () => {
  company = await ExceptionsCompany.open({ payPeriod: { kind: 'monthly', startDay: 1, payDay: 10 } });
});
afterAll(async () => {
  await company.close();
});

async function post(path: string, body: unknown) {
  const answer = await send(company.hub, 'POST', path, { body, actor: 'Hanna HR' });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

it('what is settled in a locked period says that it is paid as a delta in the next, and is', async () => {
  const desk = new Desk(company);
  const person = await company.person();
  await company.plan(person, DAY, '06:00', '14:00');
  await company.day(person, DAY, '06:20 clock-in', '14:00 clock-out');
  const open = await theOne(company, person, 'LATE');
  expect((await desk.detail(open.id)).becomesDelta).toBe(false);
  const [group] = await company.hub.database.primary.query<{ name: string }>('select name from policy');
  const period = (from: string) => `/pay-periods/${SITE}/${group?.name}/${from}`;
  ApproveAnswer.parse(
    apiSuccess(ApproveAnswer).parse(await post(`${period(LAST)}/approvals`, { everybody: true })).data,
  );
  const locked = apiSuccess(PayPeriodView).parse(await post(`${period(LAST)}/lock`, {})).data;
  expect(locked.state).toBe('locked');
  expect((await desk.detail(open.id)).becomesDelta).toBe(true);
  const { data } = await desk.settle(open, { fix: 'correct-to-schedule', reason: 'the gate was shut' });
  expect(data).toMatchObject({ state: 'settled', becomesDelta: true });
  await company.noticed();
  const { body } = await company.hub.get(`/api/v1${period(THIS)}/deltas`);
  expect(apiSuccess(PeriodDeltas).parse(body).data).toMatchObject({ people: 1, shown: [{ seconds: 1_200 }] });
});
