import { LARGE_SITE, PAID_SITE, PAY_GROUP } from './plan.ts';
import { planned } from './planned-routes.ts';
import { each, one, plain, type Question, type World } from './question.ts';
import { settled } from './settled-routes.ts';

/** Routes that are not measured, each with its reason. */
export const NOT_MEASURED: Readonly<Record<string, string>> = {
  '/api/v1/auth/oidc/start': 'leads to an identity provider',
  '/api/v1/auth/oidc/callback': 'comes from an identity provider',
};

/** Every GET of the API with everything that it can be asked for; a route that is missing here fails the bench. */
export function questions(world: World): Question[] {
  return [
    ...people(world),
    ...facts(world),
    ...hours(world),
    ...machines(world),
    ...planned(world),
    ...settled(world),
  ];
}

const DAY_MS = 86_400_000;

function people({ known }: World): Question[] {
  const employees = known.employees.map(id => `/api/v1/employees/${id}`);
  const mine = known.teamMembers.map(id => `/api/v1/employees/${id}`);
  return [
    ...each('list', '/api/v1/employees', {
      '': [''],
      'per_page=100': ['per_page=100'],
      'deep page': ['page=400&per_page=25', 'page=90&per_page=100'],
      'sort=number': ['sort=number', 'sort=-number'],
      'sort=-name': ['sort=-name'],
      q: ['q=mull', 'q=anna', 'q=jurgen+gro', 'q=7004242', 'q=s'],
      site: [`site=${LARGE_SITE}`, `site=${LARGE_SITE}&page=40&per_page=100`],
      'site&team': [`site=${LARGE_SITE}&team=team-7`],
      'site&area&q': [`site=${LARGE_SITE}&area=hall-3&q=mar`],
      'active=all': ['active=all', 'active=all&page=300'],
      'active=false': ['active=false'],
    }),
    ...each(
      'list',
      '/api/v1/employees',
      { '': [''], q: ['q=anna', 'q=m'], 'sort=-number': ['sort=-number'] },
      'supervisor',
    ),
    one('object', '/api/v1/employees/{employee}', employees),
    one('object', '/api/v1/employees/{employee}', mine, 'supervisor'),
    one(
      'object',
      '/api/v1/employees/{employee}/badges',
      employees.map(path => `${path}/badges`),
    ),
    one(
      'object',
      '/api/v1/employees/{employee}/birth-date',
      employees.map(path => `${path}/birth-date`),
    ),
    one(
      'list',
      '/api/v1/employees/{employee}/looks',
      employees.map(path => `${path}/looks`),
    ),
    one(
      'document',
      '/api/v1/employees/{employee}/export',
      employees.map(path => `${path}/export`),
    ),
    ...each('list', '/api/v1/accounts', {
      '': ['', 'page=20'],
      q: ['q=anna', 'q=supervisor'],
      role: ['role=supervisor', 'role=worker&page=10'],
      sort: ['sort=-createdAt', 'sort=-lastLoginAt', 'sort=email'],
    }),
    one(
      'object',
      '/api/v1/accounts/{account}',
      known.accounts.map(id => `/api/v1/accounts/${id}`),
    ),
    ...each('list', '/api/v1/invitations', { '': ['', 'page=5'], q: ['q=invited4'] }),
    ...each('object', '/api/v1/api-keys', { '': ['', 'state=all&page=3'] }),
    one(
      'object',
      '/api/v1/api-keys/{key}',
      known.apiKeys.map(id => `/api/v1/api-keys/${id}`),
    ),
    ...['auth/options', 'auth/me', 'auth/sessions', 'retention'].map(path =>
      plain('object', `/api/v1/${path}`),
    ),
    plain('list', '/api/v1/imports'),
    one(
      'object',
      '/api/v1/imports/{id}',
      known.imports.map(id => `/api/v1/imports/${id}`),
    ),
    ...each('list', '/api/v1/imports/{id}/rows', {
      '': known.imports.map(id => `/api/v1/imports/${id}/rows?page=30`),
      outcome: known.imports.map(id => `/api/v1/imports/${id}/rows?outcome=error`),
    }),
    ...each('object', '/api/v1/sites', { '': ['', 'archived=true'] }),
    one('object', '/api/v1/sites/{site}', [`/api/v1/sites/${LARGE_SITE}`, `/api/v1/sites/${PAID_SITE}`]),
  ];
}

