import type { Punch, PunchAction } from '@tapclock/contracts';
import { choicesFor } from './choices.ts';
import type { Person } from './standing.ts';
import type {
  CardView,
  ClockingInput,
  ClockingSettings,
  ClockingState,
  Identity,
  Moment,
  PunchWish,
  Recent,
  Step,
  UnknownView,
  View,
  Writing,
} from './state.ts';
import { shiftFor, warningsFor } from './warnings.ts';

/**
 * Most taps remembered against double taps; the oldest is forgotten beyond it. Far above what fits through one kiosk in the window,
 * so that only a broken clock could reach it.
 */
const RECENT_MAX = 256;

interface Arrival {
  person: Person;
  identity: Identity;
  /** Of an earlier look at the same visit. */
  tappedAt?: Moment;
  visit?: number;
}

/** Shows the card of a person, or that the same person has just punched. */
export function openCard(
  state: ClockingState,
  arrival: Arrival,
  now: Moment,
  settings: ClockingSettings,
): Step {
  const { person, identity } = arrival;
  const visit = arrival.visit ?? state.visit + 1;
  const next = { ...state, visit: Math.max(state.visit, visit) };
  const just = state.recent.get(person.card.employee);
  if (just?.kind === 'person' && now.uptimeMs - just.uptimeMs < settings.duplicateWindowMs) {
    const { action, occurredAt } = just;
    const endsAtMs = now.uptimeMs + settings.alreadyRecordedMs;
    return {
      state: withView(next, { kind: 'already-recorded', visit, person, action, occurredAt, endsAtMs }),
      effects: [],
    };
  }
  const tappedAt = arrival.tappedAt ?? now;
  const dealt = choicesFor(person, tappedAt.wallMs);
  const choices = withFixedAction(dealt, identity.fixedAction);
  const endsAtMs = now.uptimeMs + settings.countdownMs;
  return {
    state: withView(next, { kind: 'card', visit, person, identity, tappedAt, choices, endsAtMs }),
    effects: [],
  };
}

/** Hands the punch of a card to the journal. */
export function commit(
  state: ClockingState,
  card: CardView,
  action: PunchAction,
  chosenBy: Punch['chosenBy'],
): Step {
  const { person, identity, tappedAt, visit } = card;
  const writing: Writing = {
    kind: 'person',
    visit,
    person,
    action,
    shift: shiftFor(person, action, tappedAt.wallMs),
    warnings: warningsFor(person, action, tappedAt.wallMs, state.clockSuspect),
  };
  const wish = { action, employee: person.card.employee, identity, occurredAt: tappedAt, chosenBy };
  return append(state, { kind: 'writing', visit, card }, writing, wish);
}

/** Records a badge that nobody here knows: the hub may know better (R3). */
export function commitUnknown(
  state: ClockingState,
  { identity, credential, printed }: Extract<ClockingInput, { type: 'badge' }>,
  now: Moment,
  settings: ClockingSettings,
): Step {
  const visit = state.visit + 1;
  const just = state.recent.get(credential);
  if (just?.kind === 'unknown' && now.uptimeMs - just.uptimeMs < settings.duplicateWindowMs) {
    const endsAtMs = now.uptimeMs + settings.unknownBadgeMs;
    return { state: withView({ ...state, visit }, { ...just.view, visit, endsAtMs }), effects: [] };
  }
  return append(
    { ...state, visit },
    { kind: 'writing', visit, card: null },
    { kind: 'unknown', visit, credential, printed },
    { action: 'auto', employee: null, identity, occurredAt: now, chosenBy: 'terminal' },
  );
}

/** Takes the journal's answer: only now may the screen say "recorded" (R1). */
export function settleAppend(
  state: ClockingState,
  { ticket, result }: Extract<ClockingInput, { type: 'append-result' }>,
  now: Moment,
  settings: ClockingSettings,
): Step {
  const written = state.writing.get(ticket);
  if (written === undefined) return { state, effects: [] };
  const writing = new Map(state.writing);
  writing.delete(ticket);
  const next = { ...state, writing };
  const awaited = state.view.kind === 'writing' && state.view.visit === written.visit;
  if (result.kind === 'refused') {
    const journal = result.reason === 'journal-full' ? 'full' : 'failed';
    return { state: withView({ ...next, journal }, { kind: 'idle' }), effects: [] };
  }
  const { punchId, occurredAt, receipt } = result;
  const delivery = state.online ? 'waiting' : 'offline';
  const { uptimeMs } = now;
  if (written.kind === 'unknown') {
    const view: UnknownView = {
      kind: 'unknown-badge',
      visit: written.visit,
      punchId,
      printed: written.printed,
      occurredAt,
      receipt,
      delivery,
      verdict: null,
      endsAtMs: uptimeMs + settings.unknownBadgeMs,
    };
    const recent = remember(state, written.credential, { kind: 'unknown', view, uptimeMs });
    return { state: withView({ ...next, recent }, awaited ? view : state.view), effects: [] };
  }
  const { visit, person, action, shift, warnings } = written;
  const recent = remember(state, person.card.employee, { kind: 'person', action, occurredAt, uptimeMs });
  const shown: View = {
    kind: 'recorded',
    visit,
    person,
    punchId,
    action,
    occurredAt,
    shift,
    receipt,
    warnings,
    delivery,
    verdict: null,
    endsAtMs: uptimeMs + settings.recordedMs,
  };
  return { state: withView({ ...next, recent }, awaited ? shown : state.view), effects: [] };
}

export function withView(state: ClockingState, view: View): ClockingState {
  return state.view === view ? state : { ...state, view };
}

function append(state: ClockingState, view: View, writing: Writing, wish: PunchWish): Step {
  const ticket = state.ticket + 1;
  return {
    state: { ...state, ticket, view, writing: new Map(state.writing).set(ticket, writing) },
    effects: [{ type: 'append', ticket, wish }],
  };
}

/** A gate that always means one thing proposes it, where it may follow at all. */
function withFixedAction(choices: CardView['choices'], fixed: PunchAction | null): CardView['choices'] {
  if (fixed === null || !choices.others.includes(fixed)) return choices;
  const others = [choices.proposed, ...choices.others.filter(action => action !== fixed)];
  return { ...choices, proposed: fixed, others };
}

function remember(state: ClockingState, key: string, entry: Recent): ClockingState['recent'] {
  const recent = new Map(state.recent);
  recent.delete(key);
  recent.set(key, entry);
  for (const oldest of recent.keys()) {
    if (recent.size <= RECENT_MAX) break;
    recent.delete(oldest);
  }
  return recent;
}
