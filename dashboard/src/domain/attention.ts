import type { Board, BoardTerminal, ReaderStatus } from '@tapclock/contracts';
import type { BoardView } from './board-view.ts';
import type { BoardLimits } from './limits.ts';
import type { PersonView } from './person-view.ts';
import type { Shift } from './shifts.ts';

/** Something that needs a person, with its evidence. `key` names the same thing for as long as it lasts. */
export type AttentionItem = { key: string; sinceMs: number } & (
  | { kind: 'missing'; employee: string; name: string; areaId: string; shift: Shift; seconds: number }
  | {
      kind: 'overstay';
      employee: string;
      name: string;
      areaId: string;
      shift: Shift | null;
      overSeconds: number;
      cameAtMs: number;
    }
  | { kind: 'long-break'; employee: string; name: string; areaId: string; seconds: number }
  | { kind: 'unknown-badge'; place: string; taps: number }
  | { kind: 'terminal-offline'; place: string; kept: number | null; isEverSeen: boolean }
  | { kind: 'terminal-alarm'; place: string; alarm: NonNullable<BoardTerminal['alarm']> }
  | {
      kind: 'reader-missing';
      place: string;
      reader: string;
      condition: Pick<ReaderStatus, 'state' | 'problem'>;
      /** No other reader at this terminal works. */
      isOnly: boolean;
    }
  | { kind: 'clock-off'; place: string; seconds: number }
);

export type AttentionKind = AttentionItem['kind'];

/** Most urgent first: where taps cannot be taken or trusted, then people, then what can wait. */
const RANK: Record<AttentionKind, number> = {
  'terminal-alarm': 0,
  'reader-missing': 1,
  'terminal-offline': 2,
  missing: 3,
  'unknown-badge': 4,
  'long-break': 5,
  overstay: 6,
  'clock-off': 7,
};

/** What needs a person now, most urgent first, then what has waited longest; the order of equals never changes. */
export function attentionOf(
  board: Board,
  view: BoardView,
  nowMs: number,
  limits: BoardLimits,
): AttentionItem[] {
  const items = [
    ...[...view.people.values()].flatMap(personItem),
    ...unknownBadges(board, nowMs, limits),
    ...board.terminals.flatMap(terminal => terminalItems(terminal, limits)),
  ];
  return items.sort(
    (a, b) => RANK[a.kind] - RANK[b.kind] || a.sinceMs - b.sinceMs || compare(nameOf(a), nameOf(b)),
  );
}

/** Of equals the one whose name comes first: an order that people can foresee. */
function nameOf(item: AttentionItem): string {
  return 'name' in item ? `${item.name} ${item.key}` : item.key;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function personItem({ employee, name, area: areaId, status }: PersonView): AttentionItem[] {
  const person = { employee, name, areaId };
  switch (status.kind) {
    case 'missing': {
      const { shift, seconds } = status;
      return [
        { kind: 'missing', key: `missing ${employee}`, sinceMs: shift.startMs, ...person, shift, seconds },
      ];
    }
    case 'overstay': {
      const { shift, overSeconds, cameAtMs } = status;
      const sinceMs = shift?.endMs ?? cameAtMs;
      return [
        { kind: 'overstay', key: `overstay ${employee}`, sinceMs, ...person, shift, overSeconds, cameAtMs },
      ];
    }
    case 'break': {
      const { seconds, sinceMs, isLong } = status;
      return isLong
        ? [{ kind: 'long-break', key: `long-break ${employee}`, sinceMs, ...person, seconds }]
        : [];
    }
    default:
      return [];
  }
}

/** One line per place: ten taps of the same strange badge are one thing to do. */
function unknownBadges(board: Board, nowMs: number, limits: BoardLimits): AttentionItem[] {
  const byPlace = new Map<string, { sinceMs: number; taps: number }>();
  for (const badge of board.unknownBadges) {
    const atMs = Date.parse(badge.occurredAt);
    if (nowMs - atMs > limits.unknownBadgeSeconds * 1000) continue;
    const known = byPlace.get(badge.place);
    byPlace.set(badge.place, {
      sinceMs: Math.max(atMs, known?.sinceMs ?? atMs),
      taps: (known?.taps ?? 0) + 1,
    });
  }
  return [...byPlace].map(([place, { sinceMs, taps }]) => ({
    kind: 'unknown-badge',
    key: `unknown-badge ${place}`,
    sinceMs,
    place,
    taps,
  }));
}

function terminalItems(terminal: BoardTerminal, limits: BoardLimits): AttentionItem[] {
  const { terminal: id, place, alarm, journalDepth, lastSeenAt } = terminal;
  const sinceMs = lastSeenAt === null ? 0 : Date.parse(lastSeenAt);
  const items: AttentionItem[] = [];
  if (alarm)
    items.push({ kind: 'terminal-alarm', key: `terminal-alarm ${id} ${alarm}`, sinceMs: 0, place, alarm });
  if (!terminal.online) {
    const isEverSeen = lastSeenAt !== null;
    items.push({
      kind: 'terminal-offline',
      key: `terminal-offline ${id}`,
      sinceMs,
      place,
      kept: journalDepth,
      isEverSeen,
    });
    return items;
  }
  for (const reader of terminal.readers) {
    // One that is polled and does not answer is as good as gone; the others never fall silent.
    if (reader.state !== 'missing' && reader.state !== 'silent') continue;
    items.push({
      kind: 'reader-missing',
      key: `reader-missing ${id} ${reader.id}`,
      sinceMs: 0,
      place,
      reader: reader.id,
      condition: { state: reader.state, problem: reader.problem },
      isOnly: !terminal.readers.some(({ state }) => state === 'online'),
    });
  }
  const offSeconds = clockOffSeconds(terminal, limits);
  if (offSeconds !== 0) {
    items.push({ kind: 'clock-off', key: `clock-off ${id}`, sinceMs: 0, place, seconds: offSeconds });
  }
  return items;
}

/** Seconds the terminal's clock is ahead of the hub's (negative: behind); 0 within tolerance or unmeasured. */
export function clockOffSeconds({ clockOffsetMs }: BoardTerminal, limits: BoardLimits): number {
  if (clockOffsetMs === null || Math.abs(clockOffsetMs) <= limits.clockOffSeconds * 1000) return 0;
  // The contract measures hub minus terminal; people ask whether that clock is fast or slow.
  return -Math.round(clockOffsetMs / 1000);
}
