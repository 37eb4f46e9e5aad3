import type { Right, Role } from '@tapclock/contracts';

/** About oneself. */
const WORKER = [
  'timesheets.read',
  'punches.read',
  'leave.read',
  'calendar.read',
  'corrections.read',
  'schedule.read',
  'schedule.subscribe',
  'requests.write',
  'statements.write',
  'timesheets.attest',
  'time.write',
  'tasks.read',
] as const;

const SUPERVISOR = [
  ...WORKER,
  'sites.read',
  'people.read',
  'board.read',
  'terminals.read',
  'corrections.write',
  'leave.write',
  'policies.read',
  'periods.read',
  'periods.approve',
  'schedule.write',
  'requests.decide',
  'exceptions.read',
  'exceptions.settle',
  'tasks.write',
] as const;

const HR = [
  ...SUPERVISOR,
  'people.write',
  'people.erase',
  'badges.write',
  'calendar.write',
  'policies.write',
  'fairness.read',
  'periods.lock',
  'periods.unlock',
  'exports.read',
  'exports.write',
  'mappings.read',
  'mappings.write',
  'audit.read',
  'shifts.write',
] as const;

const ADMIN = [
  ...HR,
  'sites.write',
  'terminals.write',
  'quarantine.read',
  'accounts.read',
  'accounts.write',
  'api-keys.read',
  'api-keys.write',
  'metrics.read',
  'webhooks.read',
  'webhooks.write',
] as const;

/** What each role may do; whose data it may do it with is its reach. Deny by default: what is not here nobody may. */
export const ROLE_RIGHTS: Readonly<Record<Role, ReadonlySet<Right>>> = {
  worker: new Set(WORKER),
  supervisor: new Set(SUPERVISOR),
  hr: new Set(HR),
  admin: new Set(ADMIN),
};

/** What an API key can never be given: a machine lets nobody else in, erases nobody, says nothing in a worker's name, and sends no data elsewhere. */
export const NOT_FOR_KEYS: ReadonlySet<Right> = new Set([
  'accounts.read',
  'accounts.write',
  'api-keys.read',
  'api-keys.write',
  'people.erase',
  'periods.unlock',
  'timesheets.attest',
  'statements.write',
  'schedule.subscribe',
  'time.write',
  'webhooks.write',
]);
