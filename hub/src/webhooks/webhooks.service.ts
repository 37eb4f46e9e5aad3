import { Inject, Injectable } from '@nestjs/common';
import {
  type Cursor,
  type NewWebhook,
  type NewWebhookSecret,
  WEBHOOKS_MAX,
  type WebhookChange,
  type WebhookMade,
  type WebhookView,
} from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../audit/data.ts';
import { CursorRunner, EventReader } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { requireVersion } from '../platform/http/conditional.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { type Page, type PageQuery, page } from '../platform/http/page.ts';
import { DeliveryRounds } from './delivery-rounds.ts';
import { newWebhookSecret } from './sending/signature.ts';
import { WebhookSender } from './sending/webhook-sender.ts';
import { aboutWebhook } from './switch-off.ts';
import { WEBHOOKS_CURSOR } from './webhook-feed.ts';
import { WebhookSecrets } from './webhook-secrets.ts';
import { WebhooksRepository } from './webhooks.repository.ts';

const HOUR_MS = 3_600_000;

/** Which systems outside are told what. */
@Injectable()
export class Webhooks {
  readonly #database: Database;
  readonly #repository: WebhooksRepository;
  readonly #secrets: WebhookSecrets;
  readonly #sender: WebhookSender;
  readonly #reader: EventReader;
  readonly #runner: CursorRunner;
  readonly #rounds: DeliveryRounds;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(WebhooksRepository) repository: WebhooksRepository,
    @Inject(WebhookSecrets) secrets: WebhookSecrets,
    @Inject(WebhookSender) sender: WebhookSender,
    @Inject(EventReader) reader: EventReader,
    @Inject(CursorRunner) runner: CursorRunner,
    @Inject(DeliveryRounds) rounds: DeliveryRounds,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#secrets = secrets;
    this.#sender = sender;
    this.#reader = reader;
    this.#runner = runner;
    this.#rounds = rounds;
    this.#trail = trail;
  }

  async list(query: PageQuery): Promise<Page<WebhookView>> {
    const { webhooks, total } = await this.#repository.list(this.#database.primary, {
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    });
    return page(webhooks, { ...query, total });
  }

  /** Throws NOT_FOUND. */
  async find(id: string): Promise<WebhookView> {
    return found(await this.#repository.find(this.#database.primary, id));
  }

  /**
   * Makes one; its secret is in this answer and nowhere else. It hears of what happens from now on. Throws VALIDATION_ERROR for an address
   * that webhooks may not reach and for an unknown site, CONFLICT when there are too many.
   */
  async make(wanted: NewWebhook, by: string): Promise<WebhookMade> {
    const id = uuid();
    const secret = newWebhookSecret();
    const at = new Date().toISOString();
    const { value } = await this.#database.transaction(async sql => {
      await this.#check(sql, wanted);
      if ((await this.#repository.count(sql)) >= WEBHOOKS_MAX)
        throw new HubError('CONFLICT', {
          en: `There are ${WEBHOOKS_MAX} webhooks already. Remove one first.`,
          de: `Es gibt schon ${WEBHOOKS_MAX} Webhooks. Entfernen Sie erst einen.`,
        });
      const seen = await this.#reader.end(sql);
      await this.#repository.insert(sql, {
        ...wanted,
        id,
        secret: this.#secrets.seal(id, secret),
        seen,
        by,
        at,
      });
      const made = found(await this.#repository.find(sql, id));
      await this.#trail.record(sql, { action: 'webhooks.made', ...aboutWebhook(id), after: stateOf(made) });
      return made;
    });
    return { ...value, secret };
  }

  /**
   * Changes one, and begins anew where the hub had switched it off. Throws NOT_FOUND, PRECONDITION_FAILED when somebody else was quicker, and
   * what `make` throws.
   */
  async change(id: string, version: number, wanted: WebhookChange): Promise<WebhookView> {
    const { value } = await this.#database.transaction(async sql => {
      const before = found(await this.#repository.lock(sql, id));
      requireVersion(before.version, version);
      await this.#check(sql, wanted);
      const seen = await this.#seenFrom(sql, before);
      await this.#repository.change(sql, id, { ...wanted, seen, at: new Date().toISOString() });
      const after = found(await this.#repository.find(sql, id));
      await this.#trail.record(sql, {
        action: 'webhooks.changed',
        ...aboutWebhook(id),
        before: stateOf(before),
        after: stateOf(after),
      });
      return after;
    });
    this.#rounds.wake();
    return value;
  }

  /** Throws NOT_FOUND, and PRECONDITION_FAILED when somebody else was quicker. */
  async remove(id: string, version: number): Promise<void> {
    await this.#database.transaction(async sql => {
      const before = found(await this.#repository.lock(sql, id));
      requireVersion(before.version, version);
      await this.#repository.remove(sql, id);
      await this.#trail.record(sql, {
        action: 'webhooks.removed',
        ...aboutWebhook(id),
        before: stateOf(before),
      });
    });
  }

  /** A new secret, in this answer only; the one before signs beside it for a while. Throws NOT_FOUND and PRECONDITION_FAILED. */
  async renewSecret(id: string, version: number, { overlapHours }: NewWebhookSecret): Promise<WebhookMade> {
    const secret = newWebhookSecret();
    const earlierUntil =
      overlapHours === 0 ? null : new Date(Date.now() + overlapHours * HOUR_MS).toISOString();
    const { value } = await this.#database.transaction(async sql => {
      const before = found(await this.#repository.lock(sql, id));
      requireVersion(before.version, version);
      await this.#repository.changeSecret(sql, id, this.#secrets.seal(id, secret), earlierUntil);
      await this.#trail.record(sql, {
        action: 'webhooks.secret-renewed',
        ...aboutWebhook(id),
        after: { earlierSecretUntil: earlierUntil },
      });
      return found(await this.#repository.find(sql, id));
    });
    return { ...value, secret };
  }

  /**
   * From where on it hears events once it is changed: what was already looked at for everybody stays behind it, also for types that it asks
   * for only now; what happened while it was not served is not sent later.
   */
  async #seenFrom(sql: Sql, before: WebhookView): Promise<Cursor> {
    const isServed = before.active && before.off === null;
    return isServed ? await this.#runner.placeOf(sql, WEBHOOKS_CURSOR) : await this.#reader.end(sql);
  }

  async #check(sql: Sql, { url, site }: Pick<WebhookChange, 'url' | 'site'>): Promise<void> {
    if (this.#sender.isForbidden(url))
      throw refused('url', 'ADDRESS_FORBIDDEN', {
        en: 'webhooks may not reach this network; use a public name, or ask whoever runs the hub to allow it',
        de: 'dieses Netz ist für Webhooks gesperrt; nehmen Sie einen öffentlichen Namen, oder lassen Sie es beim Betrieb des Hubs freigeben',
      });
    if (site !== null && !(await this.#repository.siteExists(sql, site)))
      throw refused('site', 'UNKNOWN_SITE', {
        en: 'there is no such site; leave it out for all sites',
        de: 'diesen Standort gibt es nicht; ohne Angabe gilt es für alle',
      });
  }
}

/** Throws NOT_FOUND where there is none. */
export function found<T>(webhook: T | null): T {
  if (webhook !== null) return webhook;
  throw new HubError('NOT_FOUND', { en: 'There is no such webhook.', de: 'Diesen Webhook gibt es nicht.' });
}

function refused(path: string, code: string, message: { en: string; de: string }): HubError {
  return new HubError(
    'VALIDATION_ERROR',
    { en: 'The webhook cannot be kept like this.', de: 'So kann der Webhook nicht angelegt werden.' },
    { details: [{ path, code, message }] },
  );
}

/** What the trail keeps: of the URL the host only, for the rest of it may let somebody in. */
function stateOf({ url, types, site, description, active }: WebhookView): object {
  return { host: new URL(url).host, types, site, description, active };
}
