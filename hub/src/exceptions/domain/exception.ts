import type {
  Cursor,
  ExceptionCategory,
  ExceptionEntry,
  ExceptionFacts,
  ExceptionState,
  FixKind,
} from '@tapclock/contracts';

/**
 * Who notices an exception and takes it back: the findings of a day, a punch by itself, the clock (what does not happen), patterns of badges,
 * the state of terminals.
 */
export type ExceptionSource = 'day' | 'punch' | 'clock' | 'identity' | 'fleet';

/** Something noticed that a person must settle. */
export interface NewException {
  /** By `exceptionId`: the same thing noticed again has the same. */
  id: string;
  site: string;
  source: ExceptionSource;
  code: string;
  category: ExceptionCategory;
  consequence: number;
  employee: string | null;
  terminal: string | null;
  /** null: the area of the employee, if there is one. */
  area: string | null;
  /** Local date, `YYYY-MM-DD`. */
  date: string | null;
  /** Instant of the fact. */
  at: string;
  facts: ExceptionFacts;
  /** How long it may stay open before those above are told, in seconds; null: for ever. */
  escalatesAfter: number | null;
  /** The event that it was noticed by; null for what is noticed without one. */
  seen: Cursor | null;
}

/** An exception as it stands in its table. */
export interface ExceptionRow extends NewException {
  holds: boolean;
  state: ExceptionState;
  version: number;
  noticedAt: string;
  /** Account that takes care of it. */
  ownerId: string | null;
  ownedAt: string | null;
  escalatesAt: string | null;
  escalatedAt: string | null;
  settledBy: string | null;
  settledAt: string | null;
  settledFix: FixKind | null;
  settledReason: string | null;
}

/** An exception with the names that a person reads it by. */
export interface SeenException extends ExceptionRow {
  /** Of the site. */
  zone: string;
  number: string | null;
  name: string | null;
  team: string | null;
  place: string | null;
  ownerName: string | null;
}

/** What somebody, or the hub by itself, does to an exception. */
export interface ExceptionChange {
  to: ExceptionState;
  what: ExceptionEntry['what'];
  /** Name of who does it; null: the hub by itself. */
  by: string | null;
  fix?: FixKind;
  reason?: string;
  /** Ids of the corrections made with it. */
  corrections?: readonly string[];
  /** Account that takes care of it from now on, null: nobody; left out: as before. */
  owner?: string | null;
  nowMs: number;
}