function facts({ known, nowMs }: World): Question[] {
  const at = (days: number): string => new Date(nowMs - days * DAY_MS).toISOString();
  const [person = ''] = known.employees;
  return [
    ...each('list', '/api/v1/punches', {
      '': [''],
      'deep page': ['page=90&per_page=100', 'page=50'],
      site: [`site=${LARGE_SITE}`, `site=${LARGE_SITE}&page=40&per_page=100`],
      terminal: ['terminal=plant-1-gate-3', 'terminal=plant-4-gate-1'],
      employee: known.employees.map(id => `employee=${id}`),
      'from&to, a day': [`from=${at(40)}&to=${at(39)}`, `from=${at(90)}&to=${at(89)}`],
      'site&from&to, a month': [`site=${LARGE_SITE}&from=${at(60)}&to=${at(30)}`],
    }),
    ...each(
      'list',
      '/api/v1/punches',
      {
        '': [''],
        employee: known.teamMembers.map(id => `employee=${id}`),
        'from, a week': [`from=${at(7)}`],
      },
      'supervisor',
    ),
    one(
      'object',
      '/api/v1/punches/{punchId}',
      known.punches.map(id => `/api/v1/punches/${id}`),
    ),
    ...each('list', '/api/v1/corrections', {
      '': ['', 'page=100'],
      site: [`site=${LARGE_SITE}`, `site=${LARGE_SITE}&page=100`],
      employee: known.corrected.map(id => `employee=${id}`),
      'from&to': [`from=${at(40)}&to=${at(33)}`],
    }),
    ...each('list', '/api/v1/corrections', { '': [''] }, 'supervisor'),
    one(
      'object',
      '/api/v1/corrections/{id}',
      known.corrections.map(id => `/api/v1/corrections/${id}`),
    ),
    one('report', '/api/v1/sites/{site}/board', [`/api/v1/sites/${PAID_SITE}/board`]),
    {
      ...one('report', '/api/v1/sites/{site}/board', [`/api/v1/sites/${LARGE_SITE}/board`]),
      variant: 'half of the people',
    },
    one('list', '/api/v1/sites/{site}/board', [`/api/v1/sites/${LARGE_SITE}/board`], 'supervisor'),
    ...each('list', '/api/v1/audit', {
      '': ['', 'limit=100'],
      person: known.employees.map(id => `person=${id}`),
      actor: known.actors.map(id => `actor=${id}`),
      action: ['action=employee.changed', 'action=punches.seen'],
      site: [`site=${LARGE_SITE}`],
      'from&to': [`from=${at(60)}&to=${at(50)}`],
      before: ['before=100000'],
      'person&action': [`person=${person}&action=employee.changed`],
    }),
    ...['head', 'key'].map(path => plain('object', `/api/v1/audit/${path}`)),
    plain('document', '/api/v1/audit/export'),
    ...each('list', '/api/v1/quarantine', {
      '': ['', 'page=50'],
      site: ['site=plant-3'],
      terminal: ['terminal=plant-1-gate-1'],
    }),
  ];
}

