import { describe, expect, it } from '@jest/globals';
import { ReaderStatus } from '@tapclock/contracts';
import { parseConfig } from '../config/index.ts';
import { manualTime, silentLogger, systemEntropy } from '../platform/index.ts';
import type { BadgeRead } from './badge-read.ts';
import { createReaders } from './create-readers.ts';
import { isVirtualReader } from './virtual-reader.ts';

const START_MS = Date.parse('2026-11-23T05:58:12.345Z');

function aVirtualReader(changes: object = {}) {
  const time = manualTime(START_MS);
  const { readers } = parseConfig({
    dataDir: '/tmp/none',
    terminal: 'gate-2',
    place: 'Gate 2',
    site: { id: 'werk-nord', name: 'Werk Nord', zone: 'Europe/Berlin', language: 'en' },
    siteKey: '00'.repeat(32),
    broker: { url: 'mqtt://127.0.0.1:1', username: 'u', password: 'p' },
    readers: [{ id: 'reader-1', family: 'rdm6300', virtual: true, place: 'left', ...changes }],
  });
  const deps = { ...time, random: () => 0, entropy: systemEntropy(), log: silentLogger() };
  const [reader] = createReaders(readers, deps);
  if (reader === undefined || !isVirtualReader(reader)) throw new Error('a virtual reader was configured');
  const reads: BadgeRead[] = [];
  const states: string[] = [];
  reader.onRead(read => reads.push(read));
  reader.onStatus(status => states.push(status.state));
  reader.start();
  return { reader, reads, states, time };
}

describe('virtual reader', () => {
  it('reads a badge by its printed number through the real driver, before present returns', () => {
    const { reader, reads } = aVirtualReader();
    expect(reader.present({ dez10: '0003887558' })).toBe('67003B51C6');
    expect(reads).toEqual([
      {
        readerId: 'reader-1',
        at: START_MS,
        technology: 'em4100',
        raw: '67003B51C6',
        printed: expect.objectContaining({ dez10: '0003887558', d3d5: '059,20934' }),
        integrity: 'xor',
        assurance: 'identifier-only',
      },
    ]);
    expect(ReaderStatus.parse(reader.status())).toEqual({
      id: 'reader-1',
      family: 'rdm6300',
      place: 'left',
      state: 'online',
      problem: null,
      reads: 1,
      refusedReads: 0,
      discardedBytes: 0,
      lastReadAt: '2026-11-23T05:58:12.345Z',
    });
  });

  it('makes one read of a badge however long it is held, and a new one once it has left', () => {
    const { reader, reads, time } = aVirtualReader();
    reader.present({ hex10: '67003b51c6' }, { holdMs: 3000 });
    time.advance(3000);
    expect(reads).toHaveLength(1);
    time.advance(300);
    reader.present({ hex10: '67003B51C6' });
    expect(reads).toHaveLength(1);
    time.advance(401);
    reader.present({ hex10: '67003B51C6' });
    expect(reads).toHaveLength(2);
    expect(time.waiting()).toBe(0);
  });

  it('counts a hold by time that does not jump with the wall clock', () => {
    const { reader, reads, time } = aVirtualReader();
    reader.present({ dez10: '0003887558' }, { holdMs: 500 });
    time.jump(3_600_000);
    time.advance(500);
    expect(reads).toHaveLength(1);
  });

  it('takes a held badge away for the next, and at stop', async () => {
    const { reader, reads, time } = aVirtualReader();
    reader.present({ dez10: '0003887558' }, { holdMs: 60_000 });
    reader.present({ dez10: '0003909740' }, { version: 0x45, holdMs: 60_000 });
    time.advance(2000);
    expect(reads.map(read => read.raw)).toEqual(['67003B51C6', '45003BA86C']);
    await reader.stop();
    expect(time.waiting()).toBe(0);
    reader.present({ dez10: '0003887558' });
    expect(reads).toHaveLength(2);
  });

  it('is missing while unplugged and reads nothing then', () => {
    const { reader, reads, states } = aVirtualReader();
    reader.setPlugged(false);
    reader.present({ dez10: '0003887558' });
    reader.setPlugged(true);
    reader.present({ dez10: '0003887558' });
    expect(states).toEqual(['online', 'missing', 'online']);
    expect(reads).toHaveLength(1);
  });

  it('speaks the additive checksum to a driver that is set to it', () => {
    const { reader, reads } = aVirtualReader({ checksum: 'sum8' });
    reader.present({ hex10: '2E00AF0EC9' });
    expect(reads).toEqual([expect.objectContaining({ raw: '2E00AF0EC9', integrity: 'sum8' })]);
  });

  it.each(['388755', '4294967296', 'abcdefghij', '67003B51C6'])('has no badge printed %p', dez10 => {
    expect(() => aVirtualReader().reader.present({ dez10 })).toThrow(RangeError);
  });

  it('has no badge with nine hex characters', () => {
    expect(() => aVirtualReader().reader.present({ hex10: '67003B51C' })).toThrow(RangeError);
  });
});
