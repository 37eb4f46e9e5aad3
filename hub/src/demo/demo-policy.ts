import type { NewPolicy } from '@tapclock/contracts';
import type { EventLog } from '../event-log/index.ts';
import type { Database } from '../platform/database/database.ts';
import { EVERYBODY } from '../platform/http/access/reach-lists.ts';
import { openPolicies } from '../timesheets/index.ts';
import { DEMO_SITE } from './factory.ts';

/** A Monday and the first of a pay period, before anything the demo plays. */
const VALID_FROM = '2026-06-01';
const MADE_BY = 'Demo';

/** German rules, clocked times rounded to five minutes, paid by the month: hours that have something to explain. */
const DEMO_POLICY: NewPolicy = {
  name: 'werk-nord',
  reason: 'the demo factory',
  preset: 'de-arbzg',
  overrides: {
    rounding: [{ unitMin: 5, mode: 'nearest', scope: 'both' }],
    payPeriod: { kind: 'monthly', startDay: 1, payDay: 28 },
  },
};

/** Gives the demo factory its policy, unless it has one: what somebody has chosen since stays. */
export async function ensureDemoPolicy(database: Database, events: EventLog): Promise<void> {
  const { policies, assignments } = openPolicies(database, events);
  const { total } = await assignments.list({ site: DEMO_SITE.id, page: 1, per_page: 1 }, EVERYBODY);
  if (total > 0) return;
  const { policy } = await policies.create(DEMO_POLICY, MADE_BY);
  const { name, version } = policy;
  await assignments.assign(
    {
      scope: { site: DEMO_SITE.id },
      policy: { name, version },
      validFrom: VALID_FROM,
      reason: DEMO_POLICY.reason,
    },
    MADE_BY,
  );
}
