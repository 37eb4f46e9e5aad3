import type { Board, BoardChange, Cursor, LiveServerMessage } from '@tapclock/contracts';
import { type BoardService, boardFor, changesFor, type Touched, touchedBy } from '../board/index.ts';
import { compareCursors, type EventReader, type LogEvent } from '../event-log/index.ts';
import type { Viewer } from '../platform/http/access/reach-lists.ts';

/** Events that a client may have missed and still resume; beyond it a snapshot is cheaper. */
export const RESUME_EVENTS_MAX = 2_000;
const READ_EVENTS = 500;
/** A snapshot is made once for all who ask within this time: after a restart every dashboard comes at once. */
const SNAPSHOT_FRESH_MS = 1_000;

/** Where a client's messages go. */
export interface Subscriber {
  send(text: string): void;
}

export interface LiveFeedOptions {
  boards: BoardService;
  reader: EventReader;
  /** Place in the log that the feed begins at. */
  from: Cursor;
  nowMs: () => number;
}

/** What a client asks for: the board of a site from a cursor on, as whoever it is may see it. */
export interface Wanted {
  site: string;
  after: Cursor | undefined;
  viewer: Viewer;
}

interface Subscription {
  site: string;
  viewer: Viewer;
  /** Whom the client shows; null: nobody is kept from it. */
  shown: Set<string> | null;
  /** Newest cursor the client was sent. */
  at: Cursor;
}

/** A site's whole board, kept for a moment; `text` is the message of it for whoever sees everybody. */
interface Snapshot {
  board: Board;
  text: string;
  cursor: Cursor;
  at: string;
  madeAtMs: number;
}

/**
 * The boards' live line: snapshot first, then whole new values of what changed, in the order of the event log. Everything that
 * reads values and sends them happens one after the other, so that no client sees an older value after a newer one.
 */
