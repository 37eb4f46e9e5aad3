import type { BadgeEnd, Instant, ShiftWindow } from '@tapclock/contracts';

/** What ingest must know about a terminal to trust it. */
export interface TerminalIdentity {
  terminal: string;
  site: string;
  place: string;
  /** Ed25519 public key, 32 bytes. */
  publicKey: Buffer;
  /** The key before it, for batches that were on their way when it changed. */
  previousKey: { key: Buffer; until: Instant } | null;
  revokedAt: Instant | null;
}

/** Terminals by name; unknown ones are left out. */
export interface TerminalDirectory {
  findTerminals(terminals: readonly string[]): Promise<TerminalIdentity[]>;
}

/** One person's time with a badge, `[issuedAt, endedAt)`. */
export interface BadgeHolding {
  site: string;
  digest: string;
  employee: string;
  issuedAt: Instant;
  endedAt: Instant | null;
  endedWhy: BadgeEnd | null;
}

/** People by badge digest and by id; unknown ones are left out. */
export interface PeopleDirectory {
  /** Everybody who ever held these badges. */
  findHoldings(wanted: readonly { site: string; digest: string }[]): Promise<BadgeHolding[]>;
  findEmployees(employees: readonly string[]): Promise<{ employee: string; site: string }[]>;
}

/** Planned shifts of these people that overlap `[from, to)`, ordered by start. */
export interface ShiftDirectory {
  findWindows(
    employees: readonly string[],
    from: Instant,
    to: Instant,
  ): Promise<{ employee: string; window: ShiftWindow }[]>;
}

export type ChainAlarm = 'chain-broken' | 'sequence-conflict' | 'bad-signature';

/** Hears about the chains of terminals after each commit. Must neither throw nor block: what is slow is queued behind it. */
export interface ChainWatch {
  /** There is a hole: everything from this punch on is needed again. The same request comes again while the hole stays. */
  requestReplay(hole: { site: string; terminal: string; boot: number; sequence: number }): void;
  raiseAlarm(alarm: { site: string; terminal: string; alarm: ChainAlarm }): void;
  /** A hole in this boot, or between it and the next, is filled. */
  chainWhole(filled: { site: string; terminal: string; boot: number; through: number }): void;
}

export const TERMINAL_DIRECTORY = Symbol('TerminalDirectory');
export const PEOPLE_DIRECTORY = Symbol('PeopleDirectory');
export const SHIFT_DIRECTORY = Symbol('ShiftDirectory');
export const CHAIN_WATCH = Symbol('ChainWatch');
