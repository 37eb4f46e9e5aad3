import { describe, expect, it } from '@jest/globals';
import { manualTime, silentLogger } from '../../platform/index.ts';
import { createVirtualTransport } from '../transports/virtual-transport.ts';
import { createRdm6300 } from './driver.ts';
import { BAD_FRAMES, wire } from './frames.ts';

function aDriver() {
  const time = manualTime(0);
  const transport = createVirtualTransport();
  const reader = createRdm6300({
    id: 'reader-1',
    place: 'left',
    checksum: 'xor',
    holdMs: 400,
    transport,
    clock: time.clock,
    log: silentLogger(),
  });
  const raws: string[] = [];
  reader.onRead(read => raws.push(read.raw));
  return { reader, transport, raws, time };
}

const FRAME = wire('67003B51C6CB');

describe('RDM6300 driver', () => {
  it('is opening until its port says more', () => {
    const { reader } = aDriver();
    expect(reader.status()).toMatchObject({ state: 'opening', reads: 0, lastReadAt: null });
  });

  it('counts every byte that belonged to no badge, also a whole frame with a wrong checksum', () => {
    const { reader, transport, raws } = aDriver();
    reader.start();
    for (const { characters } of BAD_FRAMES) transport.write(wire(characters));
    transport.write(FRAME);
    expect(raws).toEqual(['67003B51C6']);
    const bad = BAD_FRAMES.reduce((sum, { characters }) => sum + wire(characters).length, 0);
    expect(reader.status().discardedBytes).toBe(bad);
  });

  it('joins no halves of frames across a replug, and reads on', () => {
    const { reader, transport, raws } = aDriver();
    reader.start();
    transport.write(FRAME.subarray(0, 6));
    transport.setPlugged(false);
    transport.setPlugged(true);
    transport.write(FRAME.subarray(6));
    expect(raws).toEqual([]);
    transport.write(FRAME);
    expect(raws).toEqual(['67003B51C6']);
  });

  it('gives one read for a tap that the reader repeats without pause', () => {
    const { reader, transport, raws, time } = aDriver();
    reader.start();
    for (let repeat = 0; repeat < 100; repeat += 1) {
      transport.write(FRAME.subarray(0, 9));
      time.advance(10);
      transport.write(FRAME.subarray(9));
      time.advance(55);
    }
    expect(raws).toEqual(['67003B51C6']);
    expect(reader.status()).toMatchObject({ reads: 1, discardedBytes: 0 });
  });
});
