import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExplainedTimesheet, ExportView } from '@tapclock/contracts';
import { verifyBundle } from '../../src/evidence/index.ts';
import { EXPORT_FORMATS } from '../../src/payroll/index.ts';
import { SheetUpkeep, ZoneClocks } from '../../src/timesheets/index.ts';
import { inChunks } from '../kit/bundle-kit.ts';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { dateIn, monthsAgo } from '../payroll/periods-app.ts';
import { addWorker, ask, type Clocker, clockedAt, dataOf, openWebClock } from './kit.ts';

const GROUP = 'shop';
/** The month before the last: over whenever the suite runs. */
const FIRST = monthsAgo(2);
const DATE = dateIn(FIRST, 3);
const PERIOD = `pay-periods/${SITE}/${GROUP}/${FIRST}`;

let hub: RunningTestHub;
let ada: Clocker;

beforeAll(async () => {
  hub = await runHub();
  await openWebClock(hub, { location: 'allowed' });
  ada = await addWorker(hub);
  const policy = { payPeriod: { kind: 'monthly', startDay: 1, payDay: 10 } };
  await post('policies', { name: GROUP, reason: 'test', policy });
  await post('policy-assignments', {
    ...{ scope: { site: SITE }, policy: { name: GROUP, version: 1 } },
    // A Monday before all of it.
    ...{ validFrom: '2024-01-01', reason: 'test' },
  });
});
afterAll(() => hub.stop());

async function post(path: string, body: unknown): Promise<unknown> {
  const { status, body: answer } = await ask(hub, { name: 'Mia Wagner' }, ['POST', path], body);
  if (status >= 300) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
  return (answer as { data: unknown }).data;
}

describe('a day at the web clock', () => {
  it('becomes hours, without its break', async () => {
    const location = { latitude: 52.5163, longitude: 13.3778, accuracyMetres: 7.25 };
    await clockedAt(hub, ada, [`${DATE}T06:00:00.000Z`, 'start'], { location, note: 'Übergabe – früh' });
    await clockedAt(hub, ada, [`${DATE}T09:00:00.000Z`, 'pause']);
    await clockedAt(hub, ada, [`${DATE}T09:45:00.000Z`, 'resume']);
    await clockedAt(hub, ada, [`${DATE}T14:00:00.000Z`, 'stop']);
    await hub.part(SheetUpkeep).caughtUp();
    const asked = await ask(hub, ada.asker, ['GET', `timesheets/${ada.employee}?from=${DATE}&to=${DATE}`]);
    const sheet = dataOf(asked, ExplainedTimesheet);
    expect(sheet.codes).toEqual([{ code: 'REG', kind: 'bucket', seconds: 7.25 * 3600, hours: '7.25' }]);
    expect(sheet.days[0]?.findings).toEqual([]);
  });

  it('R9: is proven by the signature of the web terminal, down to the place and the note', async () => {
    await post(`${PERIOD}/approvals`, { everybody: true });
    await post(`${PERIOD}/lock`, {});
    await post(`${PERIOD}/exports`, { format: 'generic-csv' });
    const told = await hub.database.primary.query(
      `select payload ->> 'change' as change from event_log where kind = 'period.changed' order by position`,
    );
    expect(told).toEqual([{ change: 'approved' }, { change: 'locked' }, { change: 'exported' }]);
    const list = await ask(hub, {}, ['GET', `${PERIOD}/exports`]);
    const [made] = (list.body as { data: ExportView[] }).data;
    const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/exports/${made?.id}/bundle`, {
      headers: await hub.askers.headers(),
    });
    const bundle = Buffer.from(await answer.arrayBuffer());
    const verify = (bytes: Uint8Array) =>
      verifyBundle(inChunks(bytes), { formats: EXPORT_FORMATS, keys: null, clocks: new ZoneClocks() });
    const report = await verify(bundle);
    expect(report.failures).toEqual([]);
    expect(report.counts).toMatchObject({ people: 1, batches: 4, signedPunches: 4, usedPunches: 4 });
    expect(report.keys.map(({ terminal }) => terminal)).toEqual([`web-${SITE}`]);
    const elsewhere = Buffer.from(bundle.toString().replaceAll('52.5163', '52.5164'));
    expect(elsewhere.equals(bundle)).toBe(false);
    expect((await verify(elsewhere)).follows).toBe(false);
  });
});
