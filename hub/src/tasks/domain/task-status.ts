import type { TaskStatus } from '@tapclock/contracts';

/** What a status may become. What is done is opened again as work in progress, what was archived as work to do. */
const NEXT: Record<TaskStatus, readonly TaskStatus[]> = {
  todo: ['in-progress', 'done', 'archived'],
  'in-progress': ['todo', 'done', 'archived'],
  done: ['in-progress', 'archived'],
  archived: ['todo'],
};

/** Statuses in which time may be booked on a task. */
export const OPEN_STATUSES = ['todo', 'in-progress'] as const satisfies readonly TaskStatus[];

export function nextStatuses(from: TaskStatus): readonly TaskStatus[] {
  return NEXT[from];
}
