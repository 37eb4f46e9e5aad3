import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { BundleHeader } from '@tapclock/contracts';
import type { FailureList } from './failure-list.ts';

/** RFC 8410: everything of an Ed25519 key in SPKI form but its last 32 bytes. */
const SPKI_START = Buffer.from('302a300506032b6570032100', 'hex');

/** Public keys that the reader of a bundle got elsewhere, raw and in base64, by terminal. */
export type GivenKeys = ReadonlyMap<string, readonly string[]>;

/** A key that batches were checked with. */
export interface KeyInUse {
  terminal: string;
  /** SHA-256 of the 32 bytes, hex. */
  fingerprint: string;
  from: 'bundle' | 'reader';
}

/** Which keys a terminal's batches may be signed with: the reader's own where there are any, else those of the bundle. */
export class TerminalKeys {
  readonly inUse: readonly KeyInUse[];
  readonly #keys = new Map<string, KeyObject[]>();

  constructor(header: BundleHeader, given: GivenKeys | null, failures: FailureList) {
    const inUse: KeyInUse[] = [];
    for (const { terminal, keys } of header.terminals) {
      const trusted = given === null ? keys : (given.get(terminal) ?? []);
      if (given !== null) {
        const strange = keys.filter(key => !trusted.includes(key));
        if (strange.length > 0) failures.add(1, strangeKeys(terminal, strange, trusted.length));
      }
      this.#keys.set(terminal, trusted.map(publicKeyOf));
      for (const key of trusted) {
        inUse.push({ terminal, fingerprint: fingerprintOf(key), from: given === null ? 'bundle' : 'reader' });
      }
    }
    this.inUse = inUse;
  }

  of(terminal: string): readonly KeyObject[] {
    return this.#keys.get(terminal) ?? [];
  }
}

function strangeKeys(terminal: string, strange: readonly string[], trusted: number): string {
  const fingerprints = strange.map(fingerprintOf).join(', ');
  return trusted === 0
    ? `the keys you gave hold none of terminal ${terminal}; the bundle names ${fingerprints}`
    : `the bundle names a key of terminal ${terminal} that is not among those you gave: ${fingerprints}`;
}

function fingerprintOf(key: string): string {
  return createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex');
}

function publicKeyOf(key: string): KeyObject {
  const der = Buffer.concat([SPKI_START, Buffer.from(key, 'base64')]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}
