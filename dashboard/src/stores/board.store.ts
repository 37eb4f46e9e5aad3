import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Board, BoardChange, BoardPerson } from '@tapclock/contracts';
import { type AttentionItem, attentionOf } from '../domain/attention.ts';
import { applyChanges, changedPeople, sameValue } from '../domain/board-changes.ts';
import { type BoardView, boardViewOf } from '../domain/board-view.ts';
import { BOARD_LIMITS } from '../domain/limits.ts';
import { factsOf, type PersonFacts } from '../domain/person-facts.ts';
import type { PersonView } from '../domain/person-view.ts';
import { type SiteDay, siteDay } from '../domain/site-day.ts';
import type { ClockStore } from './clock.store.ts';

/** The site's board as the hub last told it, and what follows from it now. */
export interface BoardStore {
  readonly board: ReadonlySignal<Board | null>;
  readonly view: ReadonlySignal<BoardView | null>;
  readonly attention: ReadonlySignal<AttentionItem[]>;
  /** Cursor to resume after; null before the first snapshot. */
  cursor(): string | null;
  /** One person's row; the signal moves only when the row looks different. */
  person(employee: string): ReadonlySignal<PersonView | undefined>;
  /** Counts the changes that news made to a row, for its highlight; 0 before the first. */
  revision(employee: string): ReadonlySignal<number>;
  /** The person as the hub sent it, for the details. */
  raw(employee: string): BoardPerson | undefined;
  snapshot(board: Board, cursor: string): void;
  delta(changes: readonly BoardChange[], cursor: string): void;
  moveTo(cursor: string): void;
  clear(): void;
}

export function createBoardStore(clock: ClockStore): BoardStore {
  const board = signal<Board | null>(null);
  const revisions = signal<ReadonlyMap<string, number>>(new Map());
  let lastCursor: string | null = null;
  let lastPeople = new Map<string, PersonView>();

  // Finding the borders of a day asks the calendar some fifty times: once a day is enough.
  let known: { zone: string; day: SiteDay } | null = null;
  const dayAt = (nowMs: number, zone: string): SiteDay => {
    const isSame = known?.zone === zone && known.day.startMs <= nowMs && nowMs < known.day.endMs;
    if (!known || !isSame) known = { zone, day: siteDay(nowMs, zone) };
    return known.day;
  };

  // A record never changes, it is replaced: what follows from it lives as long as it does.
  const facts = new WeakMap<BoardPerson, PersonFacts>();
  const rememberFacts = (person: BoardPerson): PersonFacts => {
    const known = facts.get(person) ?? factsOf(person);
    facts.set(person, known);
    return known;
  };

  const view = computed(() => {
    const nowMs = clock.nowMs.value;
    if (!board.value || nowMs === null) return null;
    const fresh = boardViewOf(board.value, {
      nowMs,
      day: dayAt(nowMs, board.value.site.zone),
      limits: BOARD_LIMITS,
      factsOf: rememberFacts,
    });
    // Rows that look the same keep their object, so that only the others are drawn again.
    const people = new Map(
      [...fresh.people].map(([id, person]) => [id, keepSame(lastPeople.get(id), person)]),
    );
    lastPeople = people;
    return { ...fresh, people };
  });

  const replace = (next: Board, cursor: string) =>
    batch(() => {
      const before = board.value;
      if (before && before.site.id === next.site.id) {
        const changed = changedPeople(before, next);
        if (changed.length > 0) revisions.value = counted(revisions.value, changed);
      }
      board.value = next;
      lastCursor = cursor;
    });

  return {
    board,
    view,
    attention: computed(() => {
      const nowMs = clock.nowMs.value;
      if (!board.value || !view.value || nowMs === null) return [];
      return attentionOf(board.value, view.value, nowMs, BOARD_LIMITS);
    }),
    cursor: () => lastCursor,
    person: memoized(employee => computed(() => view.value?.people.get(employee))),
    revision: memoized(employee => computed(() => revisions.value.get(employee) ?? 0)),
    raw: employee => board.value?.people.find(person => person.employee === employee),
    snapshot: replace,
    delta: (changes, cursor) => {
      if (board.value) replace(applyChanges(board.value, changes), cursor);
    },
    moveTo: cursor => {
      lastCursor = cursor;
    },
    clear: () =>
      batch(() => {
        board.value = null;
        revisions.value = new Map();
        lastCursor = null;
        lastPeople = new Map();
      }),
  };
}

function keepSame(before: PersonView | undefined, after: PersonView): PersonView {
  return before && sameValue(before, after) ? before : after;
}

function counted(revisions: ReadonlyMap<string, number>, employees: string[]): ReadonlyMap<string, number> {
  const next = new Map(revisions);
  for (const employee of employees) next.set(employee, (next.get(employee) ?? 0) + 1);
  return next;
}

/** One signal per person for the life of the page: as many as the site has people. */
function memoized<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return key => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
