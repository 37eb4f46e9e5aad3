import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { type Asked, type FloorLayout, layoutOf } from '../domain/floor-layout.ts';
import type { Bucket, Group } from '../domain/person-view.ts';
import { countMoves, type Hand, isHeld, offer, release, type SteadyLayout } from '../domain/steady-layout.ts';
import type { BoardStore } from './board.store.ts';
import type { ClockStore } from './clock.store.ts';

/** Groups that are folded until somebody opens them: who left or is off rarely matters at a glance. */
const FOLDED: ReadonlySet<Group> = new Set(['gone', 'off']);

/** What the person at the screen looks at: filters, the open person, and an order that holds still under the hand. */
export interface FloorStore {
  readonly bucket: ReadonlySignal<Bucket | null>;
  readonly query: ReadonlySignal<string>;
  readonly selected: ReadonlySignal<string | null>;
  /** Order to draw; null before the first snapshot. */
  readonly layout: ReadonlySignal<FloorLayout | null>;
  /** Rows that would move if the hand were not there. */
  readonly waiting: ReadonlySignal<number>;
  toggleBucket(bucket: Bucket): void;
  search(query: string): void;
  select(employee: string | null): void;
  isOpen(area: string, group: Group): boolean;
  toggleGroup(area: string, group: Group): void;
  pointer(isOver: boolean): void;
  interacted(): void;
  applyWaiting(): void;
  clear(): void;
  /** Begins to follow the board; returns how to stop. */
  follow(): () => void;
}

export function createFloorStore(board: BoardStore, clock: ClockStore): FloorStore {
  const bucket = signal<Bucket | null>(null);
  const query = signal('');
  const selected = signal<string | null>(null);
  const toggled = signal<ReadonlySet<string>>(new Set());
  const hand = signal<Hand>({ isPointerOver: false, pointerMovedAtMs: null, interactedAtMs: null });
  const steady = signal<SteadyLayout | null>(null);

  const target = computed(() => {
    const view = board.view.value;
    const site = board.board.value?.site.id;
    if (!view || site === undefined) return null;
    const asked: Asked = { site, bucket: bucket.value, query: query.value };
    return layoutOf(view, board.attention.value, asked);
  });

  const follow = () =>
    effect(() => {
      // The monotonic tick lets go of the order once the hand has been away for long enough.
      const isHandOnList = isHeld(hand.value, Math.max(clock.monotonicMs.value, latest(hand.value)));
      const next = target.value ? offer(steady.peek(), target.value, isHandOnList) : null;
      if (next !== steady.peek()) steady.value = next;
    });

  return {
    bucket,
    query,
    selected,
    layout: computed(() => steady.value?.shown ?? null),
    waiting: computed(() => (steady.value ? countMoves(steady.value) : 0)),
    toggleBucket: asked => {
      bucket.value = bucket.value === asked ? null : asked;
    },
    search: text => {
      query.value = text;
    },
    select: employee => {
      selected.value = employee;
    },
    isOpen: (area, group) => {
      if (bucket.value !== null || query.value.trim() !== '') return true;
      return FOLDED.has(group) === toggled.value.has(`${area} ${group}`);
    },
    toggleGroup: (area, group) => {
      const next = new Set(toggled.value);
      const key = `${area} ${group}`;
      if (!next.delete(key)) next.add(key);
      toggled.value = next;
    },
    pointer: isOver => {
      hand.value = { ...hand.value, isPointerOver: isOver, pointerMovedAtMs: clock.monotonic() };
    },
    interacted: () => {
      hand.value = { ...hand.value, interactedAtMs: clock.monotonic() };
    },
    applyWaiting: () => {
      if (steady.value) steady.value = release(steady.value);
    },
    clear: () =>
      batch(() => {
        bucket.value = null;
        query.value = '';
        selected.value = null;
        steady.value = null;
      }),
    follow,
  };
}

function latest(hand: Hand): number {
  return Math.max(hand.pointerMovedAtMs ?? 0, hand.interactedAtMs ?? 0);
}
