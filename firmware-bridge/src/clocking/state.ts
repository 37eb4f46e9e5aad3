import type {
  Assurance,
  Delivery,
  Digest,
  EmployeeId,
  Instant,
  KioskWarning,
  Punch,
  PunchAction,
  PunchId,
  Receipt,
  ShiftWindow,
  Slug,
  Verdict,
} from '@tapclock/contracts';
import type { Choices } from './choices.ts';
import type { PinGuard } from './pin-guard.ts';
import type { Person } from './standing.ts';

/** Both clocks at one moment: the wall's, which may jump, and the one that only runs forward since this boot. */
export interface Moment {
  wallMs: number;
  uptimeMs: number;
}

export interface ClockingSettings {
  countdownMs: number;
  recordedMs: number;
  unknownBadgeMs: number;
  alreadyRecordedMs: number;
  duplicateWindowMs: number;
  /** The PIN pad closes after this long without a key. */
  pinTimeoutMs: number;
  pinEnabled: boolean;
}

/** How somebody said who they are. */
export interface Identity {
  identifiedBy: Punch['identifiedBy'];
  credential: Digest | null;
  assurance: Assurance;
  reader: Slug | null;
  /** The action this reader always means, such as an "in" gate; null when the person chooses. */
  fixedAction: PunchAction | null;
}

export interface CardView {
  kind: 'card';
  visit: number;
  person: Person;
  identity: Identity;
  /** The punch happened when the badge was held up, not when the countdown ran out. */
  tappedAt: Moment;
  choices: Choices;
  endsAtMs: number;
}

export interface PinView {
  kind: 'pin';
  visit: number;
  step: 'number' | 'pin';
  person: Person | null;
  error: 'unknown-number' | 'wrong-pin' | 'locked' | null;
  retryAtMs: number;
  checking: boolean;
  endsAtMs: number;
}

export interface RecordedView {
  kind: 'recorded';
  visit: number;
  person: Person;
  punchId: PunchId;
  action: PunchAction;
  occurredAt: Instant;
  shift: ShiftWindow | null;
  receipt: string;
  warnings: KioskWarning[];
  delivery: Delivery;
  verdict: Verdict | null;
  endsAtMs: number;
}

export interface UnknownView {
  kind: 'unknown-badge';
  visit: number;
  punchId: PunchId;
  printed: string | null;
  occurredAt: Instant;
  receipt: string;
  delivery: Delivery;
  verdict: Verdict | null;
  endsAtMs: number;
}

export interface AlreadyView {
  kind: 'already-recorded';
  visit: number;
  person: Person;
  action: PunchAction;
  occurredAt: Instant;
  endsAtMs: number;
}

/** `writing` is a card whose punch is on its way to the disk: still drawn as the card, deaf to buttons. */
export type View =
  | { kind: 'idle' }
  | CardView
  | { kind: 'writing'; visit: number; card: CardView | null }
  | PinView
  | RecordedView
  | UnknownView
  | AlreadyView;

/** A punch handed to the journal whose answer has not come back. */
export type Writing =
  | {
      kind: 'person';
      visit: number;
      person: Person;
      action: PunchAction;
      shift: ShiftWindow | null;
      warnings: KioskWarning[];
    }
  | { kind: 'unknown'; visit: number; credential: Digest; printed: string | null };

/** What was recorded moments ago, by employee or credential, to tell a double tap from a second wish. */
export type Recent =
  | { kind: 'person'; action: PunchAction; occurredAt: Instant; uptimeMs: number }
  | { kind: 'unknown'; view: UnknownView; uptimeMs: number };

export interface ClockingState {
  view: View;
  /** Number of the last visit. */
  visit: number;
  ticket: number;
  writing: ReadonlyMap<number, Writing>;
  recent: ReadonlyMap<string, Recent>;
  pins: PinGuard;
  identifyUntilMs: number | null;
  online: boolean;
  clockSuspect: boolean;
  journal: 'ok' | 'full' | 'failed';
}

export type ClockingInput =
  | { type: 'badge'; identity: Identity; credential: Digest; printed: string | null; person: Person | null }
  | { type: 'choose'; visit: number; action: PunchAction }
  | { type: 'cancel'; visit: number }
  | { type: 'pin-start' }
  | { type: 'pin-enter'; visit: number; digits: string }
  | { type: 'number-found'; visit: number; person: Person | null }
  | { type: 'pin-verified'; visit: number; matches: boolean }
  | { type: 'tick' }
  /** The bridge is going down in order. */
  | { type: 'stop' }
  | { type: 'person-changed'; person: Person }
  | { type: 'append-result'; ticket: number; result: AppendOutcome }
  | { type: 'receipt'; results: Receipt['results'] }
  | { type: 'link'; online: boolean }
  | { type: 'clock'; suspect: boolean }
  | { type: 'journal'; state: ClockingState['journal'] }
  | { type: 'identify'; seconds: number };

export type AppendOutcome =
  | { kind: 'recorded'; punchId: PunchId; occurredAt: Instant; receipt: string }
  | { kind: 'refused'; reason: 'journal-full' | 'journal-failed' };

/** A punch as the machine wants it; ids, zone and clock offset are added outside. */
export interface PunchWish {
  action: PunchAction;
  employee: EmployeeId | null;
  identity: Identity;
  occurredAt: Moment;
  chosenBy: Punch['chosenBy'];
}

export type ClockingEffect =
  | { type: 'append'; ticket: number; wish: PunchWish }
  | { type: 'find-number'; visit: number; digits: string }
  | { type: 'verify-pin'; visit: number; hash: string; digits: string };

export interface Step {
  state: ClockingState;
  effects: ClockingEffect[];
}

/** The machine before the first input: nobody there, not online yet. */
export function initialClocking(): ClockingState {
  return {
    view: { kind: 'idle' },
    visit: 0,
    ticket: 0,
    writing: new Map(),
    recent: new Map(),
    pins: new Map(),
    identifyUntilMs: null,
    online: false,
    clockSuspect: false,
    journal: 'ok',
  };
}
