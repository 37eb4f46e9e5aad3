import type { FindingCode, KioskHealth, KioskWarning, PersonState, PunchAction } from '@tapclock/contracts';

/**
 * Every word the kiosk can say. A language is an object of this type, so a missing text does not compile. Times, durations
 * and counts come in as text that is already formatted.
 */
export type Messages = {
  tapBadge: string;
  noBadge: string;
  usePin: string;
  allRecorded: string;
  sending: (kept: string) => string;
  offlineSince: (time: string) => string;
  offline: string;
  keptHere: (kept: string) => string;
  nothingLost: string;
  /** Short form for narrow bars. */
  offlineKept: (kept: string) => string;

  startingTitle: string;
  startingHint: string;
  startingLong: string;

  readerOpening: string;
  readerMissing: string;
  readerMissingHint: string;
  readerMissingPin: string;
  readerPartly: (places: string) => string;

  states: Record<PersonState, string>;
  since: (state: PersonState, time: string) => string;
  neverClocked: string;
  shift: string;
  noShift: string;
  thisWeek: string;
  actions: Record<PunchAction, string>;
  recordsItself: (seconds: string) => string;
  recordsNow: string;
  orTapAgain: string;
  cancel: string;
  cancelHint: string;

  done: Record<PunchAction, string>;
  farewell: Record<PunchAction, string>;
  greeting: Record<'morning' | 'day' | 'evening' | 'night', string>;
  onTime: string;
  asPlanned: string;
  recordedHere: string;
  waiting: string;
  confirmed: string;
  willBeSent: string;
  quarantined: string;
  receipt: string;
  nextBadge: string;
  alreadyDone: Record<PunchAction, string>;
  alreadyHint: string;

  newBadge: string;
  badgeNumber: string;
  newBadgeHint: string;
  newBadgeAction: string;
  badgeKnown: string;
  badgeKnownHint: string;

  refusedTitle: string;
  refusedHint: string;
  refusedReason: Record<Exclude<KioskHealth['journal'], 'ok'>, string>;

  identify: string;

  pairing: {
    askingTitle: string;
    askingHint: (hub: string) => string;
    codeTitle: string;
    codeHint: string;
    /** Where the person who approves goes, in three short steps. */
    codeSteps: (hub: string) => readonly [string, string, string];
    fingerprint: string;
    codeGoodFor: (time: string) => string;
    codeHubAway: string;
    awayTitle: string;
    awayHint: (hub: string) => string;
    refusedTitle: string;
    refusedHint: Record<'busy' | 'not-understood', string>;
    pairedTitle: string;
    pairedHint: (site: string, place: string) => string;
  };

  pinNumberTitle: string;
  pinTitle: string;
  pinStep: (step: string, steps: string) => string;
  pinErrors: Record<'unknown-number' | 'wrong-pin' | 'locked', string>;
  pinRetry: (seconds: string) => string;
  pinChecking: string;
  pinDigits: (count: string) => string;
  next: string;
  ok: string;
  deleteDigit: string;

  findings: {
    late: (duration: string) => string;
    early: (duration: string) => string;
    unscheduled: string;
    'unknown-badge': string;
    duplicate: string;
    'wrong-order': (state: PersonState) => string;
    'clock-off': string;
    'missing-clock-out': (time: string) => string;
  } & Record<FindingCode, unknown>;
  warnings: {
    late: (duration: string) => string;
    early: (duration: string) => string;
    unscheduled: string;
    'missing-clock-out': (time: string) => string;
    'clock-suspect': string;
  } & Record<KioskWarning['code'], unknown>;
};
