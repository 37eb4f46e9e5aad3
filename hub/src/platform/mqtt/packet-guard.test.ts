import { describe, expect, it } from '@jest/globals';
import { PacketGuard } from './packet-guard.ts';

/** A PUBLISH of `length` body bytes with its fixed header. */
function packet(length: number): Buffer {
  const header = [0x30];
  let rest = length;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    header.push(rest > 0 ? byte | 0x80 : byte);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)]);
}

describe('PacketGuard', () => {
  it('lets packets up to the limit through, wherever the stream is cut (R11)', () => {
    const stream = Buffer.concat([packet(0), packet(200), packet(1), packet(20_000), packet(127)]);
    for (const cut of [1, 2, 3, 7, 128, stream.length]) {
      const guard = new PacketGuard(20_000);
      for (let at = 0; at < stream.length; at += cut) {
        expect(guard.accept(stream.subarray(at, at + cut))).toBe('ok');
      }
    }
  });

  it('speaks up at the header, before the body is there', () => {
    const guard = new PacketGuard(1_000);
    expect(guard.accept(packet(1_000))).toBe('ok');
    expect(guard.accept(packet(1_001).subarray(0, 3))).toBe('too-long');
  });

  it('refuses a length of more than four bytes', () => {
    const guard = new PacketGuard(Number.MAX_SAFE_INTEGER);
    expect(guard.accept(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe('malformed');
  });
});
