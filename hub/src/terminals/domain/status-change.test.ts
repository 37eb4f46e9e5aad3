import { describe, expect, it } from '@jest/globals';
import type { OnlineStatus } from '@tapclock/contracts';
import { isNews } from './status-change.ts';

const status: OnlineStatus = {
  online: true,
  sentAt: '2026-11-23T06:00:00.000Z',
  startedAt: '2026-11-23T05:00:00.000Z',
  boot: 1_795_410_000,
  versions: { bridge: '0.1.0', node: '24.21.0' },
  journal: { depth: 0, rows: 5, rowsMax: 1_000_000, state: 'ok', head: { boot: 1_795_410_000, sequence: 5 } },
  clockOffsetMs: 12,
  readers: [
    {
      id: 'r1',
      family: 'rdm6300',
      place: 'left',
      state: 'online',
      problem: null,
      reads: 5,
      refusedReads: 0,
      discardedBytes: 0,
      lastReadAt: null,
    },
  ],
  publicKey: null,
  keyOffer: null,
};
const before = { online: true, status };
const after = (change: Partial<OnlineStatus>) => ({ online: true, status: { ...status, ...change } });

describe('isNews', () => {
  it('is silent about a terminal that is still there', () => {
    const later = after({
      sentAt: '2026-11-23T06:00:30.000Z',
      clockOffsetMs: 40,
      journal: { ...status.journal, rows: 6, head: { boot: status.boot, sequence: 6 } },
    });
    expect(isNews(before, later)).toBe(false);
  });

  it.each([
    ['going offline', { online: false, status }],
    [
      'a reader that went missing',
      after({ readers: status.readers.map(r => ({ ...r, state: 'missing' as const })) }),
    ],
    [
      'a reader with another trouble than before',
      after({ readers: status.readers.map(r => ({ ...r, problem: 'flood' })) }),
    ],
    ['a queue that begins', after({ journal: { ...status.journal, depth: 1 } })],
    ['a full journal', after({ journal: { ...status.journal, state: 'full' } })],
    ['a clock that jumped', after({ clockOffsetMs: 5_000 })],
    ['a new boot', after({ boot: status.boot + 1 })],
  ])('tells of %s', (_case, next) => expect(isNews(before, next)).toBe(true));

  it('tells of a growing queue by steps', () => {
    const deep = (depth: number) => after({ journal: { ...status.journal, depth } });
    expect(isNews(deep(1), deep(9))).toBe(false);
    expect(isNews(deep(1), deep(11))).toBe(true);
    expect(isNews(deep(1_000), deep(1_100))).toBe(false);
  });
});
