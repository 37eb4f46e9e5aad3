import type { NewTask, TaskContent, TaskStatus } from '@tapclock/contracts';

/** A task as it is kept. */
export interface Task extends TaskContent {
  id: string;
  site: string;
  code: string;
  status: TaskStatus;
  version: number;
}

/** The part of a task that people write. */
export function contentOf({
  title,
  description,
  tags,
  priority,
  dueOn,
  estimateMinutes,
  area,
  assignees,
}: Task | NewTask | TaskContent): TaskContent {
  return { title, description, tags, priority, dueOn, estimateMinutes, area, assignees };
}

/** Whether two tasks say the same; the order of tags and of who may book is nobody's business. */
export function saysTheSame(a: TaskContent, b: TaskContent): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

function inOrder(task: TaskContent): TaskContent {
  const { tags, assignees, ...rest } = contentOf(task);
  return {
    ...rest,
    tags: tags.toSorted(),
    assignees: { teams: assignees.teams.toSorted(), people: assignees.people.toSorted() },
  };
}

export function isForEverybody({ assignees: { teams, people } }: Pick<TaskContent, 'assignees'>): boolean {
  return teams.length === 0 && people.length === 0;
}
