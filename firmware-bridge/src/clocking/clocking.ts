import type { PunchAction, Receipt } from '@tapclock/contracts';
import { commit, commitUnknown, openCard, settleAppend, withView } from './moves.ts';
import { enterDigits, numberFound, pinVerified, startPin } from './pin-moves.ts';
import type { Person } from './standing.ts';
import type {
  ClockingInput,
  ClockingSettings,
  ClockingState,
  Moment,
  RecordedView,
  Step,
  UnknownView,
} from './state.ts';

/** A verdict with something to say stays readable for at least this long after it arrives. */
const VERDICT_READ_MS = 2500;

/**
 * One step of the machine that decides what a tap means. Pure: the clocks come in as `now`, everything that touches the world goes
 * out as effects, and their answers come back as inputs. Inputs for an earlier visit change nothing.
 */
export function step(
  state: ClockingState,
  input: ClockingInput,
  now: Moment,
  settings: ClockingSettings,
): Step {
  switch (input.type) {
    case 'badge':
      return badge(state, input, now, settings);
    case 'choose':
      return choose(state, input.visit, input.action);
    case 'cancel':
      return cancel(state, input.visit);
    case 'pin-start':
      return startPin(state, now, settings);
    case 'pin-enter':
      return enterDigits(state, input, now, settings);
    case 'number-found':
      return numberFound(state, input, now);
    case 'pin-verified':
      return pinVerified(state, input, now, settings);
    case 'tick':
      return tick(state, now, settings);
    case 'stop':
      return state.view.kind === 'card'
        ? commit(state, state.view, state.view.choices.proposed, 'terminal')
        : same(state);
    case 'person-changed':
      return personChanged(state, input.person, now, settings);
    case 'append-result':
      return settleAppend(state, input, now, settings);
    case 'receipt':
      return receipt(state, input.results, now);
    case 'link':
      return link(state, input.online);
    case 'clock':
      return same({ ...state, clockSuspect: input.suspect });
    case 'journal':
      return same({ ...state, journal: input.state });
    case 'identify':
      return same({ ...state, identifyUntilMs: now.uptimeMs + input.seconds * 1000 });
  }
}

/** Uptime at which the next `tick` is due; null when nothing runs out. */
export function nextTickMs(state: ClockingState): number | null {
  const ends: number[] = [];
  if ('endsAtMs' in state.view) ends.push(state.view.endsAtMs);
  if (state.identifyUntilMs !== null) ends.push(state.identifyUntilMs);
  return ends.length === 0 ? null : Math.min(...ends);
}

function badge(
  state: ClockingState,
  input: Extract<ClockingInput, { type: 'badge' }>,
  now: Moment,
  settings: ClockingSettings,
): Step {
  // A journal that cannot write shows red; a tap must not look as if it had worked.
  if (state.journal !== 'ok') return same(state);
  const { view } = state;
  const employee = input.person?.card.employee;
  if (view.kind === 'card' && view.person.card.employee === employee)
    return commit(state, view, view.choices.proposed, 'worker');
  if (view.kind === 'writing' && view.card?.person.card.employee === employee && employee !== undefined)
    return same(state);
  // The next in the queue does not wait for the countdown of the one before.
  const before = view.kind === 'card' ? commit(state, view, view.choices.proposed, 'terminal') : same(state);
  const after =
    input.person === null
      ? commitUnknown(before.state, input, now, settings)
      : openCard(before.state, { person: input.person, identity: input.identity }, now, settings);
  return { state: after.state, effects: [...before.effects, ...after.effects] };
}

function choose(state: ClockingState, visit: number, action: PunchAction): Step {
  const { view } = state;
  if (view.kind !== 'card' || view.visit !== visit) return same(state);
  const { proposed, others } = view.choices;
  return action === proposed || others.includes(action) ? commit(state, view, action, 'worker') : same(state);
}

function cancel(state: ClockingState, visit: number): Step {
  const { view } = state;
  if (view.kind === 'idle' || view.kind === 'writing' || view.visit !== visit) return same(state);
  return same(withView(state, { kind: 'idle' }));
}

function tick(state: ClockingState, now: Moment, settings: ClockingSettings): Step {
  const identifying = state.identifyUntilMs !== null && state.identifyUntilMs > now.uptimeMs;
  const recent = [...state.recent].filter(
    ([, { uptimeMs }]) => now.uptimeMs - uptimeMs < settings.duplicateWindowMs,
  );
  const next: ClockingState = {
    ...state,
    identifyUntilMs: identifying ? state.identifyUntilMs : null,
    recent: recent.length === state.recent.size ? state.recent : new Map(recent),
  };
  const { view } = next;
  if (!('endsAtMs' in view) || view.endsAtMs > now.uptimeMs) return same(next);
  if (view.kind === 'card') return commit(next, view, view.choices.proposed, 'countdown');
  return same(withView(next, { kind: 'idle' }));
}

/** The card of somebody who punched elsewhere meanwhile is dealt anew; the countdown with it, so that nothing changes under a finger. */
function personChanged(state: ClockingState, person: Person, now: Moment, settings: ClockingSettings): Step {
  const { view } = state;
  if (view.kind !== 'card' || view.person.card.employee !== person.card.employee) return same(state);
  if (view.person.standing.state === person.standing.state) return same(state);
  const { identity, tappedAt, visit } = view;
  return openCard(state, { person, identity, tappedAt, visit }, now, settings);
}

function receipt(state: ClockingState, results: Receipt['results'], now: Moment): Step {
  const { view } = state;
  const recent = new Map(state.recent);
  for (const [key, entry] of recent) {
    // A second tap on an unknown badge shows the first one's answer again.
    if (entry.kind === 'unknown') recent.set(key, { ...entry, view: withReceipt(entry.view, results, now) });
  }
  if (view.kind !== 'recorded' && view.kind !== 'unknown-badge') return same({ ...state, recent });
  return same(withView({ ...state, recent }, withReceipt(view, results, now)));
}

function withReceipt<Shown extends RecordedView | UnknownView>(
  view: Shown,
  results: Receipt['results'],
  now: Moment,
): Shown {
  const result = results.find(({ punchId }) => punchId === view.punchId);
  if (result === undefined || isSettled(view)) return view;
  const worthReading = (result.verdict?.findings.length ?? 0) > 0 || view.kind === 'unknown-badge';
  return {
    ...view,
    delivery: result.outcome === 'recorded' ? 'confirmed' : 'quarantined',
    verdict: result.verdict,
    endsAtMs: worthReading ? Math.max(view.endsAtMs, now.uptimeMs + VERDICT_READ_MS) : view.endsAtMs,
  };
}

function isSettled({ delivery }: RecordedView | UnknownView): boolean {
  return delivery === 'confirmed' || delivery === 'quarantined';
}

function link(state: ClockingState, online: boolean): Step {
  if (state.online === online) return same(state);
  const { view } = state;
  const shown = view.kind === 'recorded' || view.kind === 'unknown-badge';
  if (!shown || isSettled(view)) return same({ ...state, online });
  return same(withView({ ...state, online }, { ...view, delivery: online ? 'waiting' : 'offline' }));
}

function same(state: ClockingState): Step {
  return { state, effects: [] };
}
