import { Inject, Injectable } from '@nestjs/common';
import type { AccountView, NotificationSettings, NotificationSettingsPut } from '@tapclock/contracts';
import { NotificationKind } from '@tapclock/contracts';
import { AccountAudience } from '../../access/index.ts';
import { AuditTrail } from '../../audit/data.ts';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { channelsOf, KINDS } from '../domain/kinds.ts';
import { NO_CHOICES, SettingsRepository } from './settings.repository.ts';

/** How people want to hear of what concerns them. */
@Injectable()
export class Settings {
  readonly #database: Database;
  readonly #repository: SettingsRepository;
  readonly #audience: AccountAudience;
  readonly #trail: AuditTrail;
  readonly #mailAvailable: boolean;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(SettingsRepository) repository: SettingsRepository,
    @Inject(AccountAudience) audience: AccountAudience,
    @Inject(AuditTrail) trail: AuditTrail,
    @Inject(HUB_CONFIG) config: HubConfig,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#audience = audience;
    this.#trail = trail;
    this.#mailAvailable = (config.mail ?? null) !== null;
  }

  async of(owner: AccountView): Promise<NotificationSettings> {
    return await this.#read(this.#database.primary, owner);
  }

  /** Throws PRECONDITION_FAILED when they were changed meanwhile, in another window say. */
  async put(
    owner: AccountView,
    version: number,
    wanted: NotificationSettingsPut,
  ): Promise<NotificationSettings> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#repository.lock(sql, owner.id);
      const before = (await this.#repository.of(sql, [owner.id])).get(owner.id) ?? NO_CHOICES;
      requireVersion(before.version, version);
      await this.#repository.put(sql, owner.id, wanted);
      await this.#trail.record(sql, {
        action: 'notification-settings.changed',
        subject: { kind: 'account', id: owner.id },
        concerns: { people: owner.employee === null ? [] : [owner.employee] },
        before: { kinds: before.kinds, quiet: before.quiet },
        after: wanted,
      });
      return await this.#read(sql, owner);
    });
    return value;
  }

  async #read(sql: Sql, owner: AccountView): Promise<NotificationSettings> {
    const choices = (await this.#repository.of(sql, [owner.id])).get(owner.id) ?? NO_CHOICES;
    const [reader] = await this.#audience.readers(sql, [owner.id]);
    return {
      kinds: NotificationKind.options
        .filter(kind => KINDS[kind].roles.includes(owner.role))
        .map(kind => ({ kind, ...channelsOf(kind, choices.kinds), urgent: KINDS[kind].urgent })),
      quiet: choices.quiet,
      zone: reader?.zone ?? 'UTC',
      mailAvailable: this.#mailAvailable,
      version: choices.version,
    };
  }
}