export class LiveFeed {
  readonly #boards: BoardService;
  readonly #reader: EventReader;
  readonly #nowMs: () => number;
  readonly #subscriptions = new Map<Subscriber, Subscription>();
  readonly #snapshots = new Map<string, Snapshot>();
  /** Sites that were found once: a client may resume while the primary is away. */
  readonly #sites = new Set<string>();
  #at: Cursor;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: LiveFeedOptions) {
    this.#boards = options.boards;
    this.#reader = options.reader;
    this.#nowMs = options.nowMs;
    this.#at = options.from;
  }

  get subscribers(): number {
    return this.#subscriptions.size;
  }

  /**
   * Begins a client's line: what it missed after `after`, or a snapshot. Resolves when that was sent; false when there is no
   * such site.
   */
  subscribe(subscriber: Subscriber, wanted: Wanted): Promise<boolean> {
    const { site, after, viewer } = wanted;
    return this.#inTurn(async () => {
      this.#subscriptions.delete(subscriber);
      const resumed =
        after !== undefined &&
        (await this.#knows(site)) &&
        (await this.#resume(subscriber, { site, after, viewer }));
      return resumed || (await this.#sendSnapshot(subscriber, site, viewer));
    });
  }

  unsubscribe(subscriber: Subscriber): void {
    this.#subscriptions.delete(subscriber);
  }

  /** Takes the next events; the projections must have handled them. On an error the same events may come again. */
  advance(events: readonly LogEvent[]): Promise<void> {
    return this.#inTurn(async () => {
      const end = events.at(-1)?.cursor ?? this.#at;
      for (const [site, touched] of touchedBy(events)) {
        const clients = [...this.#subscriptions].filter(([, subscription]) => subscription.site === site);
        if (clients.length === 0) continue;
        const changes = await this.#boards.changes(site, touched, this.#nowMs());
        if (hasLeft(touched, changes)) {
          this.#snapshots.delete(site);
          for (const [subscriber, { viewer }] of clients) await this.#sendSnapshot(subscriber, site, viewer);
          continue;
        }
        const text = this.#delta(end, changes);
        for (const [subscriber, subscription] of clients) {
          // Its snapshot knew more than this already.
          if (compareCursors(end, subscription.at) <= 0) continue;
          this.#tell(subscriber, subscription, { cursor: end, changes, text });
        }
      }
      this.#at = end;
    });
  }

  /** Proves the line to every client, and lets its cursor follow events that were none of its own. */
  heartbeat(): void {
    const text = this.#heartbeat(this.#at);
    for (const [subscriber, subscription] of this.#subscriptions) {
      const ahead = compareCursors(subscription.at, this.#at) > 0;
      if (!ahead) subscription.at = this.#at;
      subscriber.send(ahead ? this.#heartbeat(subscription.at) : text);
    }
  }

  async #knows(site: string): Promise<boolean> {
    if (!this.#sites.has(site) && (await this.#boards.siteExists(site))) this.#sites.add(site);
    return this.#sites.has(site);
  }

  /** Sends a client what it may hear of; a client that hears of nothing learns the cursor with the next heartbeat. */
  #tell(
    subscriber: Subscriber,
    subscription: Subscription,
    { cursor, changes, text }: { cursor: Cursor; changes: readonly BoardChange[]; text: string },
  ): void {
    const { site, viewer, shown } = subscription;
    subscription.at = cursor;
    if (shown === null) {
      subscriber.send(text);
      return;
    }
    const heard = changesFor(changes, site, viewer, shown);
    for (const change of heard) {
      if (change.kind === 'person') shown.add(change.person.employee);
      if (change.kind === 'gone') shown.delete(change.employee);
    }
    if (heard.length > 0) subscriber.send(this.#delta(cursor, heard));
  }

  async #resume(
    subscriber: Subscriber,
    { site, after, viewer }: Wanted & { after: Cursor },
  ): Promise<boolean> {
    // Nobody remembers whom the client showed, so nobody could say who is gone.
    if (viewer.reach.kind !== 'everybody') return false;
    const isAhead = compareCursors(after, this.#at) > 0;
    // A snapshot may know more than the feed has told yet; a cursor beyond the log is one of another database.
    if (isAhead && compareCursors(after, await this.#boards.cursor()) > 0) return false;
    const missed = await this.#missed(after, this.#at);
    if (!missed) return false;
    const touched = touchedBy(missed).get(site);
    const at = isAhead ? after : this.#at;
    if (touched) {
      const changes = await this.#boards.changes(site, touched, this.#nowMs());
      if (hasLeft(touched, changes)) return false;
      subscriber.send(this.#delta(at, changes));
    } else {
      subscriber.send(this.#heartbeat(at));
    }
    this.#subscriptions.set(subscriber, { site, viewer, shown: null, at });
    return true;
  }

  /** False when there is no such site. */
  async #sendSnapshot(subscriber: Subscriber, site: string, viewer: Viewer): Promise<boolean> {
    const snapshot = await this.#snapshot(site);
    if (!snapshot) return false;
    this.#sites.add(site);
    const subscription = this.#sendBoard(subscriber, snapshot, { site, viewer });
    this.#subscriptions.set(subscriber, subscription);
    if (compareCursors(snapshot.cursor, this.#at) >= 0) return true;
    // The replica, or the moment the snapshot is kept, was behind what the others were told already.
    const missed = await this.#missed(snapshot.cursor, this.#at);
    const touched = missed ? touchedBy(missed).get(site) : ANYTHING;
    if (!touched) return true;
    const changes = await this.#boards.changes(site, touched, this.#nowMs());
    this.#tell(subscriber, subscription, {
      cursor: this.#at,
      changes,
      text: this.#delta(this.#at, changes),
    });
    return true;
  }

  #sendBoard(
    subscriber: Subscriber,
    { cursor, at, board, text }: Snapshot,
    { site, viewer }: Pick<Wanted, 'site' | 'viewer'>,
  ): Subscription {
    if (viewer.reach.kind === 'everybody') {
      subscriber.send(text);
      return { site, viewer, shown: null, at: cursor };
    }
    const seen = boardFor(board, viewer);
    subscriber.send(write({ type: 'snapshot', cursor, at, board: seen }));
    return { site, viewer, shown: new Set(seen.people.map(({ employee }) => employee)), at: cursor };
  }

  async #snapshot(site: string): Promise<Snapshot | null> {
    const nowMs = this.#nowMs();
    const kept = this.#snapshots.get(site);
    if (kept && nowMs - kept.madeAtMs < SNAPSHOT_FRESH_MS) return kept;
    const loaded = await this.#boards.load(site, nowMs);
    if (!loaded) return null;
    const { board, cursor } = loaded;
    const at = instant(nowMs);
    const snapshot = {
      board,
      cursor,
      at,
      madeAtMs: nowMs,
      text: write({ type: 'snapshot', cursor, at, board }),
    };
    this.#snapshots.set(site, snapshot);
    return snapshot;
  }

  /** Events after one cursor up to another; null when there are too many. */
  async #missed(after: Cursor, end: Cursor): Promise<LogEvent[] | null> {
    const missed: LogEvent[] = [];
    for (let at = after; compareCursors(at, end) < 0; ) {
      const events = await this.#reader.read(at, READ_EVENTS);
      const due = events.filter(event => compareCursors(event.cursor, end) <= 0);
      missed.push(...due);
      if (missed.length > RESUME_EVENTS_MAX) return null;
      const last = due.at(-1);
      if (!last || due.length < events.length || events.length < READ_EVENTS) break;
      at = last.cursor;
    }
    return missed;
  }

  #delta(cursor: Cursor, changes: BoardChange[]): string {
    return write({ type: 'delta', cursor, at: instant(this.#nowMs()), changes });
  }

  #heartbeat(cursor: Cursor): string {
    return write({ type: 'heartbeat', cursor, at: instant(this.#nowMs()) });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

const ANYTHING: Touched = { employees: null, terminals: new Set(), unknownBadges: [] };

/** Somebody who was touched is on no board any more: only a snapshot can say so. */
function hasLeft(touched: Touched, changes: readonly BoardChange[]): boolean {
  if (touched.employees === null) return true;
  const shown = new Set(
    changes.flatMap(change => (change.kind === 'person' ? [change.person.employee] : [])),
  );
  return [...touched.employees].some(employee => !shown.has(employee));
}

function write(message: LiveServerMessage): string {
  return JSON.stringify(message);
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
