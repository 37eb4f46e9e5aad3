import { describe, expect, it } from '@jest/globals';
import { manualTime, silentLogger } from '../../platform/index.ts';
import type { BadgeRead } from '../badge-read.ts';
import { createPageReader, isPageReader } from '../page-reader.ts';
import { createReaderLine } from '../reader-line.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { wedge } from '../wedge/family.ts';
import { createPageTransport } from './page-transport.ts';

function aPageReader(settings: object = {}) {
  const { clock, timers } = manualTime(0);
  const transport = createPageTransport();
  const [line] = createReaderLine({
    family: 'wedge',
    readers: [{ id: 'page', place: 'screen', holdMs: 400 }],
    protocol: wedge.createProtocol([{ page: true, ...settings }], seededRandom(1)),
    ...{ transport, clock, timers, log: silentLogger() },
  });
  if (line === undefined) throw new Error('no reader');
  const reader = createPageReader(line, transport);
  const reads: BadgeRead[] = [];
  reader.onRead(read => reads.push(read));
  return { reader, reads, line, transport };
}

describe('a reader that types into the kiosk page', () => {
  it('reads what the page passes on, at once', async () => {
    const { reader, reads } = aPageReader();
    reader.type('67003B51C6');
    expect(reads).toEqual([]);
    reader.start();
    expect(reader.status().state).toBe('online');
    reader.type('67003B51C6');
    expect(reads.map(({ raw }) => raw)).toEqual(['67003B51C6']);
    await reader.stop();
    reader.type('3C00CE754C');
    expect(reads).toHaveLength(1);
  });

  it('is known from others', () => {
    const { reader, line } = aPageReader();
    expect(isPageReader(reader)).toBe(true);
    expect(isPageReader(line)).toBe(false);
  });

  it('takes the longest code, and nothing that the contract would not', () => {
    const { reader, reads } = aPageReader({ technology: 'barcode' });
    reader.start();
    reader.type('A'.repeat(128));
    expect(reads).toHaveLength(1);
    for (const text of ['', 'A'.repeat(129), 'a\rb', 'é', '\x1b[2J'])
      expect(() => reader.type(text)).toThrow(RangeError);
  });

  it('counts what is no badge', () => {
    const { reader } = aPageReader({ length: 10 });
    reader.start();
    reader.type('12345');
    expect(reader.status()).toMatchObject({ refusedReads: 1, reads: 0 });
  });

  it('may be opened anew', () => {
    const { reader, transport } = aPageReader();
    const states: (string | null)[] = [];
    reader.onStatus(({ state, problem }) => states.push(state, problem));
    reader.start();
    transport.reopen('silent');
    expect(states).toEqual(['online', null, 'missing', 'silent', 'online', null]);
  });
});
