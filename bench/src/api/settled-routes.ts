import { LARGE_SITE, PAID_SITE } from './plan.ts';
import { each, one, plain, type Question, type World } from './question.ts';

const DAY_MS = 86_400_000;
const INBOX = '/api/v1/exceptions';
const SUMMARY = '/api/v1/exceptions/summary';
const DETAIL = '/api/v1/exceptions/{id}';

/** What the inbox is shown from. */
export const INBOX_ROUTES: readonly string[] = [INBOX, SUMMARY, DETAIL];

/** Settled work: the inbox, statements and attestations, tasks and time, who was told of what. */
export function settled(world: World): Question[] {
  return [...inbox(world), ...said(world), ...tasks(world), ...told(world)];
}

function inbox({ known, nowMs }: World): Question[] {
  const detail = (id: string): string => `/api/v1/exceptions/${id}`;
  const dates = `from=${dateOf(nowMs - 40 * DAY_MS)}&to=${dateOf(nowMs - 33 * DAY_MS)}`;
  return [
    ...each('list', INBOX, {
      '': [''],
      'per_page=100': ['per_page=100', 'per_page=100&page=15'],
      site: [`site=${LARGE_SITE}`, `site=${PAID_SITE}`],
      'site&category': [`site=${LARGE_SITE}&category=missing`, `site=${LARGE_SITE}&category=coverage`],
      code: ['code=LATE', 'code=MISSING_OUT'],
      consequence: ['consequence=2'],
      'site&team': [`site=${LARGE_SITE}&team=team-9`],
      employee: known.employees.map(id => `employee=${id}`),
      'employee, any state': known.employees.map(id => `employee=${id}&state=any`),
      terminal: ['terminal=plant-1-gate-1', 'terminal=plant-1-gate-1&state=any'],
      owner: ['owner=me', 'owner=none', ...known.owners.map(id => `owner=${id}`)],
      q: ['q=anna', 'q=mull&state=any', 'q=m'],
      'from&to': [`${dates}&state=any`],
      'site&from&to, settled': [`site=${LARGE_SITE}&${dates}&state=settled`],
      settled: ['state=settled', 'state=settled&page=90&per_page=100'],
      'any state, newest first': ['state=any&sort=-at', `state=any&sort=-at&site=${LARGE_SITE}`],
      'any state, by date': ['state=any&sort=-date'],
      'any state, as noticed': ['state=any&sort=-noticedAt', 'sort=-noticedAt'],
      'settled, code': ['state=settled&code=LATE', 'state=settled&category=rest&sort=-at'],
    }),
    ...each(
      'list',
      INBOX,
      {
        '': ['', 'per_page=100'],
        settled: ['state=settled'],
        'any state, newest first': ['state=any&sort=-at'],
        q: ['q=anna'],
        'site&team': [`site=${LARGE_SITE}&team=team-2`],
      },
      'supervisor',
    ),
    ...each('list', SUMMARY, { '': [''], site: [`site=${LARGE_SITE}`, `site=${PAID_SITE}`] }),
    ...each('list', SUMMARY, { '': [''] }, 'supervisor'),
    { ...one('list', DETAIL, known.exceptions.map(detail)), variant: 'open' },
    { ...one('list', DETAIL, known.settledExceptions.map(detail)), variant: 'settled' },
    one('list', DETAIL, known.teamExceptions.map(detail), 'supervisor'),
  ];
}

function said({ known, nowMs }: World): Question[] {
  const dates = `from=${dateOf(nowMs - 40 * DAY_MS)}&to=${dateOf(nowMs - 10 * DAY_MS)}`;
  const route = '/api/v1/statements';
  const attestations = (id: string): string => `/api/v1/employees/${id}/attestations?${dates}`;
  const questions = (id: string): string => `/api/v1/employees/${id}/questions`;
  return [
    ...each('list', route, {
      '': ['', 'page=80&per_page=100'],
      state: ['state=asked', 'state=granted', 'state=granted&page=400'],
      site: [`site=${LARGE_SITE}`, `site=${LARGE_SITE}&state=asked`],
      'site&team': [`site=${LARGE_SITE}&team=team-3`],
      employee: known.employees.map(id => `employee=${id}`),
      'from&to': [dates],
      sort: ['sort=date', 'sort=name', 'sort=-name&state=asked'],
    }),
    ...each('list', route, { '': [''], state: ['state=asked', 'state=granted'] }, 'supervisor'),
    ...each('list', route, { '': [''] }, 'worker'),
    one(
      'object',
      '/api/v1/statements/{id}',
      known.statements.map(id => `/api/v1/statements/${id}`),
    ),
    one('object', '/api/v1/employees/{employee}/questions', known.employees.map(questions)),
    one('object', '/api/v1/employees/{employee}/questions', known.worker.map(questions), 'worker'),
    one('object', '/api/v1/employees/{employee}/attestations', known.employees.map(attestations)),
    one('object', '/api/v1/employees/{employee}/attestations', known.worker.map(attestations), 'worker'),
    one('object', '/api/v1/sites/{site}/attestation', [`/api/v1/sites/${LARGE_SITE}/attestation`]),
    one('object', '/api/v1/terminals/{id}/position', ['/api/v1/terminals/plant-1-gate-1/position']),
  ];
}