function hours({ known, month }: World): Question[] {
  const dates = `from=${month.from}&to=${month.to}`;
  const sheets = known.employees.map(id => `/api/v1/timesheets/${id}`);
  const year = `from=${month.from.slice(0, 4)}-01-01&to=${month.from.slice(0, 4)}-12-31`;
  const open = `/api/v1/pay-periods/${LARGE_SITE}/${PAY_GROUP}/${month.from}`;
  const paid = `/api/v1/pay-periods/${PAID_SITE}/${PAY_GROUP}/${month.from}`;
  const period = '/api/v1/pay-periods/{site}/{group}/{from}';
  const both = (rest: string): string[] => [`${open}${rest}`, `${paid}${rest}`];
  return [
    ...each('list', '/api/v1/timesheets', {
      site: [`site=${LARGE_SITE}&${dates}`],
      'site, deep page': [`site=${LARGE_SITE}&${dates}&page=45&per_page=100`],
      'site&team': [`site=${LARGE_SITE}&team=team-9&${dates}`],
    }),
    ...each('list', '/api/v1/timesheets', { site: [`site=${LARGE_SITE}&${dates}`] }, 'supervisor'),
    one(
      'object',
      '/api/v1/timesheets/{employee}',
      sheets.map(path => `${path}?${dates}`),
    ),
    one(
      'document',
      '/api/v1/timesheets/{employee}/case',
      sheets.map(path => `${path}/case?${dates}`),
    ),
    one(
      'object',
      '/api/v1/employees/{employee}/leave',
      known.employees.map(id => `/api/v1/employees/${id}/leave?${year}`),
    ),
    one('object', '/api/v1/sites/{site}/holidays', [`/api/v1/sites/${LARGE_SITE}/holidays?${year}`]),
    ...each('report', '/api/v1/rounding-fairness', {
      site: [`site=${LARGE_SITE}&${dates}`],
      'site&team': [`site=${LARGE_SITE}&team=team-3&${dates}`],
    }),
    ...each('report', '/api/v1/pay-periods', {
      'site&from': [LARGE_SITE, PAID_SITE].map(site => `site=${site}&from=${month.from}`),
    }),
    { ...one('report', period, [open]), variant: 'open' },
    { ...one('object', period, [paid]), variant: 'locked' },
    { ...one('list', `${period}/people`, [`${open}/people`]), variant: 'open' },
    {
      ...one('list', `${period}/people`, [`${open}/people?page=48&per_page=100`]),
      variant: 'open, deep page',
    },
    { ...one('list', `${period}/people`, [`${paid}/people`, `${paid}/people?page=20`]), variant: 'locked' },
    { ...one('report', `${period}/people`, [`${open}/people?state=blocked`]), variant: 'open, state' },
    one('list', `${period}/people`, [`${open}/people`], 'supervisor'),
    one(
      'object',
      `${period}/people/{employee}`,
      known.paid.map(id => `${paid}/people/${id}`),
    ),
    one('list', `${period}/history`, both('/history')),
    one('report', `${period}/deltas`, [`${open}/deltas`]),
    one('list', `${period}/exports`, both('/exports')),
    one(
      'document',
      `${period}/people/{employee}/timesheet.pdf`,
      known.paid.map(id => `${paid}/people/${id}/timesheet.pdf`),
    ),
    one(
      'object',
      '/api/v1/exports/{id}',
      known.exports.map(id => `/api/v1/exports/${id}`),
    ),
    one(
      'document',
      '/api/v1/exports/{id}/file',
      known.exports.map(id => `/api/v1/exports/${id}/file`),
    ),
    one(
      'document',
      '/api/v1/exports/{id}/bundle',
      known.exports.map(id => `/api/v1/exports/${id}/bundle`),
    ),
    plain('object', '/api/v1/export-formats'),
    one('object', '/api/v1/export-mappings/{site}/{format}', [
      `/api/v1/export-mappings/${PAID_SITE}/generic-csv`,
    ]),
    one('list', '/api/v1/export-mappings/{site}/{format}/versions', [
      `/api/v1/export-mappings/${PAID_SITE}/generic-csv/versions`,
    ]),
    plain('list', '/api/v1/policies'),
    plain('object', '/api/v1/policies/presets'),
    one('object', '/api/v1/policies/{name}/{version}', [`/api/v1/policies/${PAY_GROUP}/1`]),
    ...each('list', '/api/v1/policy-assignments', {
      site: [`site=${LARGE_SITE}`],
      'site&team': [`site=${LARGE_SITE}&team=team-3`],
    }),
  ];
}

function machines({ pairingCode }: World): Question[] {
  return [
    ...each('list', '/api/v1/terminals', { site: [`site=${LARGE_SITE}`] }),
    one('object', '/api/v1/terminals/{id}', [
      '/api/v1/terminals/plant-1-gate-1',
      '/api/v1/terminals/plant-6-gate-5',
    ]),
    ...each('list', '/api/v1/fleet', { site: [`site=${LARGE_SITE}`, `site=${PAID_SITE}`] }),
    ...each('object', '/api/v1/pairings', { code: [`code=${pairingCode}`] }),
  ];
}
