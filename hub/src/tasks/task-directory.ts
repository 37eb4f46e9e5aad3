import { Injectable } from '@nestjs/common';
import { TaskCode, TaskId, type TaskStatus } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import type { HubError } from '../platform/http/hub-error.ts';
import { noSuchTask, refused } from './refusals.ts';

/** A task as somebody who clocks in is told of it. */
export interface BookableTask {
  id: string;
  /** What the punch carries. */
  code: string;
  title: string;
}

interface Found extends BookableTask {
  status: TaskStatus;
  isAtHome: boolean;
  isOpenToThem: boolean;
}

// A code means a task of the person's own site; an id may be of another one, which is then said.
const FIND = `
  select t.id, t.code, t.title, t.status, t.site_id = e.site_id as "isAtHome",
         t.for_everybody
           or exists (select from task_assignee a
                      where a.task_id = t.id and (a.employee_id = e.id or a.team_id = e.team_id)) as "isOpenToThem"
  from employee e join task t on (t.id = $2::uuid) or (t.site_id = e.site_id and t.code = $3)
  where e.id = $1::uuid`;

/** Which tasks people may book time on. */
@Injectable()
export class TaskDirectory {
  /**
   * The task with this id, or of this code at the person's site, if they may book time on it now. Throws NOT_FOUND for a task or a person that
   * does not exist, and CONFLICT with a remedy where the task is done, archived, of another site, or others' alone.
   */
  async bookable(sql: Sql, employee: string, idOrCode: string): Promise<BookableTask> {
    const isId = TaskId.safeParse(idOrCode).success;
    // What is neither is no text for a database.
    if (!isId && !TaskCode.safeParse(idOrCode).success) throw noSuchTask();
    const [found] = await sql.query<Found>(FIND, [employee, isId ? idOrCode : null, isId ? null : idOrCode]);
    if (!found) throw noSuchTask();
    const against = obstacle(found);
    if (against) throw against;
    const { id, code, title } = found;
    return { id, code, title };
  }
}

function obstacle({ code, status, isAtHome, isOpenToThem }: Found): HubError | null {
  const remedy = { en: 'Choose another task.', de: 'Wählen Sie eine andere Aufgabe.' };
  if (!isAtHome)
    return refused('CONFLICT', {
      problem: 'TASK_OF_ANOTHER_SITE',
      path: 'task',
      message: {
        en: `${code} is a task of another site.`,
        de: `${code} ist eine Aufgabe eines anderen Standorts.`,
      },
      remedy,
    });
  if (!isOpenToThem)
    return refused('CONFLICT', {
      problem: 'TASK_OF_OTHERS',
      path: 'task',
      message: {
        en: `${code} is for other teams or people.`,
        de: `${code} ist für andere Teams oder Personen.`,
      },
      remedy: {
        en: 'Choose another task, or have a supervisor add you or your team to it.',
        de: 'Wählen Sie eine andere Aufgabe, oder lassen Sie sich oder Ihr Team von der Schichtleitung eintragen.',
      },
    });
  if (status === 'done' || status === 'archived')
    return refused('CONFLICT', {
      problem: status === 'done' ? 'TASK_IS_DONE' : 'TASK_IS_ARCHIVED',
      path: 'task',
      message: {
        en: `${code} is ${status === 'done' ? 'done' : 'archived'}: no time is booked on it any more.`,
        de: `${code} ist ${status === 'done' ? 'erledigt' : 'archiviert'}: Darauf wird keine Zeit mehr gebucht.`,
      },
      remedy: {
        en: 'Choose another task, or have a supervisor open this one again.',
        de: 'Wählen Sie eine andere Aufgabe, oder lassen Sie diese von der Schichtleitung wieder öffnen.',
      },
    });
  return null;
}
