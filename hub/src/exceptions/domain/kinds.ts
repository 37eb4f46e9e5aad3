import type { ExceptionCategory } from '@tapclock/contracts';

/** What kind of exception a code is. */
export interface ExceptionKind {
  category: ExceptionCategory;
  /** 1: somebody's pay is wrong or a law is broken as it stands; 5: good to know. */
  consequence: 1 | 2 | 3 | 4 | 5;
  /** How long it may stay open before those above are told, in seconds; null: for ever. */
  escalatesAfter: number | null;
}

/** Why a code is no exception: it is shown where it belongs, and nobody has to settle it. */
interface Note {
  note: string;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;

function kind(
  category: ExceptionCategory,
  consequence: ExceptionKind['consequence'],
  escalatesAfter: number | null = null,
): ExceptionKind {
  return { category, consequence, escalatesAfter };
}

const SAID_BY_THE_DAY: Note = { note: 'the day it belongs to says it better, once corrections are read' };

/** What the engine notices about a day (docs/hours.md). A code that is not here is a limit of the policy's own. */
export const DAY_KINDS: Readonly<Record<string, ExceptionKind | Note>> = {
  DUPLICATE: { note: 'read as one tap; nothing to decide' },
  MISSING_OUT: kind('missing', 1, DAY),
  MISSING_IN: kind('missing', 1, DAY),
  MISSING_PAUSE_START: kind('break', 2, 2 * DAY),
  MISSING_PAUSE_END: kind('break', 2, 2 * DAY),
  STILL_OPEN: { note: 'somebody is at work; the clock says when that is too long' },
  AUTO_CLOSED: kind('missing', 2, 2 * DAY),
  CORRECTION_WITHOUT_PUNCH: kind('missing', 2, 2 * DAY),
  LATE: kind('schedule', 3),
  EARLY: kind('schedule', 3),
  NO_SHOW: kind('schedule', 2, DAY),
  BREAK_NOT_TAKEN: kind('break', 2, 3 * DAY),
  BREAK_LATE: kind('break', 3),
  MEAL_LATE: kind('break', 2, 3 * DAY),
  MEAL_LATE_UNSETTLED: kind('break', 3),
  MEAL_SHORT: kind('break', 2, 3 * DAY),
  MEAL_MISSED: kind('break', 1, 3 * DAY),
  MEAL_NEAR_EDGE: kind('break', 5),
  REST_BREAK_MISSED: kind('break', 2, 3 * DAY),
  SPLIT_SHIFT: { note: 'the policy pays for it by itself' },
  SENT_HOME_EARLY: kind('schedule', 4),
  REST_SHORT: kind('rest', 1, 3 * DAY),
  WEEKLY_REST_MISSING: kind('rest', 1, 3 * DAY),
  MINOR_DAY_LIMIT: kind('limit', 1, DAY),
  MINOR_WEEK_LIMIT: kind('limit', 1, DAY),
  MINOR_REST_SHORT: kind('rest', 1, DAY),
  MINOR_HOURS: kind('limit', 1, DAY),
};

const POLICY_LIMIT = kind('limit', 1, 3 * DAY);

/** What the hub notices about a punch by itself. */
export const PUNCH_KINDS: Readonly<Record<string, ExceptionKind | Note>> = {
  late: SAID_BY_THE_DAY,
  early: SAID_BY_THE_DAY,
  duplicate: SAID_BY_THE_DAY,
  'wrong-order': SAID_BY_THE_DAY,
  'missing-clock-out': SAID_BY_THE_DAY,
  'unknown-badge': kind('identity', 2, DAY),
  unscheduled: kind('schedule', 3),
  'clock-off': kind('clock', 2, DAY),
};

/** What does not happen, and so is no event: seen by the clock. */
export const CLOCK_KINDS = {
  'not-here': kind('schedule', 3, HOUR),
  'break-too-long': kind('break', 4),
  'work-too-long': kind('limit', 2, HOUR),
  'too-few-people': kind('coverage', 3, HOUR),
} as const;

/** What badges say together that no badge says alone. */
export const IDENTITY_KINDS = {
  'tapped-together': kind('identity', 2),
  'two-places': kind('identity', 2, DAY),
  'impossible-way': kind('identity', 2, DAY),
} as const;

/** A terminal's own finding: as what code it stands in the inbox, and what it is while people can tap and while they cannot. */
interface FleetKind {
  code: string;
  kind: ExceptionKind;
  urgent: ExceptionKind;
}

function fleet(code: string, calm: ExceptionKind, urgent: ExceptionKind = calm): FleetKind {
  return { code, kind: calm, urgent };
}

/** What the hub notices about terminals (docs/fleet.md). */
export const FLEET_KINDS: Readonly<Record<string, FleetKind | Note>> = {
  'never-seen': fleet('never-seen', kind('device', 4)),
  offline: fleet('offline', kind('device', 3, 4 * HOUR), kind('device', 2, HOUR)),
  // A punch may carry `clock-off`, too: that one is about hours.
  'clock-off': fleet('terminal-clock-off', kind('clock', 3, DAY)),
  'journal-growing': fleet('journal-growing', kind('device', 3, 4 * HOUR)),
  'journal-full': fleet('journal-full', kind('device', 2, HOUR), kind('device', 1, HOUR)),
  'journal-failed': fleet('journal-failed', kind('device', 1, HOUR)),
  'reader-down': fleet('reader-down', kind('device', 3, 4 * HOUR), kind('device', 2, HOUR)),
  'old-version': { note: 'seen to at the next update' },
  alarm: fleet('alarm', kind('device', 3, DAY), kind('device', 2, HOUR)),
  'untrusted-messages': fleet('untrusted-messages', kind('device', 2, DAY)),
  'revoked-still-sends': fleet('revoked-still-sends', kind('device', 2, DAY)),
  'few-reads': fleet('few-reads', kind('device', 4), kind('device', 3, HOUR)),
  'no-taps': fleet('no-taps', kind('device', 2, HOUR)),
};

/** What a finding of a day is in the inbox; null: a note that nobody has to settle. */
export function dayKind(code: string): ExceptionKind | null {
  return settled(Object.hasOwn(DAY_KINDS, code) ? DAY_KINDS[code] : POLICY_LIMIT);
}

/** What a finding of a punch is in the inbox; null as in `dayKind`. */
export function punchKind(code: string): ExceptionKind | null {
  return settled(PUNCH_KINDS[code]);
}

/** What a finding about a terminal is in the inbox; null as in `dayKind`. */
export function fleetKind(code: string, urgent: boolean): { code: string; kind: ExceptionKind } | null {
  const found = FLEET_KINDS[code];
  if (found === undefined || 'note' in found) return null;
  return { code: found.code, kind: urgent ? found.urgent : found.kind };
}

function settled(found: ExceptionKind | Note | undefined): ExceptionKind | null {
  return found === undefined || 'note' in found ? null : found;
}
