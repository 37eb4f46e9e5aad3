import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { VAULT, type Vault } from '../platform/secrets/vault.ts';

const KEY_BYTES = 32;
const PURPOSE = 'site key';

/**
 * The key of each site, under which badge numbers become credentials at its kiosks and at the hub. Kept sealed with the hub's key; it leaves only in a
 * hand-out that is sealed to a kiosk.
 */
@Injectable()
export class SiteKeys {
  readonly #database: Database;
  readonly #vault: Vault;

  constructor(@Inject(DATABASE) database: Database, @Inject(VAULT) vault: Vault) {
    this.#database = database;
    this.#vault = vault;
  }

  /** 32 bytes; see `keyWithin`. */
  async keyOf(site: string): Promise<Buffer> {
    const known = await this.#read(this.#database.primary, site);
    if (known !== null) return known;
    return (await this.#database.transaction(sql => this.keyWithin(sql, site))).value;
  }

  /**
   * The key of a site, within a transaction of the caller. Made when the site is new. Throws NOT_FOUND for an unknown site, and CONFLICT for one
   * that has kiosks or badges already and a key that the hub was never told: a second key would turn every badge into an unknown one.
   */
  async keyWithin(sql: Sql, site: string): Promise<Buffer> {
    const known = await this.#read(sql, site);
    if (known !== null) return known;
    const [used] = await sql.query<{ used: boolean }>(
      `select exists (select from terminal where site_id = s.id and kind = 'kiosk') or exists (select from credential where site_id = s.id) as used
       from site s where s.id = $1 for update`,
      [site],
    );
    if (!used) throw noSuchSite();
    if (used.used) {
      // Somebody else may have made it while this waited for the lock.
      const meanwhile = await this.#read(sql, site);
      if (meanwhile !== null) return meanwhile;
      throw new HubError(
        'CONFLICT',
        {
          en: 'The hub does not know the key of this site yet. Tell it once with the command learn-site-key.',
          de: 'Der Hub kennt den Schlüssel dieses Standorts noch nicht. Teilen Sie ihn einmal mit dem Befehl learn-site-key mit.',
        },
        { details: [{ path: 'site', code: 'SITE_KEY_UNKNOWN' }] },
      );
    }
    return await this.#keep(sql, site, randomBytes(KEY_BYTES));
  }

  /** Takes the key that a site's kiosks have already. Throws NOT_FOUND for an unknown site, CONFLICT when the hub knows another. */
  async learn(site: string, key: Buffer): Promise<void> {
    if (key.length !== KEY_BYTES) {
      throw new HubError('VALIDATION_ERROR', {
        en: 'The key of a site must be 32 bytes.',
        de: 'Der Schlüssel eines Standorts muss 32 Byte haben.',
      });
    }
    await this.#database.transaction(async sql => {
      const [known] = await sql.query('select from site where id = $1', [site]);
      if (!known) throw noSuchSite();
      if (!(await this.#keep(sql, site, key)).equals(key)) {
        throw new HubError(
          'CONFLICT',
          {
            en: 'The hub knows another key of this site.',
            de: 'Der Hub kennt einen anderen Schlüssel dieses Standorts.',
          },
          {
            details: [{ path: 'site', code: 'SITE_KEY_DIFFERS' }],
          },
        );
      }
    });
  }

  /** The key that is kept: this one, or the one that was there before. */
  async #keep(sql: Sql, site: string, key: Buffer): Promise<Buffer> {
    await sql.query('insert into site_key (site_id, sealed) values ($1, $2) on conflict do nothing', [
      site,
      this.#vault.seal(PURPOSE, site, key),
    ]);
    return (await this.#read(sql, site)) ?? key;
  }

  async #read(sql: Sql, site: string): Promise<Buffer | null> {
    const [row] = await sql.query<{ sealed: Buffer }>('select sealed from site_key where site_id = $1', [
      site,
    ]);
    return row ? this.#vault.open(PURPOSE, site, row.sealed) : null;
  }
}

function noSuchSite(): HubError {
  return new HubError(
    'NOT_FOUND',
    { en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' },
    {
      details: [{ path: 'site', code: 'SITE_UNKNOWN' }],
    },
  );
}
