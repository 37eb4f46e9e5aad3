import { describe, expect, it } from '@jest/globals';
import { IngestQueue } from './ingest-queue.ts';

const never = new AbortController().signal;

describe('IngestQueue', () => {
  it('lets messages leave in the order of arrival, whatever order they are ready in', () => {
    const queue = new IngestQueue<string>();
    const [first, second] = [queue.push(1), queue.push(1)];
    second.ready('second', 1);
    expect(queue.take(100)).toEqual([]);
    first.ready('first', 1);
    expect(queue.take(100)).toEqual(['first', 'second']);
    expect(queue.messages).toBe(0);
  });

  it('takes as many as fit, but always one', () => {
    const queue = new IngestQueue<string>();
    for (const [name, punches] of [
      ['a', 256],
      ['b', 3],
      ['c', 1],
    ] as const)
      queue.push(1).ready(name, punches);
    expect(queue.take(100)).toEqual(['a']);
    expect(queue.take(4)).toEqual(['b', 'c']);
    expect(queue.punches).toBe(0);
  });

  it('holds the sender back at its limit and lets go when there is room again', async () => {
    const queue = new IngestQueue<string>({ messages: 2, bytes: 1000 });
    queue.push(1).ready('a', 1);
    expect(queue.room()).toBeUndefined();
    queue.push(1).ready('b', 1);
    const room = queue.room();
    expect(room).toBeInstanceOf(Promise);
    queue.take(1);
    await room;
  });

  it('counts bytes too', () => {
    const queue = new IngestQueue<string>({ messages: 100, bytes: 1000 });
    queue.push(1000);
    expect(queue.room()).toBeInstanceOf(Promise);
  });

  it('does not wait for a message that was given up', async () => {
    const queue = new IngestQueue<string>();
    const [first, second] = [queue.push(1), queue.push(1)];
    const ready = queue.whenReady(never);
    second.ready('second', 1);
    first.drop();
    await ready;
    expect(queue.take(10)).toEqual(['second']);
  });

  it('ends waiting when it is told to stop', async () => {
    const controller = new AbortController();
    const waiting = new IngestQueue<string>().whenReady(controller.signal);
    controller.abort();
    await waiting;
  });
});
