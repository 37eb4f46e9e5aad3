import type { BoardPerson } from '@tapclock/contracts';

/** A stretch of being at work or on break; `toMs` is null while it lasts. Epoch milliseconds. */
export interface Part {
  kind: 'in' | 'break';
  fromMs: number;
  toMs: number | null;
}

/** From clock-in to clock-out; `toMs` is null while the person is here. */
export interface Stay {
  fromMs: number;
  toMs: number | null;
  parts: Part[];
}

type Taps = BoardPerson['recent'];

/**
 * The stays that the last 24 hours of punches tell of, oldest first. Where the punches and the hub's own state disagree
 * (a punch is older than the list, a kind nobody could name), the hub's state wins.
 */
export function staysOf(person: BoardPerson): Stay[] {
  const stays = staysFromPunches(person);
  return person.state === 'out'
    ? closeAt(stays, person.since)
    : keepOpen(stays, person, person.state, person.since ?? person.clockedInAt);
}

function staysFromPunches(person: BoardPerson): Stay[] {
  const stays: Stay[] = [];
  let current: Stay | null = null;
  const here = (fromMs: number): Stay => {
    if (current) return current;
    current = openStay(fromMs);
    stays.push(current);
    return current;
  };
  for (const tap of inOrder(person.recent)) {
    const atMs = Date.parse(tap.occurredAt);
    switch (tap.action) {
      case 'clock-in':
        // An earlier stay that nobody closed has no known end: drawing one would be an invention.
        if (current && tap.findings.some(finding => finding.code === 'missing-clock-out')) {
          stays.pop();
          current = null;
        }
        here(atMs);
        break;
      case 'break-start':
      case 'break-end':
      case 'job-change':
        turn(here(startOfUnseenStay(person, atMs)), tap.action === 'break-start' ? 'break' : 'in', atMs);
        break;
      case 'clock-out':
        close(here(atMs), atMs);
        current = null;
        break;
      case 'auto':
        break;
    }
  }
  return stays;
}

function inOrder(recent: Taps): Taps {
  return recent.toSorted((a, b) =>
    a.occurredAt === b.occurredAt ? compare(a.punchId, b.punchId) : compare(a.occurredAt, b.occurredAt),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The clock-in lies before the list of punches: the hub may still know it. */
function startOfUnseenStay(person: BoardPerson, atMs: number): number {
  const knownMs = person.clockedInAt === null ? Number.NaN : Date.parse(person.clockedInAt);
  return knownMs <= atMs ? knownMs : atMs;
}

function openStay(fromMs: number): Stay {
  return { fromMs, toMs: null, parts: [{ kind: 'in', fromMs, toMs: null }] };
}

function turn(stay: Stay, kind: Part['kind'], atMs: number): void {
  const last = stay.parts.at(-1);
  if (last?.kind === kind) return;
  if (last) last.toMs = atMs;
  stay.parts.push({ kind, fromMs: atMs, toMs: null });
}

function close(stay: Stay, atMs: number): void {
  stay.toMs = atMs;
  for (const part of stay.parts) part.toMs ??= atMs;
}

function closeAt(stays: Stay[], since: string | null): Stay[] {
  const last = stays.at(-1);
  const sinceMs = since === null ? null : Date.parse(since);
  if (last && last.toMs === null) {
    // Open by the punches, out for the hub: without an end there is no stay to show.
    if (sinceMs === null || sinceMs < last.fromMs) return stays.slice(0, -1);
    close(last, sinceMs);
  }
  if (!last && sinceMs !== null) return [{ fromMs: sinceMs, toMs: sinceMs, parts: [] }];
  return stays;
}

function keepOpen(stays: Stay[], person: BoardPerson, kind: Part['kind'], since: string | null): Stay[] {
  const last = stays.at(-1);
  if (since === null) return last && last.toMs === null ? stays : stays.concat();
  const sinceMs = Date.parse(since);
  if (last && last.toMs === null) {
    turn(last, kind, sinceMs);
    return stays;
  }
  const fromMs = Math.min(sinceMs, person.clockedInAt === null ? sinceMs : Date.parse(person.clockedInAt));
  const stay = openStay(fromMs);
  turn(stay, kind, sinceMs);
  return [
    ...stays,
    { ...stay, parts: stay.parts.filter(part => part.toMs === null || part.toMs > part.fromMs) },
  ];
}
