import type {
  Board,
  BoardPerson,
  BoardTerminal,
  Finding,
  PunchAction,
  ShiftWindow,
} from '@tapclock/contracts';

/** Midnight of Monday 23 November 2026 in Berlin, as an instant. */
export const MIDNIGHT_MS = Date.parse('2026-11-22T23:00:00.000Z');

/** Epoch milliseconds of a wall-clock time in Berlin, days counted from that Monday: `at('06:05')`, `at('22:00', -1)`. */
export function at(clock: string, day = 0): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  return MIDNIGHT_MS + ((day * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
}

export function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function aShift(from: string, to: string, day = 0, name = 'Early'): ShiftWindow {
  const startMs = at(from, day);
  const endMs = at(to, day);
  return {
    name,
    startsAt: instant(startMs),
    endsAt: instant(endMs > startMs ? endMs : at(to, day + 1)),
    graceSeconds: 300,
  };
}

let made = 0;

export function aPunchId(): string {
  made += 1;
  return `01939d5a-0000-7000-8000-${made.toString(16).padStart(12, '0')}`;
}

export function anEmployeeId(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

export type Tap = [action: PunchAction, atMs: number, findings?: Finding[]];

/** A person whose state follows from the taps, oldest first. */
export function aPerson(taps: Tap[] = [], more: Partial<BoardPerson> = {}): BoardPerson {
  const person: BoardPerson = {
    employee: anEmployeeId(1),
    name: 'Maria Schmidt',
    shortName: 'Maria S.',
    number: '1001',
    area: 'assembly',
    team: null,
    state: 'out',
    since: null,
    clockedInAt: null,
    place: null,
    shifts: [],
    recent: [],
  };
  for (const [action, atMs, findings = []] of taps) {
    const occurredAt = instant(atMs);
    person.recent.unshift({ punchId: aPunchId(), action, occurredAt, findings });
    person.since = occurredAt;
    person.state = action === 'clock-out' ? 'out' : action === 'break-start' ? 'break' : 'in';
    if (action === 'clock-in') person.clockedInAt = occurredAt;
    if (action === 'clock-out') person.clockedInAt = null;
  }
  return { ...person, ...more };
}

export function aTerminal(more: Partial<BoardTerminal> = {}): BoardTerminal {
  return {
    terminal: 'gate-1',
    place: 'Gate 1',
    online: true,
    lastSeenAt: instant(at('06:09')),
    lastPunchAt: instant(at('06:08')),
    journalDepth: 0,
    clockOffsetMs: 0,
    readers: [],
    alarm: null,
    ...more,
  };
}

export function aBoard(people: BoardPerson[] = [], more: Partial<Board> = {}): Board {
  return {
    site: { id: 'werk-nord', name: 'Werk Nord', zone: 'Europe/Berlin' },
    areas: [
      { id: 'assembly', name: 'Assembly' },
      { id: 'logistics', name: 'Logistics' },
    ],
    teams: [],
    people,
    terminals: [],
    unknownBadges: [],
    ...more,
  };
}
