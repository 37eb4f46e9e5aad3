import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openJournal, parseConfig, silentLogger } from '@tapclock/firmware-bridge';
import { playTaps } from './play-taps.ts';
import { parseTaps } from './taps-file.ts';

const NOW_MS = Date.parse('2026-11-27T12:00:00Z');
const tap = (at: string, badge = '0003880042', more = {}) => ({ at, badge, ...more });
const parse = (...taps: object[]) => parseTaps(JSON.stringify({ taps }), NOW_MS);

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tapclock-play-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe('playing taps at a kiosk without a network', () => {
  it('records them at the times of the day, in one chain that waits for the hub', async () => {
    const config = parseConfig({
      dataDir,
      terminal: 'gate-2',
      place: 'Gate 2',
      site: { id: 'werk-nord', name: 'Werk Nord', zone: 'Europe/Berlin', language: 'en' },
      siteKey: 'AB'.repeat(32),
      broker: { url: 'mqtt://127.0.0.1:1883', username: 'gate-2', password: 'secret' },
      readers: [{ id: 'front', family: 'rdm6300', virtual: true, place: 'front' }],
    });
    const taps = parse(tap('2026-11-26T05:58:10+01:00'), tap('2026-11-26T14:03:00+01:00', '0003880043'));

    expect(await playTaps(config, taps)).toEqual({
      terminal: 'gate-2',
      taps: 2,
      recorded: 2,
      unknownBadges: 2,
      alreadyRecorded: 0,
    });

    const journal = openJournal({ dataDir, now: () => NOW_MS, ...config.journal, log: silentLogger() });
    const entries = journal.pending(null, 10);
    journal.close();
    expect(entries.map(({ punch }) => punch.occurredAt.slice(0, 19))).toEqual([
      '2026-11-26T04:58:10',
      '2026-11-26T13:03:00',
    ]);
    expect(entries[1]?.previous).toBe(entries[0]?.chainHash);
  });
});

describe('a file of taps', () => {
  it('is read with offsets', () => {
    expect(parse(tap('2026-11-26T05:58:10+01:00', '0003880042', { action: 'clock-in' }))).toEqual([
      { atMs: Date.parse('2026-11-26T04:58:10Z'), badge: '0003880042', action: 'clock-in' },
    ]);
  });

  it.each([
    ['a time without an offset', [tap('2026-11-26T05:58:10')], 'taps.0.at'],
    ['a badge that is no number', [tap('2026-11-26T05:58:10Z', 'Anna')], 'taps.0.badge'],
    [
      'taps out of order',
      [tap('2026-11-26T05:58:10Z'), tap('2026-11-26T05:58:09Z')],
      'taps.1.at: is before the tap above',
    ],
    ['a tap to come', [tap('2026-11-27T12:00:01Z')], 'taps.0.at: lies in the future'],
    ['no tap', [], 'taps: '],
  ])('says where it is wrong: %s', (_, taps, message) => {
    expect(() => parse(...taps)).toThrow(message);
  });
});
