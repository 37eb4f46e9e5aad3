import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { ExceptionDetail, ExceptionView } from '@tapclock/contracts';
import { type InboxFilter, isOver, WHOLE_INBOX } from '../domain/inbox.ts';
import { type Hand, isHeld } from '../domain/steady-layout.ts';
import { countWaiting, offerRows, type SteadyRows } from '../domain/steady-rows.ts';

/** One page of the inbox as it is looked at: rows that hold still under the hand, what is marked, what is open at the side. */
export interface InboxStore {
  readonly filter: ReadonlySignal<InboxFilter>;
  readonly page: ReadonlySignal<number>;
  /** Rows in the order to draw; null before the first answer. */
  readonly shown: ReadonlySignal<readonly string[] | null>;
  /** How many rows would come or go if no hand were on the list. */
  readonly waiting: ReadonlySignal<number>;
  /** How many there are in all of what is asked for. */
  readonly total: ReadonlySignal<number>;
  /** Rows marked for one fix. */
  readonly marked: ReadonlySignal<ReadonlySet<string>>;
  readonly selected: ReadonlySignal<string | null>;
  readonly isUnanswered: ReadonlySignal<boolean>;
  view(id: string): ExceptionView | undefined;
  /** With its fixes, as they were last told; undefined until it was asked for. Whoever settles by them says which version they saw. */
  detail(id: string): ExceptionDetail | undefined;
  /** Whether the fixes are of the version that is shown. */
  isFresh(id: string): boolean;
  ask(filter: InboxFilter): void;
  turnTo(page: number): void;
  /** Takes a page of the list. Returns ids that are shown and not in it any more, of which nobody said yet what became of them. */
  listed(views: readonly ExceptionView[], total: number): string[];
  /** Takes one exception as the hub last told it. */
  learned(detail: ExceptionDetail): void;
  /** The hub shows it to this person no more. */
  lost(id: string): void;
  unanswered(): void;
  mark(id: string, isMarked: boolean): void;
  unmarkAll(): void;
  select(id: string | null): void;
  pointer(isOver: boolean): void;
  interacted(): void;
  applyWaiting(): void;
  /** Lets go of the order once the hand has left. */
  letGo(): void;
}

/** `monotonic` is a clock in milliseconds that never runs back. */
export function createInboxStore(monotonic: () => number): InboxStore {
  const filter = signal<InboxFilter>(WHOLE_INBOX);
  const page = signal(1);
  const steady = signal<SteadyRows | null>(null);
  const total = signal(0);
  const known = signal<ReadonlyMap<string, ExceptionView>>(new Map());
  const details = signal<ReadonlyMap<string, ExceptionDetail>>(new Map());
  const marked = signal<ReadonlySet<string>>(new Set());
  const selected = signal<string | null>(null);
  const isUnanswered = signal(false);
  let hand: Hand = { isPointerOver: false, pointerMovedAtMs: null, interactedAtMs: null };
  let target: readonly string[] = [];

  const offer = () => {
    // What is over stays only where somebody might be about to press beside it.
    const open = target.filter(id => !isOver(known.peek().get(id) ?? { state: 'open' }));
    const next = offerRows(steady.peek(), open, isHeld(hand, monotonic()));
    if (next !== steady.peek()) steady.value = next;
  };
  const learn = (views: readonly ExceptionView[]) => {
    const next = new Map(known.peek());
    for (const view of views) {
      const before = next.get(view.id);
      // Answers overtake each other; the version tells which is older.
      if (before === undefined || before.version <= view.version) next.set(view.id, view);
    }
    known.value = next;
  };
  const keepMarks = () => {
    const kept = [...marked.peek()].filter(id => !isOver(known.peek().get(id) ?? { state: 'gone' }));
    if (kept.length !== marked.peek().size) marked.value = new Set(kept);
  };
  const begin = () => {
    steady.value = null;
    marked.value = new Set();
    target = [];
  };

  return {
    filter,
    page,
    total,
    marked,
    selected,
    isUnanswered,
    shown: computed(() => steady.value?.shown ?? null),
    waiting: computed(() => (steady.value === null ? 0 : countWaiting(steady.value))),
    view: id => known.value.get(id),
    detail: id => details.value.get(id),
    isFresh: id => {
      const detail = details.value.get(id);
      return detail !== undefined && detail.version === known.value.get(id)?.version;
    },
    ask: asked =>
      batch(() => {
        filter.value = asked;
        page.value = 1;
        begin();
      }),
    turnTo: next =>
      batch(() => {
        page.value = next;
        begin();
      }),
    listed: (views, all) => {
      const there = new Set(views.map(({ id }) => id));
      const vanished = (steady.peek()?.shown ?? []).filter(
        id => !there.has(id) && !isOver(known.peek().get(id) ?? { state: 'gone' }),
      );
      batch(() => {
        learn(views);
        total.value = all;
        isUnanswered.value = false;
        target = views.map(({ id }) => id);
        offer();
        keepMarks();
      });
      return vanished;
    },
    learned: detail =>
      batch(() => {
        learn([detail]);
        const before = details.peek().get(detail.id);
        if (before === undefined || before.version <= detail.version)
          details.value = new Map(details.peek()).set(detail.id, detail);
        offer();
        keepMarks();
      }),
    lost: id =>
      batch(() => {
        target = target.filter(other => other !== id);
        const before = steady.peek();
        if (before !== null) steady.value = { ...before, shown: before.shown.filter(other => other !== id) };
        if (selected.peek() === id) selected.value = null;
      }),
    unanswered: () => {
      isUnanswered.value = true;
    },
    mark: (id, isMarked) => {
      const next = new Set(marked.peek());
      if (isMarked) next.add(id);
      else next.delete(id);
      marked.value = next;
    },
    unmarkAll: () => {
      marked.value = new Set();
    },
    select: id => {
      selected.value = id;
    },
    pointer: isOver => {
      hand = { ...hand, isPointerOver: isOver, pointerMovedAtMs: monotonic() };
    },
    interacted: () => {
      hand = { ...hand, interactedAtMs: monotonic() };
    },
    applyWaiting: () => {
      const before = steady.peek();
      if (before?.waiting) steady.value = { shown: before.waiting, waiting: null };
    },
    letGo: offer,
  };
}
