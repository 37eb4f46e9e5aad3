import { describe, expect, it } from '@jest/globals';
import type { ReaderStatus } from '@tapclock/contracts';
import { type HealthFacts, healthReport } from './health.ts';

function reader(state: ReaderStatus['state']): ReaderStatus {
  return {
    id: `reader-${state}`,
    family: 'osdp',
    place: 'Gate',
    state,
    problem: null,
    reads: 0,
    refusedReads: 0,
    discardedBytes: 0,
    lastReadAt: null,
  };
}

function facts(
  states: ReaderStatus['state'][],
  journal: HealthFacts['journal']['state'] = 'ok',
): HealthFacts {
  return {
    now: '2026-11-23T05:58:12.345Z',
    startedAt: '2026-11-23T05:00:00.000Z',
    boot: 1,
    bridgeVersion: '0.1.0',
    nodeVersion: '24.21.0',
    journal: { depth: 0, rows: 0, rowsMax: 1000, state: journal, head: null },
    clockOffsetMs: null,
    publicKey: 'public',
    keyOffer: null,
    isClockSuspect: false,
    readers: states.map(reader),
    isOnline: true,
    offlineSince: null,
    roster: { cards: 0, cardsMax: 100, refusedCards: 0 },
    uplink: { badMessages: 0, inFlight: 0, isReplaying: false },
  };
}

describe('the health of a terminal', () => {
  it.each([
    [['online'], 'ok'],
    [['silent', 'online'], 'ok'],
    // A reader that is asked and does not answer reads nobody's badge.
    [['silent'], 'degraded'],
    [['opening', 'missing'], 'degraded'],
  ] as const)('with readers %j is %s', (states, status) => {
    expect(healthReport(facts([...states])).status).toBe(status);
  });

  it('is failed when punches cannot be kept, whatever the readers do', () => {
    expect(healthReport(facts(['online'], 'full')).status).toBe('failed');
  });
});
