import type { ReadHead } from './heads-file.ts';
import { TrailChain } from './trail-chain.ts';
import type { NumberedLine } from './trail-lines.ts';

/** Failures that a report lists; what comes after is counted (R11). */
export const FAILURES_LISTED_MAX = 100;

export interface TrailReport {
  follows: boolean;
  /** Links of the chain. */
  sealed: number;
  /** Entries that are too new to have a seal. */
  unsealed: number;
  head: { number: number; hash: string; at: string } | null;
  /** Published heads that were compared; null: none were given. */
  heads: number | null;
  failures: string[];
  failuresTotal: number;
}

/** Follows a whole trail, and compares it with heads that were published, if given. Needs the memory of one link. */
export async function verifyTrail(
  lines: AsyncIterable<NumberedLine>,
  heads: AsyncIterable<ReadHead> | null = null,
): Promise<TrailReport> {
  const failures: string[] = [];
  let failuresTotal = 0;
  const fail = (message: string) => {
    failuresTotal += 1;
    if (failures.length < FAILURES_LISTED_MAX) failures.push(message);
  };
  const chain = new TrailChain(fail);
  const published = new HeadComparison(heads, fail);
  let sealed = 0;
  let unsealed = 0;
  let hasEnded = false;
  for await (const { number, line } of lines) {
    if (line === null) fail(`line ${number} is nothing that a trail holds`);
    else if (hasEnded) fail(`line ${number} comes after the end`);
    else if (line.kind === 'sealed') {
      sealed += 1;
      chain.link(line.seal, line.entry);
      await published.meet(line.seal);
    } else if (line.kind === 'unsealed') unsealed += chain.unsealed(line.entry) ? 1 : 0;
    else {
      hasEnded = true;
      if (line.sealed !== (chain.last?.number ?? 0))
        fail(`the trail should end at seal ${line.sealed} and ends at seal ${chain.last?.number ?? 0}`);
    }
  }
  if (!hasEnded) fail('the trail was cut off: its last line is missing');
  await published.end(chain.last?.number ?? 0);
  const { last } = chain;
  return {
    follows: failuresTotal === 0,
    sealed,
    unsealed,
    head: last && { number: last.number, hash: last.hash, at: last.sealedAt },
    heads: heads === null ? null : published.compared,
    failures,
    failuresTotal,
  };
}

/** Walks through published heads beside the chain; both are in order. */
class HeadComparison {
  compared = 0;
  readonly #heads: AsyncIterator<ReadHead> | null;
  readonly #fail: (message: string) => void;
  #next: ReadHead | null = null;
  #hasBegun = false;

  constructor(heads: AsyncIterable<ReadHead> | null, fail: (message: string) => void) {
    this.#heads = heads?.[Symbol.asyncIterator]() ?? null;
    this.#fail = fail;
  }

  async meet(seal: { number: number; hash: string; sealedAt: string }): Promise<void> {
    if (!this.#hasBegun) await this.#advance();
    for (; this.#next !== null && this.#next.head.number <= seal.number; await this.#advance()) {
      const { head, line } = this.#next;
      if (head.number < seal.number)
        this.#fail(`seal ${head.number}, whose head was published (line ${line}), is missing`);
      else if (head.hash !== seal.hash || head.at !== seal.sealedAt)
        this.#fail(
          `seal ${seal.number} is not the one whose head was published (line ${line}): the chain was written anew from somewhere before it`,
        );
    }
  }

  async end(last: number): Promise<void> {
    if (!this.#hasBegun) await this.#advance();
    for (; this.#next !== null; await this.#advance()) {
      const { head, line } = this.#next;
      this.#fail(
        `the head of seal ${head.number} was published (line ${line}), and the chain ends at ${last}`,
      );
    }
  }

  async #advance(): Promise<void> {
    this.#hasBegun = true;
    const next = await this.#heads?.next();
    this.#next = next === undefined || next.done === true ? null : next.value;
    if (this.#next === null) return;
    this.compared += 1;
    if (this.#next.isSigned === false)
      this.#fail(`line ${this.#next.line} of the heads is not signed by the key`);
  }
}
