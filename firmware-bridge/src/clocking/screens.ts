import type { KioskScreen } from '@tapclock/contracts';
import type { CardView, ClockingSettings, ClockingState, Moment, PinView } from './state.ts';
import { shiftFor, warningsFor } from './warnings.ts';

/** What the page has to draw now. The same state gives the same screen, but for the time that is left. */
export function screenOf(state: ClockingState, now: Moment, settings: ClockingSettings): KioskScreen {
  if (state.journal !== 'ok')
    return { screen: 'refused', reason: state.journal === 'full' ? 'journal-full' : 'journal-failed' };
  const { view } = state;
  switch (view.kind) {
    case 'idle':
      return idleOf(state, now);
    case 'writing':
      return view.card === null ? { screen: 'idle' } : cardOf(view.card, state, 0, settings);
    case 'card':
      return cardOf(view, state, remaining(view, now), settings);
    case 'pin':
      return pinOf(view, now);
    case 'recorded': {
      const { visit, action, occurredAt, shift, receipt, delivery, verdict, warnings } = view;
      const person = personOf(view);
      const remainingMs = remaining(view, now);
      return {
        screen: 'recorded',
        visit,
        person,
        action,
        occurredAt,
        shift,
        receipt,
        delivery,
        verdict,
        warnings,
        remainingMs,
      };
    }
    case 'unknown-badge': {
      const { visit, printed, occurredAt, receipt, delivery, verdict } = view;
      const remainingMs = remaining(view, now);
      return { screen: 'unknown-badge', visit, printed, occurredAt, receipt, delivery, verdict, remainingMs };
    }
    case 'already-recorded': {
      const { visit, action, occurredAt } = view;
      const remainingMs = remaining(view, now);
      return { screen: 'already-recorded', visit, person: personOf(view), action, occurredAt, remainingMs };
    }
  }
}

function idleOf(state: ClockingState, now: Moment): KioskScreen {
  const leftMs = (state.identifyUntilMs ?? 0) - now.uptimeMs;
  return leftMs > 0 ? { screen: 'identify', remainingMs: Math.ceil(leftMs) } : { screen: 'idle' };
}

function cardOf(
  card: CardView,
  state: ClockingState,
  remainingMs: number,
  settings: ClockingSettings,
): KioskScreen {
  const { standing } = card.person;
  const { proposed, others } = card.choices;
  const at = card.tappedAt.wallMs;
  return {
    screen: 'card',
    visit: card.visit,
    person: personOf(card),
    state: standing.state,
    since: standing.since,
    shift: shiftFor(card.person, proposed, at),
    weekMinutes: standing.weekMinutes,
    proposed,
    others,
    warnings: warningsFor(card.person, proposed, at, state.clockSuspect),
    countdown: { totalMs: settings.countdownMs, remainingMs },
  };
}

function pinOf(view: PinView, now: Moment): KioskScreen {
  const retryAfterMs = view.error === 'locked' ? Math.max(0, Math.ceil(view.retryAtMs - now.uptimeMs)) : 0;
  return {
    screen: 'pin',
    visit: view.visit,
    step: view.step,
    error: view.error,
    retryAfterMs,
    checking: view.checking,
    remainingMs: remaining(view, now),
  };
}

function personOf({ person }: { person: CardView['person'] }) {
  return { shortName: person.card.shortName, language: person.card.language };
}

function remaining({ endsAtMs }: { endsAtMs: number }, now: Moment): number {
  return Math.max(0, Math.ceil(endsAtMs - now.uptimeMs));
}
