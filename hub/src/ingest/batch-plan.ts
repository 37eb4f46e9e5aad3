import type { PunchBatch } from '@tapclock/contracts';
import type { StoredPunch } from '../punches/index.ts';
import type { ChainKey, LockedChain } from './chains.repository.ts';
import type { KnownTerminal } from './directories.ts';
import { addToChain, type Chain, EMPTY_CHAIN } from './domain/chain.ts';
import { clockSkewMs, estimateOccurredAtMs } from './domain/clock.ts';
import type { Examined } from './entry.ts';

type TrustedBatch = Extract<Examined, { kind: 'batch' }>;
type RawPunch = PunchBatch['punches'][number];

/** One punch of a message, with what the hub works out about it. */
export interface Candidate {
  punch: RawPunch;
  terminal: KnownTerminal;
  boot: number;
  chainHash: string;
  body: string;
  occurredAtMs: number;
  receivedAtMs: number;
  estimatedAtMs: number | null;
  clockSkewMs: number;
}

/** What becomes of one punch of one message. */
export type Fate =
  | { kind: 'new'; candidate: Candidate }
  /** The same punch is stored, or comes earlier in this transaction. */
  | { kind: 'known'; punchId: string; sequence: number }
  /** Another punch has its number or its id. */
  | { kind: 'conflict'; punchId: string; sequence: number };

export interface PlannedMessage {
  entry: TrustedBatch;
  fates: Fate[];
}

/** A chain as this transaction leaves it. */
export interface ChainWork extends ChainKey {
  site: string;
  before: Chain;
  chain: Chain;
  hasLaterBoot: boolean;
  hole: boolean;
  broken: boolean;
  mayJoin: boolean;
  /** `previous` of the boot's first punch, when it came just now. */
  firstPrevious: string | null;
}

export function chainKeyText(key: ChainKey): string {
  return `${key.terminal}/${key.boot}`;
}

export function positionText(position: ChainKey & { sequence: number }): string {
  return `${position.terminal}/${position.boot}/${position.sequence}`;
}

/** Every chain once, in no order. */
export function chainKeysOf(entries: readonly TrustedBatch[]): ChainKey[] {
  const keys = entries.map(({ message: { batch } }) => ({ terminal: batch.terminal, boot: batch.boot }));
  return [...new Map(keys.map(key => [chainKeyText(key), key])).values()];
}

/** Adds every batch to its chain. Lowest numbers first: what arrived together shall not look like a hole. */
export function workChains(
  entries: readonly TrustedBatch[],
  locked: ReadonlyMap<string, LockedChain>,
): Map<string, ChainWork> {
  const works = new Map<string, ChainWork>();
  for (const { message } of entries.toSorted((a, b) => a.message.batch.from - b.message.batch.from)) {
    const { batch, terminal, hashes } = message;
    const key = chainKeyText(batch);
    const row = locked.get(key);
    const work = works.get(key) ?? newWork(batch, terminal.site, row);
    const step = addToChain(work.chain, { from: batch.from, previous: batch.previous, hashes });
    if (batch.from === 1 && work.chain.through === 0) work.firstPrevious = batch.previous;
    work.chain = step.chain;
    work.hole = step.chain.through < step.chain.lastSequence;
    work.broken ||= step.broken;
    work.mayJoin ||= step.mayJoin;
    works.set(key, work);
  }
  return works;
}

function newWork(key: ChainKey, site: string, row: LockedChain | undefined): ChainWork {
  const before = row ?? EMPTY_CHAIN;
  return {
    terminal: key.terminal,
    boot: key.boot,
    site,
    before,
    chain: { through: before.through, head: before.head, lastSequence: before.lastSequence },
    hasLaterBoot: row?.hasLaterBoot ?? false,
    hole: before.through < before.lastSequence,
    broken: false,
    mayJoin: false,
    firstPrevious: null,
  };
}

/** Numbers that may be stored already: none of the others can be. */
export function possiblyStored(
  entries: readonly TrustedBatch[],
  locked: ReadonlyMap<string, LockedChain>,
): (ChainKey & { sequence: number })[] {
  return entries.flatMap(({ message: { batch } }) => {
    const { terminal, boot } = batch;
    const last = locked.get(chainKeyText(batch))?.lastSequence ?? 0;
    return batch.punches
      .filter(punch => punch.sequence <= last)
      .map(({ sequence }) => ({ terminal, boot, sequence }));
  });
}

/** Says of every punch of every message whether it is new, known, or contradicts what is stored (R2). */
export function classify(
  entries: readonly TrustedBatch[],
  stored: readonly StoredPunch[],
  takenIds: ReadonlySet<string>,
): PlannedMessage[] {
  const hashes = new Map(stored.map(punch => [positionText(punch), punch.chainHash]));
  const ids = new Set(takenIds);
  return entries.map(entry => {
    const { batch, hashes: chainHashes } = entry.message;
    const fates = batch.punches.map((punch, index): Fate => {
      const { punchId, sequence } = punch;
      const position = positionText({ terminal: batch.terminal, boot: batch.boot, sequence });
      const chainHash = chainHashes[index] ?? '';
      const known = hashes.get(position);
      if (known !== undefined) return { kind: known === chainHash ? 'known' : 'conflict', punchId, sequence };
      if (ids.has(punchId)) return { kind: 'conflict', punchId, sequence };
      hashes.set(position, chainHash);
      ids.add(punchId);
      return { kind: 'new', candidate: toCandidate(entry, punch, index) };
    });
    return { entry, fates };
  });
}

function toCandidate(entry: TrustedBatch, punch: RawPunch, index: number): Candidate {
  const { batch, terminal, hashes, canonicalTexts } = entry.message;
  const { receivedAtMs } = entry.arrived;
  const sending = { sentAtMs: Date.parse(batch.sent.at), sentUptimeMs: batch.sent.uptimeMs, receivedAtMs };
  const occurredAtMs = Date.parse(punch.occurredAt);
  const estimatedAtMs = estimateOccurredAtMs(punch.uptimeMs, sending);
  return {
    punch,
    terminal,
    boot: batch.boot,
    chainHash: hashes[index] ?? '',
    body: canonicalTexts[index] ?? '',
    occurredAtMs,
    receivedAtMs,
    estimatedAtMs,
    clockSkewMs: clockSkewMs(occurredAtMs, estimatedAtMs, sending),
  };
}
