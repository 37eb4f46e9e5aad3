import { describe, expect, it } from '@jest/globals';
import type { ExceptionDetail } from '@tapclock/contracts';
import { anException } from '../../test/support/exceptions.ts';
import { createInboxStore } from '../stores/inbox.store.ts';
import { type Ask, HubRefusal } from './hub-ask.ts';
import { createInboxDesk, INBOX_EVERY_MS } from './inbox-desk.ts';

const AT = '2026-11-23T22:05:00.000Z';

/** A hub of one list. Answers are parsed as the real one's are; refusals are thrown. */
function deskWith(...exceptions: ExceptionDetail[]) {
  const hub = {
    open: exceptions,
    all: new Map(exceptions.map(one => [one.id, one])),
    asked: [] as string[],
    nowMs: 0,
    answer: (path: string): unknown => {
      if (path.startsWith('/api/v1/exceptions/summary')) {
        return { at: AT, counts: [{ category: 'missing', state: 'open', count: hub.open.length }] };
      }
      if (path.startsWith('/api/v1/exceptions?')) return hub.open;
      return hub.all.get(path.split('/')[4] ?? '');
    },
  };
  const ask: Ask = (path, schema, { method = 'GET' } = {}) => {
    hub.asked.push(`${method} ${path}`);
    const data = hub.answer(`${method === 'GET' ? '' : method}${path}`);
    if (data instanceof Error) return Promise.reject(data);
    return Promise.resolve({ data: schema.parse(data), at: AT, etag: null, total: null });
  };
  const end = new AbortController();
  const store = createInboxStore(() => hub.nowMs);
  /** Goes on so many looks, then ends. */
  const follow = async (looks: number): Promise<void> => {
    let left = looks;
    const sleep = (delayMs: number): Promise<void> => {
      hub.nowMs += delayMs;
      left -= 1;
      if (left === 0) end.abort();
      return Promise.resolve();
    };
    const world = { ask, site: 'werk-nord', monotonicMs: () => hub.nowMs, sleep, isHidden: () => false };
    await createInboxDesk(store, world).follow(end.signal);
  };
  const desk = createInboxDesk(store, {
    ...{ ask, site: 'werk-nord', monotonicMs: () => hub.nowMs, isHidden: () => false },
    sleep: () => Promise.resolve(),
  });
  return { hub, store, desk, follow };
}

const settledBy = (by: string, one: ExceptionDetail): ExceptionDetail => ({
  ...one,
  ...{ state: 'settled', version: one.version + 1, fixes: [] },
  settled: { by, at: AT, fix: 'ignore', reason: 'Known.' },
});

describe('the desk of the inbox', () => {
  it('asks for names again only when a count changed, or after a while', async () => {
    const { hub, follow } = deskWith(anException());
    await follow(4);
    const lists = () => hub.asked.filter(path => path.includes('/exceptions?')).length;
    expect(lists()).toBe(1);
    expect(hub.nowMs).toBe(4 * INBOX_EVERY_MS);
  });

  it('shows who was quicker when what is pressed has changed meanwhile', async () => {
    const one = anException();
    const { hub, store, desk } = deskWith(one);
    await desk.reload();
    hub.all.set(one.id, settledBy('Ada', one));
    const refusal = { code: 'PRECONDITION_FAILED' as const, message: 'Ada was quicker' };
    const answer = hub.answer;
    hub.answer = path => (path.startsWith('POST') ? new HubRefusal(refusal) : answer(path));
    await expect(desk.settle(one, { fix: 'accept' })).rejects.toThrow('Ada was quicker');
    expect(store.view(one.id)?.settled?.by).toBe('Ada');
  });

  it('learns what became of a row that the list has no more', async () => {
    const [one, other] = [anException(), anException()];
    const { hub, store, desk } = deskWith(one, other);
    await desk.reload();
    store.interacted();
    hub.open = [other];
    hub.all.set(one.id, settledBy('Ada', one));
    await desk.reload();
    expect(store.shown.value).toEqual([one.id, other.id]);
    expect(store.view(one.id)?.state).toBe('settled');
  });

  it('counts what was settled of several, and says why the first of the others was not', async () => {
    const [one, other] = [anException(), anException()];
    const { hub, store, desk } = deskWith(one, other);
    await desk.reload();
    const answer = hub.answer;
    hub.answer = path =>
      path.startsWith('POST')
        ? {
            outcomes: [
              { index: 0, outcome: 'done', data: settledBy('me', one) },
              { index: 1, outcome: 'refused', error: { code: 'CONFLICT', message: 'The finding remains' } },
            ],
          }
        : answer(path);
    const exceptions = [one, other].map(({ id, version }) => ({ id, version }));
    expect(await desk.settleAll({ exceptions, fix: 'accept' })).toEqual({
      ...{ done: 1, refused: 1, why: 'The finding remains' },
    });
    expect(store.view(one.id)?.state).toBe('settled');
  });
});
