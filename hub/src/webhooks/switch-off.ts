import { Inject, Injectable } from '@nestjs/common';
import type { Instant, WebhookOffReason } from '@tapclock/contracts';
import { AuditTrail, type NewEntry } from '../audit/data.ts';
import { Notices } from '../notifications/index.ts';
import type { Sql } from '../platform/database/database.ts';
import { WebhooksRepository } from './webhooks.repository.ts';

/** Ends the service of a webhook that the hub cannot serve, in the caller's transaction: its administrators are told, and the trail. */
@Injectable()
export class SwitchOff {
  readonly #webhooks: WebhooksRepository;
  readonly #trail: AuditTrail;
  readonly #notices: Notices;

  constructor(
    @Inject(WebhooksRepository) webhooks: WebhooksRepository,
    @Inject(AuditTrail) trail: AuditTrail,
    @Inject(Notices) notices: Notices,
  ) {
    this.#webhooks = webhooks;
    this.#trail = trail;
    this.#notices = notices;
  }

  async because(sql: Sql, webhook: string, why: WebhookOffReason, at: Instant): Promise<void> {
    await this.#webhooks.switchOff(sql, webhook, why, at);
    await this.#trail.record(sql, {
      action: 'webhooks.switched-off',
      ...aboutWebhook(webhook),
      after: { off: { at, why } },
    });
    await this.#notices.tell(
      sql,
      [
        {
          kind: 'webhook-off',
          source: `webhook:${webhook}:${at}`,
          site: null,
          about: { webhook, what: why },
          to: { who: 'role', role: 'admin' },
        },
      ],
      Date.parse(at),
    );
  }
}

/** A webhook as the trail names it: it is a machine's. */
export function aboutWebhook(id: string): Pick<NewEntry, 'subject' | 'concerns'> {
  return { subject: { kind: 'webhook', id }, concerns: { people: [] } };
}
