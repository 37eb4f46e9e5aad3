import { createHash, hash } from 'node:crypto';
import type { SheetDelta } from '@tapclock/contracts';
import { findingKey, type OpenFinding } from '../domain/blockers.ts';

/** SHA-256 of a text, lower-case hex. */
export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text);
}

/** What an approval is of: SHA-256 over the hashes of a person's day records in a period, by date, each on a line. */
export function daysDigest(dayHashes: readonly string[]): string {
  return sha256(dayHashes.join('\n'));
}

/** `daysDigest` in SQL, as an aggregate over rows of `day_record d`; of no rows, too. */
export const DAYS_DIGEST = `encode(sha256(convert_to(coalesce(string_agg(d.hash, E'\\n' order by d.date), ''), 'UTF8')), 'hex')`;

/** `daysDigest` together with what is unsettled on earlier, locked dates: what an approval is of where there is any. */
export function approvalDigest(days: string, earlierFindings: readonly OpenFinding[]): string {
  return earlierFindings.length === 0 ? days : sha256([days, ...earlierFindings.map(findingKey)].join('\n'));
}

/** Names what a period owes for earlier ones: added in order of employee ids. */
export class DeltasDigester {
  readonly #hash = createHash('sha256');
  people = 0;
  lines = 0;

  add(employee: string, deltas: readonly SheetDelta[]): void {
    if (deltas.length === 0) return;
    this.#hash.update(`${employee} ${JSON.stringify(deltas)}\n`);
    this.people += 1;
    this.lines += deltas.length;
  }

  /** SHA-256 over a line `{employee} {deltas}` for each person who is owed anything. Once only. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}

/** Adds up the digests that a lock keeps, over all its people in order of their ids. */
export class LockDigester {
  readonly #inputs = createHash('sha256');
  readonly #sheets = createHash('sha256');
  people = 0;

  add({
    employee,
    inputsHash,
    sheetHash,
  }: {
    employee: string;
    inputsHash: string;
    sheetHash: string;
  }): void {
    this.#inputs.update(`${employee} ${inputsHash}\n`);
    this.#sheets.update(`${employee} ${sheetHash}\n`);
    this.people += 1;
  }

  /** SHA-256 over a line `{employee} {hash}` for each person. Once only. */
  digests(): { inputs: string; sheets: string } {
    return { inputs: this.#inputs.digest('hex'), sheets: this.#sheets.digest('hex') };
  }
}
