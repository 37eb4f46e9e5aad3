import type { Right, Role } from '@tapclock/contracts';
import { NOT_FOR_KEYS, ROLE_RIGHTS } from '../../src/access/index.ts';
import type { Route } from '../../src/platform/http/access/list-routes.ts';
import type { AccessRule } from '../../src/platform/http/access/needs.ts';

/** Rights about people's data: what they are for is narrowed to the reach of whoever has them. The others are about no person. */
const ABOUT_PEOPLE: ReadonlySet<Right> = new Set([
  'people.read',
  'people.write',
  'people.erase',
  'badges.write',
  'punches.read',
  'board.read',
  'timesheets.read',
  'corrections.read',
  'corrections.write',
  'leave.read',
  'leave.write',
  'policies.read',
  'periods.read',
  'periods.approve',
  'timesheets.attest',
  'exceptions.read',
  'exceptions.settle',
  'statements.write',
  'schedule.read',
  'schedule.write',
  'schedule.subscribe',
  'requests.write',
  'requests.decide',
  'time.write',
]);

/** Rights that nobody has about themselves. */
const NEVER_ONESELF: ReadonlySet<Right> = new Set([
  'corrections.write',
  'leave.write',
  'periods.approve',
  'exceptions.settle',
  'requests.decide',
]);

/** Rights that nobody has about others. */
const ONLY_ONESELF: ReadonlySet<Right> = new Set([
  'timesheets.attest',
  'statements.write',
  'schedule.subscribe',
]);

/** Who asks, in the order of the table's columns. */
export const COLUMNS = ['nobody', 'worker', 'supervisor', 'hr', 'admin', 'API key'] as const;
export type Column = (typeof COLUMNS)[number];

/** A message of the live line with the right it needs; null: it is how somebody says who they are. */
export const LIVE_MESSAGES: Readonly<Record<string, Right | null>> = { hello: null, subscribe: 'board.read' };

/** Whether a rule lets somebody in at all; whose data they get is another matter. */
export function isLetIn(rule: AccessRule | null, column: Column): boolean {
  if (rule === null) return false;
  if (rule.kind === 'public') return true;
  if (column === 'nobody') return false;
  if (rule.kind === 'signed-in') return true;
  return column === 'API key' ? !NOT_FOR_KEYS.has(rule.right) : ROLE_RIGHTS[column].has(rule.right);
}

/** Whether a role's right reaches somebody: themselves, one of their teams, or anybody else. */
export function reaches(role: Role, right: Right, whom: 'own' | 'team' | 'foreign'): boolean {
  if (whom === 'own' && NEVER_ONESELF.has(right)) return false;
  if (ONLY_ONESELF.has(right)) return whom === 'own';
  switch (role) {
    case 'worker':
      return whom === 'own';
    case 'supervisor':
      return whom === 'team' || (whom === 'own' && right.endsWith('.read'));
    case 'hr':
    case 'admin':
      return true;
  }
}

/** The matrix as it stands in docs/security.md. */
export function matrixOf(routes: readonly Route[]): string {
  const rows = [
    ...routes.map(({ method, path, rule }) => ({ name: `\`${method} ${path}\``, path, rule })),
    ...Object.entries(LIVE_MESSAGES).map(([type, right]) => ({
      name: `live line: \`${type}\``,
      path: '',
      rule: right === null ? { kind: 'signed-in' as const } : { kind: 'right' as const, right, param: null },
    })),
  ];
  return [
    `| route or message | right | ${COLUMNS.join(' | ')} |`,
    `|---|---|${COLUMNS.map(() => '---').join('|')}|`,
    ...rows.map(
      ({ name, path, rule }) =>
        `| ${name} | ${rightOf(rule)} | ${COLUMNS.map(column => cellOf(rule, path, column)).join(' | ')} |`,
    ),
  ].join('\n');
}

function rightOf(rule: AccessRule | null): string {
  if (rule === null) return 'nobody';
  return rule.kind === 'right' ? `\`${rule.right}\`` : rule.kind === 'public' ? 'public' : 'logged in';
}

function cellOf(rule: AccessRule | null, path: string, column: Column): string {
  if (!isLetIn(rule, column)) return '–';
  // The route itself says with which right one may ask about others.
  if (rule?.kind === 'signed-in' && path.includes(':employee')) return 'own, others by right';
  if (rule?.kind !== 'right') return 'yes';
  if (column === 'API key') return 'scope';
  if (!ABOUT_PEOPLE.has(rule.right) || column === 'nobody') return 'yes';
  if (ONLY_ONESELF.has(rule.right)) return 'own';
  const others = { worker: 'own', supervisor: 'teams', hr: 'all', admin: 'all' }[column];
  return NEVER_ONESELF.has(rule.right) ? `${others}, not own` : others;
}
