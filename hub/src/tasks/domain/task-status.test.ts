import { describe, expect, it } from '@jest/globals';
import { TaskStatus } from '@tapclock/contracts';
import { nextStatuses } from './task-status.ts';

describe('a status', () => {
  it.each<[TaskStatus, TaskStatus[]]>([
    ['todo', ['in-progress', 'done', 'archived']],
    ['in-progress', ['todo', 'done', 'archived']],
    ['done', ['in-progress', 'archived']],
    ['archived', ['todo']],
  ])('%s becomes one of its own and no other', (from, expected) => {
    expect([...nextStatuses(from)].sort()).toEqual(expected.sort());
  });

  it('leads everywhere, whatever it is', () => {
    for (const from of TaskStatus.options) {
      const reached = new Set<TaskStatus>([from]);
      for (const status of reached) for (const next of nextStatuses(status)) reached.add(next);
      expect(reached.size).toBe(TaskStatus.options.length);
    }
  });
});
