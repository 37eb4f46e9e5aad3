import type { Board, BoardChange, BoardPerson, BoardTerminal, BoardUnknownBadge } from '@tapclock/contracts';

/** Most unknown taps kept on the board; the oldest leave. The punches themselves stay in the hub. */
export const UNKNOWN_BADGES_MAX = 50;

/**
 * The board after some changes. Each change carries a whole new value, so applying one twice changes nothing: the very
 * same object comes back, and nothing is drawn again.
 */
export function applyChanges(board: Board, changes: readonly BoardChange[]): Board {
  return changes.reduce(applyChange, board);
}

/** People who are on both boards and look different now: the rows to highlight after a snapshot or a delta. */
export function changedPeople(before: Board, after: Board): string[] {
  const known = new Map(before.people.map(person => [person.employee, person]));
  return after.people
    .filter(person => {
      const old = known.get(person.employee);
      return (
        old !== undefined && old !== person && (old.state !== person.state || old.since !== person.since)
      );
    })
    .map(person => person.employee);
}

function applyChange(board: Board, change: BoardChange): Board {
  switch (change.kind) {
    case 'person': {
      const people = put(board.people, change.person, (person: BoardPerson) => person.employee);
      return people === board.people ? board : { ...board, people };
    }
    case 'gone':
      return board.people.some(person => person.employee === change.employee)
        ? { ...board, people: board.people.filter(person => person.employee !== change.employee) }
        : board;
    case 'terminal': {
      const terminals = put(board.terminals, change.terminal, (terminal: BoardTerminal) => terminal.terminal);
      return terminals === board.terminals ? board : { ...board, terminals };
    }
    case 'unknown-badge': {
      const badges = put(board.unknownBadges, change.badge, (badge: BoardUnknownBadge) => badge.punchId);
      if (badges === board.unknownBadges) return board;
      const newest = badges.toSorted((a, b) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt));
      return { ...board, unknownBadges: newest.slice(0, UNKNOWN_BADGES_MAX) };
    }
  }
}

function put<T>(items: T[], item: T, keyOf: (item: T) => string): T[] {
  const index = items.findIndex(candidate => keyOf(candidate) === keyOf(item));
  if (index < 0) return [...items, item];
  return sameValue(items[index], item) ? items : items.with(index, item);
}

/** Both sides are plain JSON whose keys the same schema ordered, so their text decides. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
