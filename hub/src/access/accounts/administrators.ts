import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { AccountsAdminRepository } from './accounts.admin.repository.ts';

/** Who may let others in. The guard has looked a moment ago; what is for good is looked at again where it is written. */
@Injectable()
export class Administrators {
  readonly #repository: AccountsAdminRepository;

  constructor(@Inject(AccountsAdminRepository) repository: AccountsAdminRepository) {
    this.#repository = repository;
  }

  /**
   * Throws FORBIDDEN unless the one who asks is an administrator who can log in, and keeps it so until the end of the transaction. Nobody
   * demotes or disables themselves, so at least one is left whatever two of them do to each other at once.
   */
  async require(sql: Sql, by: Pick<Principal, 'id'>): Promise<void> {
    await this.#repository.lock(sql);
    if (await this.#repository.isWorkingAdmin(sql, by.id)) return;
    throw new HubError('FORBIDDEN', {
      en: 'Your account was changed meanwhile: you may not do this any more.',
      de: 'Ihr Konto wurde inzwischen geändert: Sie dürfen das nicht mehr.',
    });
  }
}
