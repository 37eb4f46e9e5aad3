import { Inject, Injectable } from '@nestjs/common';
import { VAULT, type Vault } from '../platform/secrets/vault.ts';
import type { SealedSecrets } from './webhooks.repository.ts';

const PURPOSE = 'webhook secret';

/** Secrets as they are kept: sealed with the hub's key, each for its webhook. */
@Injectable()
export class WebhookSecrets {
  readonly #vault: Vault;

  constructor(@Inject(VAULT) vault: Vault) {
    this.#vault = vault;
  }

  seal(webhook: string, secret: string): Buffer {
    return this.#vault.seal(PURPOSE, webhook, Buffer.from(secret));
  }

  /** Those that are good now: the present one first. */
  good(webhook: string, { secret, earlier, earlierUntil }: SealedSecrets, nowMs: number): string[] {
    const isOverlap = earlierUntil !== null && Date.parse(earlierUntil) > nowMs;
    const sealed = earlier !== null && isOverlap ? [secret, earlier] : [secret];
    return sealed.map(one => this.#vault.open(PURPOSE, webhook, one).toString());
  }
}
