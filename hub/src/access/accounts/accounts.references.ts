import { Inject, Injectable } from '@nestjs/common';
import type { TeamName } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { AccountsAdminRepository } from './accounts.admin.repository.ts';

/** What an account, or an invitation to one, may name. */
@Injectable()
export class AccountReferences {
  readonly #repository: AccountsAdminRepository;

  constructor(@Inject(AccountsAdminRepository) repository: AccountsAdminRepository) {
    this.#repository = repository;
  }

  /** Throws VALIDATION_ERROR for an employee or teams that there are not. */
  async require(sql: Sql, named: { employee: string | null; teams: readonly TeamName[] }): Promise<void> {
    const unknown = await this.#repository.unknown(sql, named);
    const details = [
      ...(unknown.employee ? [{ path: 'employee', code: 'UNKNOWN_EMPLOYEE' }] : []),
      ...unknown.teams.map(team => ({ path: 'teams', code: 'UNKNOWN_TEAM', team })),
    ];
    if (details.length === 0) return;
    throw new HubError(
      'VALIDATION_ERROR',
      {
        en: 'This names somebody or a team that there is not.',
        de: 'Hier ist eine Person oder ein Team genannt, das es nicht gibt.',
      },
      { details },
    );
  }
}
