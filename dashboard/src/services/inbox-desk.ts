import {
  BulkSettle,
  bulkAnswer,
  ExceptionDetail,
  ExceptionSummary,
  ExceptionView,
  type SettleRequest,
} from '@tapclock/contracts';
import * as z from 'zod/mini';
import { inboxPath } from '../domain/inbox.ts';
import type { InboxStore } from '../stores/inbox.store.ts';
import { type Ask, HubRefusal } from './hub-ask.ts';

/** How often the hub is asked whether something changed. */
export const INBOX_EVERY_MS = 3_000;
/** And the list itself, whatever the counts say: an owner changes none of them. */
const LIST_EVERY_MS = 45_000;
/** Questions about single exceptions under way at once. */
const DETAILS_AT_ONCE = 3;

/** Keeps the inbox up to date and settles what is in it. */
export interface InboxDesk {
  /** Follows the hub until the signal ends. */
  follow(signal: AbortSignal): Promise<void>;
  /** Asks for the list now. */
  reload(): Promise<void>;
  /** Asks for the fixes of a row that somebody can see; they come when they come. */
  want(id: string): void;
  /** Settles what was seen, or asks the person. Throws HubRefusal or HubAway; after a 412 the row is as somebody else left it. */
  settle(seen: Seen, request: SettleRequest): Promise<void>;
  settleAll(request: BulkSettle): Promise<BulkEnd>;
  /** Takes care of it, or lets it go. Throws like `settle`. */
  own(seen: Seen, isMine: boolean): Promise<void>;
}

/** An exception as somebody looks at it. */
export type Seen = Pick<ExceptionView, 'id' | 'version'>;

/** How many were settled, and why the first of the others was not. */
export interface BulkEnd {
  done: number;
  refused: number;
  why: string | null;
}

interface World {
  ask: Ask;
  site: string;
  monotonicMs: () => number;
  sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** Nobody looks at the page: it asks nothing. */
  isHidden: () => boolean;
}

const SettledAll = bulkAnswer(ExceptionDetail);

export function createInboxDesk(
  store: InboxStore,
  { ask, site, monotonicMs, sleep, isHidden }: World,
): InboxDesk {
  const queue: string[] = [];
  let underWay = 0;
  let lastCounts = '';
  let listedAtMs: number | null = null;

  const learn = async (id: string, signal?: AbortSignal): Promise<void> => {
    try {
      store.learned((await ask(`/api/v1/exceptions/${id}`, ExceptionDetail, signal ? { signal } : {})).data);
    } catch (error) {
      if (!(error instanceof HubRefusal)) throw error;
      if (error.code === 'NOT_FOUND') store.lost(id);
    }
  };

  const list = async (signal?: AbortSignal): Promise<void> => {
    const filter = store.filter.peek();
    const pageNumber = store.page.peek();
    const path = inboxPath(site, filter, pageNumber);
    const { data, total } = await ask(path, z.array(ExceptionView), signal ? { signal } : {});
    // Somebody asked for something else meanwhile: that answer is on its way.
    if (filter !== store.filter.peek() || pageNumber !== store.page.peek()) return;
    listedAtMs = monotonicMs();
    const vanished = store.listed(data, total ?? data.length);
    await Promise.all(vanished.map(id => learn(id, signal)));
  };

  const look = async (signal: AbortSignal): Promise<void> => {
    const path = `/api/v1/exceptions/summary?site=${encodeURIComponent(site)}`;
    const counts = JSON.stringify((await ask(path, ExceptionSummary, { signal })).data.counts);
    const isDue = listedAtMs === null || monotonicMs() - listedAtMs >= LIST_EVERY_MS;
    if (counts === lastCounts && !isDue) return;
    await list(signal);
    lastCounts = counts;
  };

  const next = (): void => {
    while (underWay < DETAILS_AT_ONCE) {
      const id = queue.shift();
      if (id === undefined) return;
      if (store.isFresh(id)) continue;
      underWay += 1;
      learn(id)
        // The hub is away: the list says so, and the row asks again when it is seen again.
        .catch(() => undefined)
        .finally(() => {
          underWay -= 1;
          next();
        });
    }
  };

  const change = async (
    { id, version }: Seen,
    path: string,
    request: { method: 'POST' | 'PUT' | 'DELETE'; body?: object },
  ) => {
    try {
      const ifMatch = `"${version}"`;
      store.learned(
        (await ask(`/api/v1/exceptions/${id}/${path}`, ExceptionDetail, { ...request, ifMatch })).data,
      );
    } catch (error) {
      if (error instanceof HubRefusal) await learn(id);
      throw error;
    }
    lastCounts = '';
  };

  return {
    reload: () => list(),
    follow: async signal => {
      while (!signal.aborted) {
        if (!isHidden()) {
          await look(signal).catch(() => {
            if (!signal.aborted) store.unanswered();
          });
        }
        await sleep(INBOX_EVERY_MS, signal);
      }
    },
    want: id => {
      if (queue.includes(id)) return;
      queue.push(id);
      next();
    },
    settle: (seen, body) => change(seen, 'settle', { method: 'POST', body }),
    own: (seen, isMine) => change(seen, 'owner', isMine ? { method: 'PUT', body: {} } : { method: 'DELETE' }),
    settleAll: async request => {
      const { data } = await ask('/api/v1/exceptions/settle', SettledAll, { method: 'POST', body: request });
      const refused = data.outcomes.flatMap(outcome => (outcome.outcome === 'refused' ? [outcome] : []));
      for (const outcome of data.outcomes) if (outcome.outcome === 'done') store.learned(outcome.data);
      await Promise.all(
        refused.flatMap(({ index }) => {
          const id = request.exceptions[index]?.id;
          return id === undefined ? [] : [learn(id)];
        }),
      );
      lastCounts = '';
      return {
        done: data.outcomes.length - refused.length,
        refused: refused.length,
        why: refused[0]?.error.message ?? null,
      };
    },
  };
}
