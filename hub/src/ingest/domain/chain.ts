import { CHAIN_START, type Digest } from '@tapclock/contracts';

/** How far the punches of one boot of one terminal are known. */
export interface Chain {
  /** Highest sequence up to which nothing is missing; 0 when the first is. */
  through: number;
  /** Chain hash at `through`; CHAIN_START while that is 0. */
  head: Digest;
  /** Highest sequence stored. */
  lastSequence: number;
}

/** Punches `from` and on with their chain hashes, authentic. */
export interface Link {
  from: number;
  previous: Digest;
  hashes: readonly Digest[];
}

/** What a batch did to its chain. */
export interface ChainStep {
  chain: Chain;
  /** Something before the batch is missing: replay from `chain.through + 1`. */
  hole: boolean;
  /** It follows the punch before it by number but not by hash. */
  broken: boolean;
  /** Later punches are stored beyond `chain.through`; the batch may have closed the hole before them. */
  mayJoin: boolean;
}

export const EMPTY_CHAIN: Chain = { through: 0, head: CHAIN_START, lastSequence: 0 };

/**
 * Adds a batch. Batches may come in any order and more than once. A broken link does not stop the chain: the punches are
 * authentic and stored all the same, and a number that never advanced would be asked for again for ever. How the first punch
 * of a boot links to the boot before is `bootLink`'s matter.
 */
export function addToChain(chain: Chain, link: Link): ChainStep {
  const to = link.from + link.hashes.length - 1;
  const lastSequence = Math.max(chain.lastSequence, to);
  if (link.from > chain.through + 1) {
    return { chain: { ...chain, lastSequence }, hole: true, broken: false, mayJoin: false };
  }
  if (to <= chain.through) return { chain, hole: false, broken: false, mayJoin: false };
  const before = link.from === chain.through + 1 ? link.previous : link.hashes[chain.through - link.from];
  const broken = chain.through > 0 && before !== chain.head;
  const head = link.hashes.at(-1) ?? chain.head;
  const mayJoin = chain.lastSequence > to;
  return { chain: { through: to, head, lastSequence }, hole: false, broken, mayJoin };
}

/** What the punch before the first one of a boot should have been. */
export type BootLink = 'whole' | 'hole' | 'broken';

/**
 * How a boot's first punch links to the boot before it. A mismatch usually means that the end of the boot before is still missing;
 * a chain that starts anew although there was one means that the journal was lost.
 */
export function bootLink(previous: Digest, before: Chain | null): BootLink {
  if (before === null) return previous === CHAIN_START ? 'whole' : 'hole';
  if (before.through === before.lastSequence && before.head === previous) return 'whole';
  return previous === CHAIN_START ? 'broken' : 'hole';
}