function tasks({ known, nowMs }: World): Question[] {
  const route = '/api/v1/tasks';
  const dates = `from=${dateOf(nowMs - 40 * DAY_MS)}&to=${dateOf(nowMs - 10 * DAY_MS)}`;
  const due = `dueFrom=${dateOf(nowMs)}&dueTo=${dateOf(nowMs + 7 * DAY_MS)}`;
  const entries = (id: string): string => `/api/v1/time/entries?employee=${id}&${dates}`;
  return [
    ...each('list', route, {
      '': ['', 'per_page=100'],
      'deep page': ['page=200&per_page=100', 'status=all&page=450&per_page=100'],
      site: [`site=${LARGE_SITE}`],
      'site&area': [`site=${LARGE_SITE}&area=hall-3`],
      team: ['team=team-7', `site=${LARGE_SITE}&team=team-7`],
      assignee: known.assignees.map(id => `assignee=${id}`),
      tag: ['tag=rush', 'tag=line-7'],
      priority: ['priority=urgent'],
      status: ['status=done', 'status=all', 'status=archived'],
      'dueFrom&dueTo': [due, `${due}&site=${LARGE_SITE}`],
      overdue: ['overdue=true', 'overdue=false'],
      sort: ['sort=-priority', 'sort=title', 'sort=-changed', 'sort=code'],
    }),
    ...each('list', route, { '': [''], overdue: ['overdue=true'], tag: ['tag=rush'] }, 'supervisor'),
    ...each('list', route, { '': [''], sort: ['sort=-priority'] }, 'worker'),
    ...each('list', `${route}/search`, {
      q: ['q=gearbox', 'q=weld+frame', 'q=T-4711', 'q=customer+77', 'q=p'],
      'q&site': [`q=pump&site=${LARGE_SITE}`],
    }),
    ...each('list', `${route}/search`, { q: ['q=gearbox', 'q=p'] }, 'supervisor'),
    ...each('list', `${route}/search`, { q: ['q=gearbox'] }, 'worker'),
    ...each('list', `${route}/tags`, { '': [''], site: [`site=${LARGE_SITE}`] }),
    ...each('list', `${route}/unknown`, { '': [''], site: [`site=${LARGE_SITE}`] }),
    ...each('list', `${route}/unknown`, { '': [''] }, 'supervisor'),
    one(
      'object',
      `${route}/{id}`,
      known.tasks.map(id => `${route}/${id}`),
    ),
    ...each('list', `${route}/{id}/time`, {
      '': known.tasksWithTime.map(id => `${route}/${id}/time`),
      'from&to': known.tasksWithTime.map(id => `${route}/${id}/time?${dates}`),
    }),
    one('list', '/api/v1/time/entries', known.employees.map(entries)),
    one('list', '/api/v1/time/entries', known.worker.map(entries), 'worker'),
    one('object', '/api/v1/time/active', ['/api/v1/time/active'], 'worker'),
    one('object', '/api/v1/sites/{site}/web-clock', [`/api/v1/sites/${LARGE_SITE}/web-clock`]),
  ];
}

function told({ known }: World): Question[] {
  const route = '/api/v1/notifications';
  return [
    ...each('list', route, { '': ['', 'page=5'], unread: ['unread=true'] }),
    ...each('list', route, { '': [''], unread: ['unread=true'] }, 'supervisor'),
    plain('object', `${route}/unread`),
    ...each('list', `${route}/outbox`, { '': ['', 'page=200'], state: ['state=dead', 'state=waiting'] }),
    plain('object', '/api/v1/auth/me/notification-settings'),
    ...each('list', '/api/v1/webhooks', { '': ['', 'page=2'] }),
    one(
      'object',
      '/api/v1/webhooks/{webhook}',
      known.webhooks.map(id => `/api/v1/webhooks/${id}`),
    ),
    ...each('list', '/api/v1/webhooks/{webhook}/deliveries', {
      '': known.webhooks.map(id => `/api/v1/webhooks/${id}/deliveries`),
      'deep page': known.webhooks.map(id => `/api/v1/webhooks/${id}/deliveries?page=100`),
      state: known.webhooks.flatMap(id =>
        ['given-up', 'waiting'].map(state => `/api/v1/webhooks/${id}/deliveries?state=${state}`),
      ),
    }),
    one(
      'object',
      '/api/v1/webhooks/{webhook}/deliveries/{delivery}',
      known.deliveries.map(path => `/api/v1/webhooks/${path}`),
    ),
  ];
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
