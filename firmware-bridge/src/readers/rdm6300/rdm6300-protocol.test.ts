import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../testing/seeded-random.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { rdm6300 } from './family.ts';
import { BAD_FRAMES, wire } from './frames.ts';
import { INTER_BYTE_GAP_MS } from './framing.ts';

const protocolOf = (settings: object = {}) => rdm6300.createProtocol([{ ...settings }], seededRandom(1));

function aLine(settings: object = {}, emulator: object = settings) {
  const line = new SimulatedLine(
    protocolOf(settings),
    rdm6300.createEmulator([{ ...emulator }], seededRandom(1)),
  );
  line.open();
  return line;
}

describe('the protocol', () => {
  it('sights a card in each good frame, and only listens', () => {
    const protocol = protocolOf();
    expect(protocol.open(0)).toEqual([]);
    expect(protocol.receive(wire('67003B51C6CB'), 1)).toMatchObject([
      { kind: 'read', card: { technology: 'em4100', raw: '67003B51C6', integrity: 'xor' } },
    ]);
    expect(protocol.dueMs()).toBeNull();
    expect(protocol.tick(1000)).toEqual([]);
    expect(protocol.signal('accepted', 0, 1000)).toEqual([]);
  });

  it('hands out every byte of a frame that is no badge', () => {
    const protocol = protocolOf();
    for (const { characters } of BAD_FRAMES) {
      const events = protocol.receive(wire(characters), 0);
      expect(events.every(({ kind }) => kind === 'discarded')).toBe(true);
      const bytes = events.flatMap(event => (event.kind === 'discarded' ? [...event.bytes] : []));
      expect(Uint8Array.from(bytes)).toEqual(wire(characters));
    }
    expect(protocol.receive(wire('67003B51C6CB'), 0)).toMatchObject([{ kind: 'read' }]);
  });

  it('forgets half a frame when the port is opened again, and when the line falls silent', () => {
    const [head, tail] = [wire('67003B51C6CB').subarray(0, 6), wire('67003B51C6CB').subarray(6)];
    const protocol = protocolOf();
    protocol.receive(head, 0);
    protocol.open(1);
    expect(protocol.receive(tail, 2)).toMatchObject([{ kind: 'discarded', reason: 'after-open' }]);
    protocol.receive(head, 10);
    expect(protocol.receive(tail, 11 + INTER_BYTE_GAP_MS)).toMatchObject([
      { kind: 'discarded', reason: 'gap' },
      { kind: 'discarded', reason: 'noise' },
    ]);
  });
});

describe('the protocol before a software reader', () => {
  it.each([
    [{}],
    [{ checksum: 'sum8' }],
    [{ family: 'id12la' }],
    [{ family: 'id20la' }],
    [{ family: 'em18' }],
    [{ family: 'em18', checksum: 'sum8' }],
  ])('reads what it holds, again and again while it is held: %j', settings => {
    const line = aLine(settings);
    line.present('67003b51c6');
    line.run(1000);
    const cards = line.takeCards();
    expect(cards.length).toBeGreaterThan(10);
    expect(new Set(cards.map(({ raw }) => raw))).toEqual(new Set(['67003B51C6']));
    line.remove();
    line.run(10);
    line.takeCards();
    line.run(1000);
    expect(line.takeCards()).toEqual([]);
  });

  it('reads an ID-12LA without being told so, and no clone without being told so', () => {
    const id12la = aLine({}, { family: 'id12la' });
    id12la.present('67003B51C6');
    id12la.run(100);
    expect(id12la.takeCards().length).toBeGreaterThan(0);
    const clone = aLine({}, { checksum: 'sum8' });
    clone.present('2E00AF0EC9');
    clone.run(100);
    expect(clone.takeCards()).toEqual([]);
  });

  it('is recognised on an unknown port by one good frame', () => {
    const probe = rdm6300.probe;
    expect(probe?.recognises(wire('67003B51C6CB'))).toBe(true);
    expect(probe?.recognises(wire('67003B51C6C'))).toBe(false);
    expect(probe?.messages).toEqual([]);
  });

  it('takes no card that is not ten hex characters', () => {
    const emulator = rdm6300.createEmulator([{}], seededRandom(1));
    for (const card of ['67003B51C', '0003887558x', ''])
      expect(() => emulator.present(card, 0)).toThrow(RangeError);
  });
});
