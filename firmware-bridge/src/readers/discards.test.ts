import { describe, expect, it } from '@jest/globals';
import { createDiscards } from './discards.ts';
import { DISCARDED_BYTES_MAX, type ProtocolEvent } from './protocol.ts';

function flushed(discards: ReturnType<typeof createDiscards>): [string, number][] {
  const events: ProtocolEvent[] = [];
  discards.flush(events);
  return events.map(event => (event.kind === 'discarded' ? [event.reason, event.bytes.length] : ['?', 0]));
}

describe('discarded bytes', () => {
  it('of one reason come together, in order, once', () => {
    const discards = createDiscards();
    discards.add([1, 2], 'noise');
    discards.add(Uint8Array.of(3), 'noise');
    const events: ProtocolEvent[] = [];
    discards.flush(events);
    expect(events).toEqual([{ kind: 'discarded', bytes: Uint8Array.of(1, 2, 3), reason: 'noise' }]);
    expect(flushed(discards)).toEqual([]);
  });

  it('of two reasons come apart', () => {
    const discards = createDiscards();
    discards.add([1], 'noise');
    discards.add([2, 2], 'gap');
    discards.add([3], 'noise');
    expect(flushed(discards)).toEqual([
      ['noise', 1],
      ['gap', 2],
      ['noise', 1],
    ]);
  });

  it('come in pieces of a limited size', () => {
    const discards = createDiscards();
    discards.add(new Uint8Array(DISCARDED_BYTES_MAX * 2 + 1), 'noise');
    expect(flushed(discards)).toEqual([
      ['noise', DISCARDED_BYTES_MAX],
      ['noise', DISCARDED_BYTES_MAX],
      ['noise', 1],
    ]);
  });

  it('are none where nothing was added', () => {
    const discards = createDiscards();
    discards.add([], 'noise');
    expect(flushed(discards)).toEqual([]);
  });
});
