import type { PersonState, PunchAction } from '@tapclock/contracts';
import { mayFollow } from '@tapclock/contracts';
import { isOverdue, ms, shiftToEnd } from './shifts.ts';
import type { Person } from './standing.ts';

/** From this long before the shift's end a tap means going home. */
export const LEAVING_BEFORE_END_MS = 30 * 60_000;
/** Nobody takes a break sooner than this after coming in or coming back. */
export const WORK_BEFORE_BREAK_MS = 60 * 60_000;

export interface Choices {
  proposed: PunchAction;
  /** The other allowed actions, most likely first. */
  others: PunchAction[];
  /** The stay on record was never closed; the person is treated as out. */
  overdue: boolean;
}

const LIKELY_FIRST: readonly PunchAction[] = [
  'clock-in',
  'break-end',
  'clock-out',
  'break-start',
  'job-change',
];

/**
 * What a person may do at `at` (epoch ms) and what they most likely want. The rule: out → clock-in; on break → break-end; in →
 * break-start in the middle of a planned shift, else clock-out. In doubt clock-out, because a clock-out by mistake is mended
 * by the next clock-in, while a break by mistake stays open until somebody asks.
 */
export function choicesFor(person: Person, at: number): Choices {
  const { standing, card } = person;
  const overdue = isOverdue(card.shifts, standing, at);
  const allowed = allowedActions(person, overdue ? 'out' : standing.state);
  // Whoever forgot to clock out may still be on a stay nobody planned.
  if (overdue && card.actions.includes('clock-out')) allowed.push('clock-out');
  const [likeliest = 'auto'] = likelyOrder(person, at, overdue).filter(action => allowed.includes(action));
  return { proposed: likeliest, others: allowed.filter(action => action !== likeliest), overdue };
}

function allowedActions(person: Person, state: PersonState): PunchAction[] {
  const possible = LIKELY_FIRST.filter(action => mayFollow(state, action));
  const allowed = possible.filter(action => person.card.actions.includes(action));
  // A fact is never refused (R3): where the roster leaves nothing to do, the worker may still say what happened.
  return allowed.length > 0 ? allowed : possible.filter(action => action !== 'job-change');
}

function likelyOrder(person: Person, at: number, overdue: boolean): readonly PunchAction[] {
  const { standing, card } = person;
  if (overdue || standing.state !== 'in' || standing.since === null) return LIKELY_FIRST;
  const shift = shiftToEnd(card.shifts, at);
  const inTheMiddle =
    shift !== null &&
    at < ms(shift.endsAt) - LEAVING_BEFORE_END_MS &&
    at - ms(standing.since) >= WORK_BEFORE_BREAK_MS;
  return inTheMiddle ? ['break-start', ...LIKELY_FIRST] : LIKELY_FIRST;
}
