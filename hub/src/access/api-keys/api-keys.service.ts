import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ApiKeyMade, ApiKeyView, NewApiKey } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail, type NewEntry } from '../../audit/data.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { isUnavailable, isUniqueViolation } from '../../platform/database/errors.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type Page, type PageQuery, page } from '../../platform/http/page.ts';
import { Administrators } from '../accounts/administrators.ts';
import { refusedScopes } from '../domain/scopes.ts';
import { digestOfSecret, newSecret } from '../secret-text.ts';
import { ApiKeysRepository, type LivingKey } from './api-keys.repository.ts';

/** Keys that work at the same time. A company has a handful of integrations; more is a program that makes them in a loop. */
export const API_KEYS_MAX = 200;
const DAY_MS = 86_400_000;
const PREFIX_BYTES = 4;
/** Reads as what it is wherever it turns up: secret scanners look for such beginnings. */
const API_KEY = /^tck_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/;
/** A use is noted at most this often: the column is for finding keys that nobody uses, not for counting. */
const USE_NOTED_EVERY_MS = 60_000;

/** Keys with which other programs of the company ask the hub: made by an administrator, for some rights, for some time. */
@Injectable()
export class ApiKeys {
  readonly #database: Database;
  readonly #repository: ApiKeysRepository;
  readonly #administrators: Administrators;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ApiKeysRepository) repository: ApiKeysRepository,
    @Inject(Administrators) administrators: Administrators,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#administrators = administrators;
    this.#trail = trail;
  }

  /**
   * Makes a key; its text is in this answer and nowhere else. Throws FORBIDDEN for a scope that no key may have or that its maker has not,
   * CONFLICT when another living key has the name, or when there are too many.
   */
  async make(wanted: NewApiKey, maker: Principal): Promise<ApiKeyMade> {
    const refused = refusedScopes(wanted.scopes, maker.rights);
    if (refused.length > 0 || maker.reach.kind !== 'everybody') {
      throw new HubError(
        'FORBIDDEN',
        {
          en: 'A key can do no more than the one who makes it.',
          de: 'Ein Schlüssel darf nicht mehr als die Person, die ihn anlegt.',
        },
        { details: refused.map(scope => ({ path: 'scopes', code: 'SCOPE_REFUSED', scope })) },
      );
    }
    const nowMs = Date.now();
    const prefix = `tck_${randomBytes(PREFIX_BYTES).toString('hex')}`;
    const key = `${prefix}_${newSecret()}`;
    const row = {
      id: uuid(),
      name: wanted.name,
      scopes: [...new Set(wanted.scopes)],
      prefix,
      createdBy: maker.name,
      createdAt: new Date(nowMs).toISOString(),
      expiresAt: new Date(nowMs + wanted.expiresInDays * DAY_MS).toISOString(),
    };
    try {
      await this.#database.transaction(async sql => {
        await this.#administrators.require(sql, maker);
        if ((await this.#repository.countLiving(sql, row.createdAt)) >= API_KEYS_MAX) {
          throw new HubError('CONFLICT', {
            en: `There are ${API_KEYS_MAX} keys already. Revoke one first.`,
            de: `Es gibt schon ${API_KEYS_MAX} Schlüssel. Widerrufen Sie erst einen.`,
          });
        }
        await this.#repository.insert(sql, { ...row, digest: digestOfSecret(key), maker: maker.id });
        await this.#trail.record(sql, { action: 'api-keys.made', ...aboutKey(row.id), after: row });
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new HubError(
        'CONFLICT',
        {
          en: 'Another key has this name. Revoke it or choose another name.',
          de: 'Ein anderer Schlüssel heißt schon so. Widerrufen Sie ihn oder wählen Sie einen anderen Namen.',
        },
        { details: [{ path: 'name', code: 'NAME_TAKEN' }] },
      );
    }
    return { ...row, lastUsedAt: null, revokedAt: null, key };
  }

  async list(query: PageQuery & { all: boolean }): Promise<Page<ApiKeyView>> {
    const { keys, total } = await this.#repository.list(this.#database.primary, {
      now: new Date().toISOString(),
      all: query.all,
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    });
    return page(keys, { ...query, total });
  }

  /** Throws NOT_FOUND for a key that there is not. */
  async find(id: string): Promise<ApiKeyView> {
    const key = await this.#repository.find(this.#database.primary, id);
    if (!key) throw noSuchKey();
    return key;
  }

  /** From the next request on it is refused. Throws NOT_FOUND for a key that there is not. */
  async revoke(id: string, by: Principal): Promise<ApiKeyView> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#administrators.require(sql, by);
      const revoked = await this.#repository.revoke(sql, id, new Date().toISOString());
      if (revoked)
        await this.#trail.record(sql, { action: 'api-keys.revoked', ...aboutKey(id), before: revoked });
      return revoked;
    });
    if (!value) throw noSuchKey();
    return value;
  }

  /** Who asks with this text; null when it is no key, or one that works no longer. */
  async principalOf(text: string, nowMs: number): Promise<Principal | null> {
    if (!API_KEY.test(text)) return null;
    const now = new Date(nowMs).toISOString();
    const digest = digestOfSecret(text);
    try {
      const living = await this.#repository.findLiving(this.#database.primary, digest, now);
      if (!living) return null;
      const { key } = living;
      const unlessAfter = new Date(nowMs - USE_NOTED_EVERY_MS).toISOString();
      if (key.lastUsedAt === null || key.lastUsedAt <= unlessAfter) {
        await this.#repository.noteUse(this.#database.primary, key.id, now, unlessAfter);
      }
      return principalOfKey(living);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // While the primary is away integrations still read what the replica knows, as people do.
      const living = await this.#database.snapshot(sql => this.#repository.findLiving(sql, digest, now));
      return living && principalOfKey(living);
    }
  }
}

/** Whether a bearer's text is meant as a key, and not as a token of a session. */
export function looksLikeApiKey(text: string): boolean {
  return text.startsWith('tck_');
}

/** A key as the audit trail names it: it is a machine's. */
function aboutKey(id: string): Pick<NewEntry, 'subject' | 'concerns'> {
  return { subject: { kind: 'api-key', id }, concerns: { people: [] } };
}

function noSuchKey(): HubError {
  return new HubError('NOT_FOUND', { en: 'There is no such key.', de: 'Diesen Schlüssel gibt es nicht.' });
}

function principalOfKey({ key, employee }: LivingKey): Principal {
  return {
    kind: 'api-key',
    id: key.id,
    name: `API key: ${key.name}`,
    role: null,
    // What nobody does about themselves nobody does through a key of their own either.
    employee,
    rights: new Set(key.scopes),
    reach: { kind: 'everybody' },
    account: null,
    session: null,
    restricted: null,
  };
}
