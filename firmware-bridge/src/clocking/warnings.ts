import type { KioskWarning, PunchAction, ShiftWindow } from '@tapclock/contracts';
import { isOverdue, ms, shiftToEnd, shiftToStart } from './shifts.ts';
import type { Person } from './standing.ts';

/** What the worker should know before doing `action` at `at` (epoch ms); decided from the roster, with no network. */
export function warningsFor(
  person: Person,
  action: PunchAction,
  at: number,
  clockSuspect: boolean,
): KioskWarning[] {
  const { card, standing } = person;
  const warnings: KioskWarning[] = [];
  const forgottenFrom = standing.clockedInAt ?? standing.since;
  if (isOverdue(card.shifts, standing, at) && forgottenFrom !== null)
    warnings.push({ code: 'missing-clock-out', clockedInAt: forgottenFrom });
  if (action === 'clock-in') warnings.push(...arriving(person, at));
  if (action === 'clock-out' && warnings.length === 0) warnings.push(...leaving(person, at));
  if (clockSuspect) warnings.push({ code: 'clock-suspect' });
  return warnings;
}

/** The shift to show beside an action; null when none covers it. */
export function shiftFor(person: Person, action: PunchAction, at: number): ShiftWindow | null {
  const { shifts } = person.card;
  if (action === 'clock-in' || person.standing.state === 'out') return shiftToStart(shifts, at);
  return shiftToEnd(shifts, at);
}

function arriving({ card, standing }: Person, at: number): KioskWarning[] {
  const shift = shiftToStart(card.shifts, at);
  if (shift === null) return [{ code: 'unscheduled' }];
  const lateMs = at - ms(shift.startsAt);
  // Someone who was here earlier in this shift and comes back is not late.
  const wasHere =
    standing.state === 'out' && standing.since !== null && ms(standing.since) > ms(shift.startsAt);
  return lateMs > shift.graceSeconds * 1000 && !wasHere
    ? [{ code: 'late', seconds: Math.floor(lateMs / 1000) }]
    : [];
}

function leaving({ card }: Person, at: number): KioskWarning[] {
  const shift = shiftToEnd(card.shifts, at);
  if (shift === null) return [{ code: 'unscheduled' }];
  const earlyMs = ms(shift.endsAt) - at;
  return earlyMs > shift.graceSeconds * 1000 ? [{ code: 'early', seconds: Math.ceil(earlyMs / 1000) }] : [];
}
