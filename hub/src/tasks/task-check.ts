import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.ts';
import { outsideOf, type Viewer } from '../platform/http/access/reach-lists.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { isForEverybody, type Task } from './domain/task.ts';
import { refused } from './refusals.ts';

/** A task as it shall be, as far as others decide whether it may. */
export type Placed = Pick<Task, 'site' | 'area' | 'assignees'>;

interface Known {
  sites: ReadonlySet<string>;
  /** As `site/area`. */
  areas: ReadonlySet<string>;
  /** As `site/team`. */
  teams: ReadonlySet<string>;
  /** As `site/employee`. */
  people: ReadonlySet<string>;
  /** People whom the one who asks may not reach. */
  outside: ReadonlySet<string>;
}

const PLACES = `
  select
    array(select id from site where id = any($1::text[]) and archived_at is null) as sites,
    array(select site_id || '/' || id from area where site_id = any($1::text[]) and archived_at is null) as areas,
    array(select site_id || '/' || id from team where site_id = any($1::text[]) and archived_at is null) as teams,
    array(select site_id || '/' || id from employee where id = any($2::uuid[]) and active and erased_at is null) as people`;

/** Whether people may make tasks what they want them to be: places and people exist, and are within reach. */
@Injectable()
export class TaskCheck {
  /** For each task what stands against it, or null; in a few statements, however many they are. */
  async problems(sql: Sql, by: Viewer, wanted: readonly Placed[]): Promise<(HubError | null)[]> {
    const sites = [...new Set(wanted.map(({ site }) => site))];
    const people = [...new Set(wanted.flatMap(({ assignees }) => assignees.people))];
    const [row] = await sql.query<Record<'sites' | 'areas' | 'teams' | 'people', string[]>>(PLACES, [
      sites,
      people,
    ]);
    const known: Known = {
      sites: new Set(row?.sites),
      areas: new Set(row?.areas),
      teams: new Set(row?.teams),
      people: new Set(row?.people),
      outside: await outsideOf(sql, by, people),
    };
    return wanted.map(task => outOfReach(by, task, known.outside) ?? unknownPlace(task, known));
  }

  /** Throws FORBIDDEN unless everybody who may book on the task is within reach: who plans some teams writes no tasks of others. */
  async requireReach(sql: Sql, by: Viewer, task: Placed): Promise<void> {
    const problem = outOfReach(by, task, await outsideOf(sql, by, task.assignees.people));
    if (problem) throw problem;
  }
}

function outOfReach(
  { reach }: Viewer,
  { site, assignees }: Placed,
  outside: ReadonlySet<string>,
): HubError | null {
  if (reach.kind === 'everybody') return null;
  const own =
    reach.kind === 'teams' ? reach.teams.filter(mine => mine.site === site).map(({ team }) => team) : [];
  const remedy = {
    en: 'Name teams that you lead, or people in them; the rest is for HR.',
    de: 'Nennen Sie Teams, die Sie leiten, oder Personen darin; das Übrige macht die Personalabteilung.',
  };
  if (isForEverybody({ assignees }))
    return refused('FORBIDDEN', {
      problem: 'OUT_OF_REACH',
      path: 'assignees',
      message: {
        en: 'This task is for everybody of the site, and so for people who are not in your teams.',
        de: 'Diese Aufgabe ist für alle am Standort und damit für Personen, die nicht in Ihren Teams sind.',
      },
      remedy,
    });
  const isWithin =
    assignees.teams.every(team => own.includes(team)) &&
    assignees.people.every(person => !outside.has(person));
  if (isWithin) return null;
  return refused('FORBIDDEN', {
    problem: 'OUT_OF_REACH',
    path: 'assignees',
    message: {
      en: 'This task is for people who are not in your teams.',
      de: 'Diese Aufgabe ist für Personen, die nicht in Ihren Teams sind.',
    },
    remedy,
  });
}

function unknownPlace({ site, area, assignees }: Placed, known: Known): HubError | null {
  if (!known.sites.has(site))
    return new HubError('NOT_FOUND', {
      en: 'There is no such site, or it is archived.',
      de: 'Diesen Standort gibt es nicht, oder er ist archiviert.',
    });
  if (area !== null && !known.areas.has(`${site}/${area}`))
    return refused('VALIDATION_ERROR', {
      problem: 'UNKNOWN_AREA',
      path: 'area',
      message: { en: `The site has no area ${area}.`, de: `Der Standort hat keinen Bereich ${area}.` },
      remedy: {
        en: `Choose one of GET /sites/${site}, or none.`,
        de: `Wählen Sie einen aus GET /sites/${site} oder keinen.`,
      },
    });
  const team = assignees.teams.find(id => !known.teams.has(`${site}/${id}`));
  if (team !== undefined)
    return refused('VALIDATION_ERROR', {
      problem: 'UNKNOWN_TEAM',
      path: 'assignees.teams',
      message: { en: `The site has no team ${team}.`, de: `Der Standort hat kein Team ${team}.` },
      remedy: { en: `Choose some of GET /sites/${site}.`, de: `Wählen Sie aus GET /sites/${site}.` },
    });
  const person = assignees.people.find(id => !known.people.has(`${site}/${id}`));
  if (person !== undefined)
    return refused('VALIDATION_ERROR', {
      problem: 'UNKNOWN_EMPLOYEE',
      path: 'assignees.people',
      message: {
        en: `${person} is nobody who works at this site now.`,
        de: `${person} ist niemand, der jetzt an diesem Standort arbeitet.`,
      },
      remedy: {
        en: 'Name people of the site of the task.',
        de: 'Nennen Sie Personen vom Standort der Aufgabe.',
      },
    });
  return null;
}
