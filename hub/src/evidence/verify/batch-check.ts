import { verify } from 'node:crypto';
import { type BundleBatch, type Digest, Punch, signedText } from '@tapclock/contracts';
import { canonicalText, chainHashes } from '../../punches/pure.ts';
import type { FailureList } from './failure-list.ts';
import { jsonOf } from './json-of.ts';
import type { SignedPunches } from './signed-punches.ts';
import type { TerminalKeys } from './terminal-keys.ts';

/** Checks batches one after another: the chain within each, its signature, and how it joins the ones before it. */
export class BatchCheck {
  readonly #keys: TerminalKeys;
  readonly #signed: SignedPunches;
  readonly #failures: FailureList;
  /** Chain hash after each punch of the terminal's boot that is being read, by its number. */
  #hashes = new Map<number, Digest>();
  #last: BundleBatch | null = null;
  #count = 0;

  constructor(keys: TerminalKeys, signed: SignedPunches, failures: FailureList) {
    this.#keys = keys;
    this.#signed = signed;
    this.#failures = failures;
  }

  get count(): number {
    return this.#count;
  }

  add(batch: BundleBatch, line: number): void {
    this.#count += 1;
    const last = this.#last;
    this.#last = batch;
    if (last !== null && !comesAfter(batch, last)) {
      this.#failures.add(
        line,
        `batches come by terminal, boot and first punch: ${name(batch)} must stand before ${name(last)}`,
      );
    }
    if (last === null || last.terminal !== batch.terminal || last.boot !== batch.boot)
      this.#hashes = new Map();
    const hashes = chainHashes(batch.previous, batch.punches);
    const punches = this.#read(batch, line);
    const verified = this.#isAuthentic(batch, punches, hashes, line);
    if (verified) this.#join(batch, hashes, line);
    for (const { punchId, action, occurredAt, employee, job } of punches) {
      const occurredAtMs = Date.parse(occurredAt);
      this.#signed.add({ punchId, action, occurredAtMs, employee, job, line, verified });
    }
  }

  /** The punches that can be read; each that cannot is a failure. */
  #read(batch: BundleBatch, line: number): Punch[] {
    return batch.punches.flatMap((text, index) => {
      const sequence = batch.from + index;
      const parsed = Punch.safeParse(jsonOf(text));
      const problem = !parsed.success
        ? 'is no punch'
        : parsed.data.sequence !== sequence
          ? `says that it is number ${parsed.data.sequence}`
          : canonicalText(jsonOf(text)) !== text
            ? 'is not written as RFC 8785 asks'
            : null;
      if (problem !== null) this.#failures.add(line, `punch ${sequence} of ${name(batch)} ${problem}`);
      return parsed.success ? [parsed.data] : [];
    });
  }

  #isAuthentic(batch: BundleBatch, punches: Punch[], hashes: readonly Digest[], line: number): boolean {
    if (punches.length < batch.punches.length) return false;
    if (hashes.at(-1) !== batch.head) {
      this.#failures.add(
        line,
        `the punches of ${name(batch)} do not lead to its head: one was changed, added, removed or moved`,
      );
      return false;
    }
    const keys = this.#keys.of(batch.terminal);
    const text = Buffer.from(signedText({ ...batch, punches }));
    const signature = Buffer.from(batch.sig, 'base64');
    if (keys.some(key => verify(null, text, key, signature))) return true;
    this.#failures.add(
      line,
      keys.length === 0
        ? `there is no key to check ${name(batch)} with`
        : `the signature of ${name(batch)} is not by a key of terminal ${batch.terminal}`,
    );
    return false;
  }

  /** Where the punch before, or the same punch, is in an earlier batch, both must agree on the chain. */
  #join(batch: BundleBatch, hashes: readonly Digest[], line: number): void {
    const before = this.#hashes.get(batch.from - 1);
    if (before !== undefined && before !== batch.previous) {
      this.#failures.add(
        line,
        `${name(batch)} does not follow the batch before it: punch ${batch.from - 1} has another hash there`,
      );
    }
    for (const [index, hash] of hashes.entries()) {
      const sequence = batch.from + index;
      const known = this.#hashes.get(sequence);
      if (known !== undefined && known !== hash) {
        this.#failures.add(line, `punch ${sequence} of ${name(batch)} is another one in the batch before it`);
        break;
      }
      this.#hashes.set(sequence, hash);
    }
  }
}

function name({ terminal, boot, from, punches }: BundleBatch): string {
  return `batch ${terminal} boot ${boot} punches ${from} to ${from + punches.length - 1}`;
}

function comesAfter(batch: BundleBatch, last: BundleBatch): boolean {
  if (batch.terminal !== last.terminal) return batch.terminal > last.terminal;
  if (batch.boot !== last.boot) return batch.boot > last.boot;
  if (batch.from !== last.from) return batch.from > last.from;
  return batch.head > last.head;
}
