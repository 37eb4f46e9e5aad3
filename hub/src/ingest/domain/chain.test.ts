import { describe, expect, it } from '@jest/globals';
import { CHAIN_START } from '@tapclock/contracts';
import fc from 'fast-check';
import { addToChain, bootLink, type Chain, EMPTY_CHAIN, type Link } from './chain.ts';

const hash = (sequence: number) => (sequence === 0 ? CHAIN_START : sequence.toString(16).padStart(64, 'a'));
const aLink = (from: number, to: number): Link => ({
  from,
  previous: hash(from - 1),
  hashes: Array.from({ length: to - from + 1 }, (_, index) => hash(from + index)),
});
const chainTo = (through: number, lastSequence = through): Chain => ({
  through,
  head: hash(through),
  lastSequence,
});

describe('R9: the chain of one boot', () => {
  it('grows by what follows', () => {
    expect(addToChain(EMPTY_CHAIN, aLink(1, 3))).toEqual({
      chain: chainTo(3),
      hole: false,
      broken: false,
      mayJoin: false,
    });
  });

  it('stays where it is before a hole, and remembers what is beyond', () => {
    expect(addToChain(chainTo(3), aLink(5, 6))).toEqual({
      chain: chainTo(3, 6),
      hole: true,
      broken: false,
      mayJoin: false,
    });
  });

  it('says when filling may join what came before its time', () => {
    expect(addToChain(chainTo(3, 9), aLink(4, 6))).toMatchObject({ chain: chainTo(6, 9), mayJoin: true });
  });

  it('ignores what it has, and takes the new part of what overlaps', () => {
    expect(addToChain(chainTo(3), aLink(2, 3))).toMatchObject({ chain: chainTo(3), broken: false });
    expect(addToChain(chainTo(3), aLink(2, 5))).toMatchObject({ chain: chainTo(5), broken: false });
  });

  it('notices a batch that follows by number but not by hash', () => {
    const forged = { ...aLink(4, 4), previous: hash(99) };
    expect(addToChain(chainTo(3), forged)).toMatchObject({ broken: true, chain: { through: 4 } });
    const forked = { ...aLink(3, 5), hashes: [hash(98), hash(4), hash(5)] };
    expect(addToChain(chainTo(3), forked)).toMatchObject({ broken: true, chain: { through: 5 } });
  });

  it('R2: has no hole and the same head in whatever order and however often batches come', () => {
    const deliveries = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 });
    fc.assert(
      fc.property(deliveries, order => {
        const all = [...order, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        let chain = EMPTY_CHAIN;
        for (const index of all) {
          const step = addToChain(chain, aLink(index * 3 + 1, index * 3 + 3));
          expect(step.broken).toBe(false);
          chain = step.chain;
        }
        expect(chain).toEqual(chainTo(30));
      }),
    );
  });
});

describe('R9: from boot to boot', () => {
  it.each([
    ['the very first punch', CHAIN_START, null, 'whole'],
    ['an unknown past', hash(7), null, 'hole'],
    ['the head of the boot before', hash(7), chainTo(7), 'whole'],
    ['a boot before whose end is missing', hash(9), chainTo(7), 'hole'],
    ['a boot before with a hole', hash(9), chainTo(7, 9), 'hole'],
    ['a journal that was lost', CHAIN_START, chainTo(7), 'broken'],
  ] as const)('%s', (_name, previous, before, expected) => {
    expect(bootLink(previous, before)).toBe(expected);
  });
});
