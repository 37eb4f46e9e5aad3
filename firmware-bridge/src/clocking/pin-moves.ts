import { openCard, withView } from './moves.ts';
import { afterRightPin, afterWrongPin, pinLockedForMs } from './pin-guard.ts';
import type { Person } from './standing.ts';
import type { ClockingInput, ClockingSettings, ClockingState, Moment, PinView, Step } from './state.ts';

/** Opens the PIN pad. Someone's card on the screen goes first; a tap at any time takes the pad's place. */
export function startPin(state: ClockingState, now: Moment, settings: ClockingSettings): Step {
  const busy = state.view.kind === 'card' || state.view.kind === 'writing' || state.view.kind === 'pin';
  if (!settings.pinEnabled || state.journal !== 'ok' || busy) return { state, effects: [] };
  const visit = state.visit + 1;
  const view: PinView = {
    kind: 'pin',
    visit,
    step: 'number',
    person: null,
    error: null,
    retryAtMs: 0,
    checking: false,
    endsAtMs: now.uptimeMs + settings.pinTimeoutMs,
  };
  return { state: withView({ ...state, visit }, view), effects: [] };
}

/** Takes what was typed: the personnel number first, then the PIN. Deaf while a PIN is being checked or locked. */
export function enterDigits(
  state: ClockingState,
  { visit, digits }: Extract<ClockingInput, { type: 'pin-enter' }>,
  now: Moment,
  settings: ClockingSettings,
): Step {
  const { view } = state;
  if (view.kind !== 'pin' || view.visit !== visit || view.checking) return { state, effects: [] };
  const endsAtMs = now.uptimeMs + settings.pinTimeoutMs;
  const checking: PinView = { ...view, error: null, checking: true, endsAtMs };
  if (view.step === 'number')
    return { state: withView(state, checking), effects: [{ type: 'find-number', visit, digits }] };
  const hash = view.person?.card.pin ?? null;
  if (view.person === null || hash === null || isLocked(state, view.person, now))
    return { state, effects: [] };
  return { state: withView(state, checking), effects: [{ type: 'verify-pin', visit, hash, digits }] };
}

/** Goes on to the PIN. A person without a PIN cannot come in this way, which is said as "unknown number". */
export function numberFound(
  state: ClockingState,
  { visit, person }: Extract<ClockingInput, { type: 'number-found' }>,
  now: Moment,
): Step {
  const { view } = state;
  if (view.kind !== 'pin' || view.visit !== visit) return { state, effects: [] };
  if (person === null || person.card.pin === null)
    return { state: withView(state, { ...view, checking: false, error: 'unknown-number' }), effects: [] };
  const lockedForMs = pinLockedForMs(state.pins, person.card.employee, now.uptimeMs);
  const asked: PinView = {
    ...view,
    step: 'pin',
    person,
    checking: false,
    error: lockedForMs > 0 ? 'locked' : null,
    retryAtMs: now.uptimeMs + lockedForMs,
  };
  return { state: withView(state, asked), effects: [] };
}

/** A right PIN shows the card as a badge would; a wrong one counts. */
export function pinVerified(
  state: ClockingState,
  { visit, matches }: Extract<ClockingInput, { type: 'pin-verified' }>,
  now: Moment,
  settings: ClockingSettings,
): Step {
  const { view } = state;
  if (view.kind !== 'pin' || view.visit !== visit || view.person === null || !view.checking)
    return { state, effects: [] };
  const { person } = view;
  const { employee } = person.card;
  if (matches) {
    const pins = afterRightPin(state.pins, employee);
    const identity = {
      identifiedBy: 'pin',
      credential: null,
      assurance: 'knowledge',
      reader: null,
      fixedAction: null,
    } as const;
    return openCard({ ...state, pins }, { person, identity }, now, settings);
  }
  const pins = afterWrongPin(state.pins, employee, now.uptimeMs);
  const lockedForMs = pinLockedForMs(pins, employee, now.uptimeMs);
  const again: PinView = {
    ...view,
    checking: false,
    error: lockedForMs > 0 ? 'locked' : 'wrong-pin',
    retryAtMs: now.uptimeMs + lockedForMs,
  };
  return { state: withView({ ...state, pins }, again), effects: [] };
}

function isLocked(state: ClockingState, person: Person, now: Moment): boolean {
  return pinLockedForMs(state.pins, person.card.employee, now.uptimeMs) > 0;
}
