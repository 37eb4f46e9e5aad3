import {
  type CellEdit,
  CellsEdited,
  DraftsChanged,
  EMPTY_CELL,
  PlanOverview,
  PlanRow,
  Publication,
  ShiftTemplate,
} from '@tapclock/contracts';
import { z } from 'zod';
import { PeopleService } from '../../src/people/index.ts';
import type { Asker } from '../kit/askers.ts';
import { addPerson, type RunningTestHub, SITE, type TestPerson } from '../kit/running-hub.ts';
import { type Answer, ask, dataOf } from '../people/people-kit.ts';

/** A Monday, and the week that it begins. */
export const MONDAY = '2027-03-01';
export const WEEK = { from: MONDAY, to: '2027-03-07' };

/** The date so many days after `MONDAY`. */
export function day(index: number): string {
  return new Date(Date.parse(MONDAY) + index * 86_400_000).toISOString().slice(0, 10);
}

/** A supervisor of the team `early`. */
export const EARLY: Asker = { name: 'Sue Early', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] };
export const HR: Asker = { name: 'Hanna HR', role: 'hr' };
/** Another planner of the same people. */
export const OTHER: Asker = { name: 'Otto Other', role: 'hr' };

/** Adds a shift template. */
export async function addShift(
  hub: RunningTestHub,
  name: string,
  starts: string,
  ends: string,
  more: Record<string, unknown> = {},
): Promise<ShiftTemplate> {
  const body = { name, starts, ends, ...more };
  return dataOf(await ask(hub, 'POST', `/sites/${SITE}/shifts`, { body, as: HR }), ShiftTemplate);
}

/** Adds people to a team, all in one go. */
export async function addTeam(hub: RunningTestHub, team: string, count: number): Promise<TestPerson[]> {
  const people = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      addPerson(hub, { team, familyName: `${team} ${String(index).padStart(3, '0')}` }),
    ),
  );
  await hub.settled();
  return people;
}

/** Another team at the site. */
export async function openTeam(hub: RunningTestHub, team: string): Promise<void> {
  await ask(hub, 'PUT', `/sites/${SITE}/teams/${team}`, { body: { name: `Team ${team}` } });
}

export const edit = (
  hub: RunningTestHub,
  cells: readonly Partial<CellEdit>[],
  more: Record<string, unknown> = {},
  as: Asker = HR,
): Promise<Answer> =>
  ask(hub, 'POST', `/sites/${SITE}/schedule/cells`, {
    body: { cells: cells.map(cell => ({ seen: EMPTY_CELL, ...cell })), ...more },
    as,
  });

/** Edits that went well. */
export const edited = async (...args: Parameters<typeof edit>): Promise<CellsEdited> =>
  dataOf(await edit(...args), CellsEdited);

export const publish = (
  hub: RunningTestHub,
  body: Record<string, unknown>,
  as: Asker = HR,
): Promise<Answer> => ask(hub, 'POST', `/sites/${SITE}/schedule/publish`, { body, as });

/** Publishes all drafts that wait on these dates. */
export async function publishAll(
  hub: RunningTestHub,
  scope: Record<string, unknown> = WEEK,
  as: Asker = HR,
): Promise<Publication> {
  const { drafts } = await overview(hub, scope, as);
  return dataOf(await publish(hub, { ...scope, seen: drafts?.digest }, as), Publication);
}

export async function overview(
  hub: RunningTestHub,
  scope: Record<string, unknown> = WEEK,
  as: Asker = HR,
): Promise<PlanOverview> {
  const query = new URLSearchParams(scope as Record<string, string>);
  const { body } = await hub.get(
    `/api/v1/sites/${SITE}/schedule/overview?${query}`,
    await hub.askers.headers(as),
  );
  return z.object({ data: PlanOverview }).parse(body).data;
}

/** One page of the week. */
export async function grid(
  hub: RunningTestHub,
  query: Record<string, string> = {},
  as: Asker = HR,
): Promise<{ rows: PlanRow[]; total: number }> {
  const search = new URLSearchParams({ ...WEEK, per_page: '100', ...query });
  const { body } = await hub.get(`/api/v1/sites/${SITE}/schedule?${search}`, await hub.askers.headers(as));
  const { data, pagination } = z
    .object({ data: z.array(PlanRow), pagination: z.object({ total: z.int() }) })
    .parse(body);
  return { rows: data, total: pagination.total };
}

/** The row of one person. */
export async function rowOf(
  hub: RunningTestHub,
  { familyName }: { familyName: string },
  as: Asker = HR,
  query: Record<string, string> = {},
): Promise<PlanRow> {
  const { rows } = await grid(hub, { q: familyName, ...query }, as);
  const row = rows.find(({ name }) => name.endsWith(familyName));
  if (!row) throw new Error(`no row of ${familyName}`);
  return row;
}

export const changeOf = (answer: Answer): DraftsChanged => dataOf(answer, DraftsChanged);

/** Takes a person out of service. */
export async function dismiss(hub: RunningTestHub, person: TestPerson): Promise<void> {
  await hub.part(PeopleService).setActive(SITE, person.id, false);
}
