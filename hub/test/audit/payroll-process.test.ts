import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApproveAnswer } from '@tapclock/contracts';
import { PayrollDesk } from '../../src/payroll/work/payroll-desk.ts';
import { actAs } from '../../src/platform/http/access/asking-context.ts';
import { GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from '../payroll/periods-app.ts';
import { MIA } from './audit-kit.ts';

/** Compiled, as a hub starts it. */
const PROGRAM = join(import.meta.dirname, '../../dist/payroll-work.js');
const FIRST = monthsAgo(1);

let hub: PeriodsApp;
let ada: string;

beforeAll(async () => {
  hub = await openPeriodsApp([], PROGRAM);
  await hub.assign(FIRST);
  ada = await hub.hire('1001');
  await hub.work(ada, FIRST, [2, 3]);
  await hub.settle();
});
afterAll(async () => {
  await hub.stop();
});

describe('what another process does for somebody', () => {
  it('is recorded in their name, with their account and their request', async () => {
    await hub.post(`/${SITE}/${GROUP}/${FIRST}/approvals`, { everybody: true }, ApproveAnswer);
    const desk = hub.part(PayrollDesk);
    const period = { site: SITE, group: GROUP, from: FIRST };
    const by = MIA.who.name;
    await actAs(MIA, () => desk.do({ kind: 'lock', period, accepted: {}, by }));
    await actAs(MIA, () => desk.do({ kind: 'export', period, order: { format: 'generic-csv' }, by }));
    const entries = await hub.database.primary.query(
      `select action, actor_id, actor_name, session_id, request_id, source, subject_id, site_id, people::text[] as people, everybody
       from audit_entry where action in ('periods.locked', 'exports.made') order by position`,
    );
    const known = {
      actor_id: MIA.who.id,
      actor_name: MIA.who.name,
      session_id: MIA.session,
      request_id: MIA.request,
      source: MIA.source,
      subject_id: `${SITE}/${GROUP}/${FIRST}`,
      site_id: SITE,
    };
    expect(entries).toEqual([
      { action: 'periods.locked', ...known, people: [ada], everybody: false },
      { action: 'exports.made', ...known, people: [], everybody: true },
    ]);
  });
});
