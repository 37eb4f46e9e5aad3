import type { Instant, KioskHealth, OnlineStatus, ReaderStatus } from '@tapclock/contracts';

/** Everything that says how this bridge does, gathered at one moment. */
export interface HealthFacts {
  now: Instant;
  startedAt: Instant;
  boot: number;
  bridgeVersion: string;
  nodeVersion: string;
  journal: OnlineStatus['journal'];
  clockOffsetMs: number | null;
  isClockSuspect: boolean;
  readers: ReaderStatus[];
  isOnline: boolean;
  offlineSince: Instant | null;
  roster: { cards: number; cardsMax: number; refusedCards: number };
  uplink: { badMessages: number; inFlight: number; isReplaying: boolean };
  publicKey: string;
  keyOffer: OnlineStatus['keyOffer'];
}

/** The retained status message of a live terminal. */
export function terminalStatus(facts: HealthFacts): OnlineStatus {
  const { now, startedAt, boot, journal, clockOffsetMs, readers, publicKey, keyOffer } = facts;
  return {
    online: true,
    sentAt: now,
    startedAt,
    boot,
    versions: { bridge: facts.bridgeVersion, node: facts.nodeVersion },
    journal,
    clockOffsetMs,
    readers,
    publicKey,
    keyOffer,
  };
}

/** What the worker's screen shows of it: the connection, what is kept here, a missing reader. */
export function kioskHealth(facts: HealthFacts): KioskHealth {
  return {
    link: facts.isOnline ? 'online' : 'offline',
    offlineSince: facts.isOnline ? null : facts.offlineSince,
    kept: facts.journal.depth,
    readers: facts.readers.map(({ id, place, state }) => ({ id, place, state })),
    journal: facts.journal.state,
  };
}

/** `GET /health`: `ok` while punches can be recorded and a reader works; for a supervisor of the process and for people. */
export function healthReport(facts: HealthFacts) {
  const canRead = facts.readers.some(({ state }) => state === 'online');
  return {
    status:
      facts.journal.state !== 'ok' ? ('failed' as const) : canRead ? ('ok' as const) : ('degraded' as const),
    ...facts,
  };
}
