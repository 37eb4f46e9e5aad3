import { describe, expect, it } from '@jest/globals';
import type { ProtocolEvent } from '../protocol.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { osdp } from './family.ts';
import { bytesOfHex } from './frames.ts';

const ID = '53 00 09 00 04 61 00 C0 66';
const PDID = '53 80 14 00 04 45 0A 00 17 03 00 CA FE DE ED 01 50 02 04 3B';
/** The capabilities of OSDP-Embedded's reader, at sequence 1. */
const PDCAP = '53 80 1D 00 05 46 010101 020101 030101 040101 050101 060101 090104 AB A9';
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

describe('the family', () => {
  const options = { virtual: true } as const;

  it('comes up securely with a software reader for which nothing is set', () => {
    const entropy = seededRandom(5);
    const protocol = osdp.createProtocol([options], entropy);
    const emulator = osdp.createEmulator([options], entropy);
    const states: unknown[] = [];
    let nowMs = 0;
    const carryOut = (events: readonly ProtocolEvent[]) => {
      for (const event of events) {
        if (event.kind === 'peer') states.push(event);
        if (event.kind !== 'write') continue;
        for (const answer of emulator.receive(event.bytes, nowMs)) carryOut(protocol.receive(answer, nowMs));
      }
    };
    carryOut(protocol.open(nowMs));
    for (let step = 0; step < 20; step += 1) {
      nowMs = protocol.dueMs() ?? nowMs;
      carryOut(protocol.tick(nowMs));
    }
    expect(states).toEqual([{ kind: 'peer', isAnswering: true, problem: null, reader: 0 }]);
  });

  it('uses its demo key for no reader that is real', () => {
    const protocol = osdp.createProtocol([{}], seededRandom(1));
    protocol.open(0);
    protocol.tick(0);
    protocol.receive(bytesOfHex(PDID), 1);
    protocol.tick(10);
    expect(protocol.receive(bytesOfHex(PDCAP), 11)).toMatchObject([{ kind: 'peer', problem: 'no-key' }]);
  });

  it('takes settings in their limits only', () => {
    const open = (wanted: Record<string, unknown>) => () => osdp.createProtocol([wanted], seededRandom(1));
    expect(open({ address: 126, pollMs: 20, scbk: '000102030405060708090a0b0c0d0e0f' })).not.toThrow();
    expect(open({ address: 127 })).toThrow(/0 to 126/);
    expect(open({ pollMs: 10 })).toThrow(/20 ms/);
    expect(open({ scbk: '00' })).toThrow(/32 hex/);
    expect(open({ scbk: '303132333435363738393a3b3c3d3e3f' })).toThrow(/default key/);
    expect(open({ installKey: '303132333435363738393A3B3C3D3E3F' })).toThrow(/default key/);
    expect(open({ comset: { speed: 9600 } })).toThrow();
  });

  it('recognises a reader that answers its probe, and neither its own echo nor noise', () => {
    const probe = osdp.probe;
    if (probe === null) throw new Error('there is no probe');
    expect(probe.messages.map(hexOf)[1]).toBe(ID.replaceAll(' ', ''));
    expect(probe.recognises(bytesOfHex(PDID))).toBe(true);
    expect(probe.recognises(bytesOfHex(PDID).subarray(1))).toBe(false);
    for (const message of probe.messages) expect(probe.recognises(message)).toBe(false);
    expect(probe.messages).toHaveLength(4);
  });

  it('writes a card as the emulator takes it', () => {
    expect(osdp.cardOfBadge('67003B51C6', {})).toBe('26:9DA8E300');
    expect(osdp.decode(bytesOfHex(PDID), {})).toMatchObject({ ok: true, card: null });
  });
});
