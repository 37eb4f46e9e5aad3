import { describe, expect, it } from '@jest/globals';
import { WEBHOOK_QUEUE_MAX } from '@tapclock/contracts';
import { dueMessages } from './due-messages.ts';

const punch = (nth: number, site = 'north') => ({ nth, site, type: 'punch.recorded' as const });
const task = (nth: number, site = 'north') => ({ nth, site, type: 'task.changed' as const });
const all = () => true;
const listener = { id: 'w', types: ['punch.recorded' as const], site: null, waiting: 0 };

describe('messages that are due', () => {
  it('are those of the types and the site that were asked for, in their order', () => {
    const messages = [punch(1), task(2), punch(3, 'south'), punch(4)];
    const due = dueMessages([listener, { ...listener, id: 'n', site: 'north' }], messages, all);
    expect(due).toEqual([
      { webhook: 'w', messages: [punch(1), punch(3, 'south'), punch(4)] },
      { webhook: 'n', messages: [punch(1), punch(4)] },
    ]);
  });

  it('are nothing that a webhook has had, and nothing for whom nothing is left', () => {
    const isNew = (_: unknown, message: { nth: number }) => message.nth > 1;
    expect(dueMessages([listener], [punch(1), punch(2)], isNew)).toEqual([
      { webhook: 'w', messages: [punch(2)] },
    ]);
    expect(dueMessages([listener], [punch(1)], isNew)).toEqual([]);
  });

  it('fill a queue to its limit, and no further', () => {
    const nearlyFull = { ...listener, waiting: WEBHOOK_QUEUE_MAX - 1 };
    expect(dueMessages([nearlyFull], [punch(1)], all)).toEqual([{ webhook: 'w', messages: [punch(1)] }]);
    expect(dueMessages([nearlyFull], [punch(1), punch(2)], all)).toEqual([{ webhook: 'w', messages: null }]);
  });
});
