import { LARGE_SITE, PAID_SITE } from './plan.ts';
import { each, one, plain, type Question, type World } from './question.ts';

const DAY_MS = 86_400_000;
const WEEK = '/api/v1/sites/{site}/schedule';
const OVERVIEW = '/api/v1/sites/{site}/schedule/overview';

/** What a week of planned work is shown from. */
export const WEEK_ROUTES: readonly string[] = [WEEK, OVERVIEW];

/** Planned work: weeks, templates, rotations, what people ask for. */
export function planned(world: World): Question[] {
  return [...weeks(world), ...templates(world), ...requests(world), ...calendars(world)];
}

function weeks({ known, nowMs }: World): Question[] {
  const week = (weeksAhead: number): string => {
    const monday = nowMs - ((new Date(nowMs).getUTCDay() + 6) % 7) * DAY_MS + weeksAhead * 7 * DAY_MS;
    return `from=${dateOf(monday)}&to=${dateOf(monday + 6 * DAY_MS)}`;
  };
  const grid = (query: string): string => `/api/v1/sites/${LARGE_SITE}/schedule?${query}`;
  const overview = (query: string): string => `/api/v1/sites/${LARGE_SITE}/schedule/overview?${query}`;
  return [
    ...each('list', WEEK, {
      '': [grid(week(0))],
      '100 people': [grid(`${week(0)}&per_page=100`)],
      '100 people, drafted': [grid(`${week(1)}&per_page=100`)],
      'deep page': [grid(`${week(0)}&per_page=100&page=45`), grid(`${week(1)}&page=180`)],
      'six weeks': [grid(`from=${dateOf(nowMs)}&to=${dateOf(nowMs + 41 * DAY_MS)}`)],
      team: [grid(`${week(1)}&team=team-9&per_page=100`)],
      area: [grid(`${week(1)}&area=hall-3&per_page=100`)],
      q: [grid(`${week(1)}&q=anna`), grid(`${week(1)}&q=mull`)],
    }),
    ...each(
      'list',
      WEEK,
      { '': [grid(`${week(0)}&per_page=100`)], drafted: [grid(`${week(1)}&per_page=100`)] },
      'supervisor',
    ),
    ...each('list', WEEK, { '': [grid(week(0))] }, 'worker'),
    ...each('list', OVERVIEW, {
      '': [overview(week(0))],
      drafted: [overview(week(1))],
      team: [overview(`${week(1)}&team=team-9`)],
    }),
    ...each('list', OVERVIEW, { '': [overview(week(0))], drafted: [overview(week(1))] }, 'supervisor'),
    ...each('list', '/api/v1/sites/{site}/schedule/publications', {
      '': [
        `/api/v1/sites/${LARGE_SITE}/schedule/publications`,
        `/api/v1/sites/${LARGE_SITE}/schedule/publications?page=30`,
      ],
    }),
    one(
      'object',
      '/api/v1/employees/{employee}/schedule',
      known.employees.map(id => `/api/v1/employees/${id}/schedule?${week(0)}`),
    ),
    one(
      'object',
      '/api/v1/employees/{employee}/schedule',
      known.worker.map(id => `/api/v1/employees/${id}/schedule?${week(0)}`),
      'worker',
    ),
  ];
}

function templates({ known }: World): Question[] {
  const site = `/api/v1/sites/${LARGE_SITE}`;
  return [
    ...each('list', '/api/v1/sites/{site}/shifts', {
      '': [`${site}/shifts`],
      archived: [`${site}/shifts?archived=true`],
    }),
    one(
      'object',
      '/api/v1/sites/{site}/shifts/{shift}',
      known.shifts.map(id => `${site}/shifts/${id}`),
    ),
    plain('object', '/api/v1/rotation-presets'),
    one('list', '/api/v1/sites/{site}/rotations', [`${site}/rotations`]),
    one(
      'object',
      '/api/v1/sites/{site}/rotations/{rotation}',
      known.rotations.map(id => `${site}/rotations/${id}`),
    ),
    one(
      'list',
      '/api/v1/sites/{site}/rotations/{rotation}/entries',
      known.rotations.map(id => `${site}/rotations/${id}/entries`),
    ),
    one(
      'list',
      '/api/v1/sites/{site}/rotations/{rotation}/entries',
      known.rotations.map(id => `${site}/rotations/${id}/entries`),
      'supervisor',
    ),
    one('object', '/api/v1/sites/{site}/areas/{area}/headcount', [`${site}/areas/hall-1/headcount`]),
    one(
      'object',
      '/api/v1/employees/{employee}/qualifications',
      known.employees.map(id => `/api/v1/employees/${id}/qualifications`),
    ),
  ];
}

function requests({ known, nowMs }: World): Question[] {
  const route = '/api/v1/requests';
  return [
    ...each('list', route, {
      '': ['', 'page=200', 'page=400&per_page=100'],
      state: ['state=asked', 'state=granted', 'state=offered'],
      kind: ['kind=leave', 'kind=offer', 'kind=open-shift&state=asked'],
      site: [`site=${LARGE_SITE}`, `site=${PAID_SITE}&state=asked`],
      employee: known.employees.map(id => `employee=${id}`),
      sort: ['sort=from', 'sort=-madeAt'],
    }),
    ...each('list', route, { '': [''], state: ['state=asked', 'state=offered'] }, 'supervisor'),
    ...each('list', route, { '': [''] }, 'worker'),
    one(
      'object',
      '/api/v1/requests/{request}',
      known.requests.map(id => `/api/v1/requests/${id}`),
    ),
    ...each('list', '/api/v1/open-shifts', {
      '': ['', 'page=50'],
      site: [`site=${LARGE_SITE}`],
      'from&to': [`from=${dateOf(nowMs)}&to=${dateOf(nowMs + 7 * DAY_MS)}`],
      state: ['state=open', 'state=begun&page=40'],
    }),
    ...each('list', '/api/v1/open-shifts', { '': ['', 'state=open'] }, 'supervisor'),
    one(
      'object',
      '/api/v1/open-shifts/{openShift}',
      known.openShifts.map(id => `/api/v1/open-shifts/${id}`),
    ),
    one(
      'list',
      '/api/v1/employees/{employee}/open-shifts',
      known.employees.map(id => `/api/v1/employees/${id}/open-shifts`),
    ),
  ];
}

function calendars({ known, nowMs }: World): Question[] {
  const year = new Date(nowMs).getUTCFullYear();
  const person = '/api/v1/employees/{employee}';
  return [
    plain('list', '/api/v1/holiday-regions'),
    one('object', '/api/v1/holiday-regions/{region}', ['/api/v1/holiday-regions/DE-3']),
    one('object', '/api/v1/holiday-regions/{region}/years/{year}', [
      `/api/v1/holiday-regions/DE-3/years/${year}`,
    ]),
    one('object', '/api/v1/sites/{site}/holiday-region', [`/api/v1/sites/${LARGE_SITE}/holiday-region`]),
    one(
      'object',
      `${person}/leave-balances`,
      known.employees.map(id => `/api/v1/employees/${id}/leave-balances`),
    ),
    one(
      'object',
      `${person}/leave-balances/{year}/{kind}`,
      known.employees.map(id => `/api/v1/employees/${id}/leave-balances/${year}/annual`),
    ),
    one(
      'object',
      `${person}/calendar-link`,
      known.worker.map(id => `/api/v1/employees/${id}/calendar-link`),
      'worker',
    ),
    one(
      'document',
      '/api/v1/calendar/{file}',
      known.calendars.map(secret => `/api/v1/calendar/${secret}.ics`),
    ),
  ];
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
