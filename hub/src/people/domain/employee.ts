import type { Instant, Language, PunchAction } from '@tapclock/contracts';
import { type Problem, problems } from './problem.ts';
import { shortName } from './short-name.ts';

/** A person's master data as it stands. */
export interface Employee {
  employee: string;
  site: string;
  area: string;
  team: string | null;
  number: string;
  givenName: string;
  familyName: string;
  shortName: string;
  language: Language;
  actions: PunchAction[];
  active: boolean;
  hasPin: boolean;
  /** Last day in the company, and the instant at which it ends. */
  leftOn: string | null;
  leavesAt: Instant | null;
  leftReason: string | null;
  erasedAt: Instant | null;
  version: number;
}

/** Fields that an ordinary change may touch. */
export const CHANGEABLE = [
  'area',
  'team',
  'number',
  'givenName',
  'familyName',
  'shortName',
  'language',
  'actions',
] as const satisfies readonly (keyof Employee)[];
export type ChangeableField = (typeof CHANGEABLE)[number];

/** What somebody wants otherwise; what is absent stays. */
export type Change = { [Field in ChangeableField]?: Employee[Field] | undefined };

/** Where people of a site may belong to. */
export interface Places {
  areas: ReadonlySet<string>;
  teams: ReadonlySet<string>;
}

/**
 * The person after a change, and which fields differ. A short name that followed from the names goes on following from them, unless the
 * change names one.
 */
export function changed(before: Employee, change: Change): { after: Employee; fields: ChangeableField[] } {
  const after: Employee = { ...before };
  for (const field of CHANGEABLE) assign(after, field, change[field]);
  const followed = before.shortName === shortName(before.givenName, before.familyName);
  if (change.shortName === undefined && followed)
    after.shortName = shortName(after.givenName, after.familyName);
  const fields = CHANGEABLE.filter(field => JSON.stringify(after[field]) !== JSON.stringify(before[field]));
  return { after, fields };
}

function assign<Field extends ChangeableField>(
  target: Employee,
  field: Field,
  value: Employee[Field] | undefined,
): void {
  if (value !== undefined) target[field] = value;
}

/** What is wrong with where a person is to belong; what stays as it was is never asked again. */
export function placeProblems(
  wanted: { area?: string | undefined; team?: string | null | undefined },
  places: Places,
): Problem[] {
  const { area, team } = wanted;
  return [
    ...(area === undefined || places.areas.has(area) ? [] : [problems.unknownArea(area)]),
    ...(team === undefined || team === null || places.teams.has(team) ? [] : [problems.unknownTeam(team)]),
  ];
}
