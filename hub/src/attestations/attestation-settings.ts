import { Inject, Injectable } from '@nestjs/common';
import type { AttestationSetting, AttestationSettingPut } from '@tapclock/contracts';
import { AuditTrail } from '../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { requireVersion } from '../platform/http/conditional.ts';
import { HubError } from '../platform/http/hub-error.ts';

/** Of a site that nobody decided about: it asks for no attestation. */
const UNDECIDED = { required: false, version: 1 };

/** Whether a site's hours must be attested before they are approved. */
@Injectable()
export class AttestationSettings {
  readonly #database: Database;
  readonly #trail: AuditTrail;

  constructor(@Inject(DATABASE) database: Database, @Inject(AuditTrail) trail: AuditTrail) {
    this.#database = database;
    this.#trail = trail;
  }

  /** Throws NOT_FOUND. From the primary: its version is what a change is made against. */
  async find(site: string): Promise<AttestationSetting> {
    return await read(this.#database.primary, site);
  }

  /** Throws NOT_FOUND, and PRECONDITION_FAILED when it was changed meanwhile. */
  async put(
    site: string,
    { required }: AttestationSettingPut,
    expectedVersion: number,
  ): Promise<AttestationSetting> {
    const { value } = await this.#database.transaction(async sql => {
      await sql.query('select from site where id = $1 for no key update', [site]);
      const before = await read(sql, site);
      requireVersion(before.version, expectedVersion);
      await sql.query(
        `insert into attestation_setting (site_id, required, version) values ($1, $2, $3)
         on conflict (site_id) do update set required = $2, version = $3`,
        [site, required, before.version + 1],
      );
      await this.#trail.record(sql, {
        action: 'attestation-setting.put',
        subject: { kind: 'site', id: site },
        concerns: { everybodyOf: site },
        before: { required: before.required },
        after: { required },
      });
      return { site, required, version: before.version + 1 };
    });
    return value;
  }
}

async function read(sql: Sql, site: string): Promise<AttestationSetting> {
  const [row] = await sql.query<{ required: boolean | null; version: number | null }>(
    `select a.required, a.version from site s left join attestation_setting a on a.site_id = s.id where s.id = $1`,
    [site],
  );
  if (!row)
    throw new HubError('NOT_FOUND', { en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' });
  return {
    site,
    required: row.required ?? UNDECIDED.required,
    version: row.version ?? UNDECIDED.version,
  };
}
