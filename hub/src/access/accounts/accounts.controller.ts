import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import {
  AccountChange,
  AccountId,
  AccountView,
  apiPage,
  apiSuccess,
  Count,
  lineOfText,
  PasswordResetMade,
  Role,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeesOf, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { listQuery } from '../../platform/http/list-query.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { ACCOUNT_SORT_FIELDS } from './accounts.admin.repository.ts';
import { Accounts } from './accounts.service.ts';

const AccountPath = z.object({ account: AccountId });
const AccountsQuery = listQuery({
  fields: ACCOUNT_SORT_FIELDS,
  sort: 'name',
  filters: { role: z.optional(Role), disabled: z.optional(z.stringbool()) },
});
const SecondFactorQuery = z.object({ reason: lineOfText(500) });
const SessionsEnded = z.object({ ended: Count });

@ApiTags('access')
@Controller('api/v1/accounts')
export class AccountsController {
  readonly #accounts: Accounts;

  constructor(@Inject(Accounts) accounts: Accounts) {
    this.#accounts = accounts;
  }

  @Needs('accounts.read')
  @ShowsPeople<AccountView[]>('accounts.seen', employeesOf)
  @Get()
  @ApiOperation({ summary: 'Accounts, searched by name and e-mail' })
  @ApiOkResponse({ schema: openapi(apiPage(AccountView)) })
  async list(
    @Query(new ZodPipe(AccountsQuery)) query: z.infer<typeof AccountsQuery>,
  ): Promise<Page<z.infer<typeof AccountView>>> {
    return this.#accounts.list(query);
  }

  @Needs('accounts.read')
  @ShowsPeople<AccountView>('accounts.seen', account => employeesOf([account]))
  @Get(':account')
  @ETag()
  @ApiOperation({ summary: 'One account' })
  @ApiParam({ name: 'account', format: 'uuid' })
  @ApiOkResponse({ schema: openapi(apiSuccess(AccountView)) })
  async find(
    @Param(new ZodPipe(AccountPath)) { account }: z.infer<typeof AccountPath>,
  ): Promise<z.infer<typeof AccountView>> {
    return this.#accounts.find(account);
  }

  @Needs('accounts.write')
  @Records('accounts.changed', 'invitations.revoked')
  @Patch(':account')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({
    summary: 'Changes name, role, employee, teams or language, and disables or enables the account',
    description:
      'Disabling logs out everywhere. What an administrator handed out and nobody used is taken back with their role. Of your own account you change name and language, and link an employee if there is none.',
  })
  @ApiParam({ name: 'account', format: 'uuid' })
  @ApiBody({ schema: openapi(AccountChange, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(AccountView)) })
  async change(
    @Param(new ZodPipe(AccountPath)) { account }: z.infer<typeof AccountPath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(AccountChange)) change: z.infer<typeof AccountChange>,
    @Asking() by: Principal,
  ): Promise<z.infer<typeof AccountView>> {
    return this.#accounts.change(account, version, change, by);
  }

  @Needs('accounts.write')
  @Records('accounts.password-reset-made')
  @Post(':account/password-reset')
  @NotReplayed()
  @ApiOperation({
    summary: 'Makes a ticket with which its owner chooses a new password',
    description:
      'The ticket is in this answer only; earlier ones work no longer. Hand it to the person, and to nobody else.',
  })
  @ApiParam({ name: 'account', format: 'uuid' })
  @ApiConflict('`ACCOUNT_DISABLED`')
  @ApiCreatedResponse({ schema: openapi(apiSuccess(PasswordResetMade)) })
  async makePasswordReset(
    @Param(new ZodPipe(AccountPath)) { account }: z.infer<typeof AccountPath>,
    @Asking() by: Principal,
  ): Promise<z.infer<typeof PasswordResetMade>> {
    return this.#accounts.makePasswordReset(account, by);
  }

  @Needs('accounts.write')
  @Records('accounts.sessions-ended')
  @Delete(':account/sessions')
  @ApiOperation({ summary: 'Logs somebody out everywhere' })
  @ApiParam({ name: 'account', format: 'uuid' })
  @ApiOkResponse({ schema: openapi(apiSuccess(SessionsEnded)) })
  async endSessions(
    @Param(new ZodPipe(AccountPath)) { account }: z.infer<typeof AccountPath>,
    @Asking() by: Principal,
  ): Promise<z.infer<typeof SessionsEnded>> {
    return this.#accounts.endSessions(account, by);
  }

  @Needs('accounts.write')
  @Records('accounts.second-factor-removed')
  @Delete(':account/second-factor')
  @ETag()
  @ApiOperation({
    summary: 'For a lost phone: takes the second factor away and logs its owner out everywhere',
    description:
      'Be sure who asks for it: from now on the password alone opens the account, until its owner sets up another.',
  })
  @ApiParam({ name: 'account', format: 'uuid' })
  @ApiQuery({
    name: 'reason',
    description: 'for the audit trail',
    schema: openapi(SecondFactorQuery.shape.reason, 'input'),
  })
  @ApiConflict('`NO_SECOND_FACTOR`')
  @ApiOkResponse({ schema: openapi(apiSuccess(AccountView)) })
  async removeSecondFactor(
    @Param(new ZodPipe(AccountPath)) { account }: z.infer<typeof AccountPath>,
    @Query(new ZodPipe(SecondFactorQuery)) { reason }: z.infer<typeof SecondFactorQuery>,
    @Asking() by: Principal,
  ): Promise<z.infer<typeof AccountView>> {
    return this.#accounts.removeSecondFactor(account, reason, by);
  }
}
