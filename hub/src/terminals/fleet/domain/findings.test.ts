import { describe, expect, it } from '@jest/globals';
import type { FleetFinding, OnlineStatus } from '@tapclock/contracts';
import { type FleetSite, findingsOf, type KnownTerminal, type ShiftStart } from './findings.ts';

const NOW = '2026-11-02T05:15:00.000Z';
const nowMs = Date.parse(NOW);
const ago = (seconds: number) => new Date(nowMs - seconds * 1_000).toISOString();

const reader = (state: OnlineStatus['readers'][number]['state'], id = 'front') => ({
  ...{ id, family: 'rdm6300', place: 'front', state, problem: null },
  ...{ reads: 1, refusedReads: 0, discardedBytes: 0, lastReadAt: null },
});
const status = (more: Partial<OnlineStatus> = {}): OnlineStatus => ({
  ...{ online: true, sentAt: NOW, startedAt: NOW, boot: 1 },
  versions: { bridge: '1.10.0', node: '24.0.0' },
  journal: { depth: 0, rows: 10, rowsMax: 1_000, state: 'ok', head: null },
  ...{ clockOffsetMs: 0, readers: [reader('online')], publicKey: null, keyOffer: null },
  ...more,
});
const journal = (more: Partial<OnlineStatus['journal']>) =>
  status({ journal: { ...status().journal, ...more } });
const well: KnownTerminal = {
  kind: 'kiosk',
  ...{ enrolledAt: ago(9_999_999), revokedAt: null, online: true, lastSeenAt: NOW, alarm: null },
  ...{ status: status(), reads: { lastHour: 40, usual: 40 }, untrusted: null },
};
const quiet: FleetSite = { nowMs, newest: '1.10.0', starts: [] };
const start = (more: Partial<ShiftStart> = {}): ShiftStart[] => [
  { at: ago(900), due: 40, tapped: false, ...more },
];
const untrusted = { reasons: ['bad-chain', 'bad-signature'], lastAt: NOW };

const codes = (terminal: Partial<KnownTerminal>, site: Partial<FleetSite> = {}) =>
  findingsOf({ ...well, ...terminal }, { ...quiet, ...site }).map(({ code }) => code);

type Case = [string, Partial<KnownTerminal>, FleetFinding['code'][], Partial<FleetSite>?];

describe('findings of a terminal', () => {
  it.each<Case>([
    ['nothing of one that is well', {}, []],
    [
      'nothing of the web clock, which no device sends for',
      { kind: 'web', lastSeenAt: null, status: null },
      [],
    ],
    ['that the chain of the web clock is broken', { kind: 'web', alarm: 'chain-broken' }, ['alarm']],
    ['offline just below the time', { online: false, lastSeenAt: ago(119) }, []],
    ['offline from the time on', { online: false, lastSeenAt: ago(120) }, ['offline']],
    [
      'never seen just below the time',
      { lastSeenAt: null, online: false, status: null, enrolledAt: ago(599) },
      [],
    ],
    ['never seen', { lastSeenAt: null, online: false, status: null, enrolledAt: ago(600) }, ['never-seen']],
    ['a clock just right enough', { status: status({ clockOffsetMs: 29_999 }) }, []],
    ['a clock that is slow', { status: status({ clockOffsetMs: 30_000 }) }, ['clock-off']],
    ['a clock that is fast', { status: status({ clockOffsetMs: -30_000 }) }, ['clock-off']],
    ['a clock nobody has compared', { status: status({ clockOffsetMs: null }) }, []],
    ['a journal with a rush in it', { status: journal({ depth: 99 }) }, []],
    ['a journal that is not emptied', { status: journal({ depth: 100 }) }, ['journal-growing']],
    ['a journal that waits because the line is down', { online: false, status: journal({ depth: 100 }) }, []],
    ['a journal nearly full', { status: journal({ rows: 799 }) }, []],
    ['a journal as good as full', { status: journal({ rows: 800 }) }, ['journal-full']],
    ['a journal that says so itself', { status: journal({ state: 'full' }) }, ['journal-full']],
    ['a journal that failed', { status: journal({ state: 'failed' }) }, ['journal-failed']],
    ['a reader that is opening', { status: status({ readers: [reader('opening')] }) }, []],
    ['a reader that is missing', { status: status({ readers: [reader('missing')] }) }, ['reader-down']],
    ['a reader that is silent', { status: status({ readers: [reader('silent')] }) }, ['reader-down']],
    ['no reader at all', { status: status({ readers: [] }) }, []],
    ['the newest version', { status: status({ versions: { bridge: '1.10.0', node: '24.0.0' } }) }, []],
    [
      'an older version',
      { status: status({ versions: { bridge: '1.9.9', node: '24.0.0' } }) },
      ['old-version'],
    ],
    ['an alarm', { alarm: 'chain-broken' }, ['alarm']],
    ['forged messages', { untrusted }, ['untrusted-messages']],
    ['few taps where many are usual', { reads: { lastHour: 8, usual: 40 } }, ['few-reads']],
    ['just enough taps', { reads: { lastHour: 9, usual: 40 } }, []],
    ['no taps where few are usual', { reads: { lastHour: 0, usual: 9 } }, []],
    ['no taps where ten are usual', { reads: { lastHour: 0, usual: 10 } }, ['few-reads']],
    ['no taps where nothing is known', { reads: { lastHour: 0, usual: null } }, []],
    ['nobody came, too early to say', {}, [], { starts: start({ at: ago(899) }) }],
    ['nobody came', {}, ['no-taps'], { starts: start() }],
    ['nobody of four came', {}, [], { starts: start({ due: 4 }) }],
    ['nobody of five came', {}, ['no-taps'], { starts: start({ due: 5 }) }],
    ['somebody came', {}, [], { starts: start({ tapped: true }) }],
    ['a revoked one is quiet', { revokedAt: ago(1), online: false, lastSeenAt: ago(9_999) }, []],
    ['a revoked one still sends', { revokedAt: ago(1), untrusted }, ['revoked-still-sends']],
  ])('%s', (_what, terminal, expected, site = {}) => {
    expect(codes(terminal, site)).toEqual(expected);
  });

  it('say what they go by', () => {
    const found = findingsOf(
      { ...well, reads: { lastHour: 0, usual: 38.5 }, status: status({ clockOffsetMs: -90_000 }) },
      { ...quiet, newest: '2.0.0', starts: [...start({ at: ago(3_600), due: 12 }), ...start()] },
    );
    expect(found).toEqual([
      { code: 'no-taps', urgent: true, at: ago(900), due: 40 },
      { code: 'few-reads', urgent: true, reads: 0, usual: 38.5 },
      { code: 'clock-off', urgent: false, offsetMs: -90_000 },
      { code: 'old-version', urgent: false, version: '1.10.0', newest: '2.0.0' },
    ]);
  });

  it.each([
    [899, false],
    [900, true],
  ])('a terminal offline for %i s is urgent: %s', (seconds, urgent) => {
    expect(findingsOf({ ...well, online: false, lastSeenAt: ago(seconds) }, quiet)).toEqual([
      { code: 'offline', urgent, since: ago(seconds) },
    ]);
  });

  it.each([
    [['missing', 'online'] as const, [false]],
    [['missing', 'silent'] as const, [true, true]],
  ])('with readers %p the urgency is %p', (states, urgent) => {
    const readers = states.map((state, nth) => reader(state, `reader-${nth}`));
    expect(findingsOf({ ...well, status: status({ readers }) }, quiet).map(found => found.urgent)).toEqual(
      urgent,
    );
  });
});
