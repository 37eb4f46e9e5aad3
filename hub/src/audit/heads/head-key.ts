import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type AuditHead, headText, type PublishedHead } from '@tapclock/contracts';
import { VAULT, Vault } from '../../platform/secrets/vault.ts';

/** RFC 8410: what stands before the 32 bytes of an Ed25519 seed in PKCS #8. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key that signs published heads. It follows from the hub's own key: every hub of a company signs alike, and nothing is kept. */
@Injectable()
export class HeadKey {
  readonly #key: KeyObject;
  /** 32 bytes in base64. */
  readonly publicKey: string;

  constructor(@Inject(VAULT) vault: Vault) {
    const seed = vault.derive('audit heads: ed25519 seed');
    this.#key = createPrivateKey({
      key: Buffer.concat([PKCS8_PREFIX, seed]),
      format: 'der',
      type: 'pkcs8',
    });
    const { x } = createPublicKey(this.#key).export({ format: 'jwk' });
    if (x === undefined) throw new Error('an Ed25519 key has one coordinate');
    this.publicKey = Buffer.from(x, 'base64url').toString('base64');
  }

  sign(head: AuditHead): PublishedHead {
    return { ...head, sig: sign(null, Buffer.from(headText(head)), this.#key).toString('base64') };
  }
}
