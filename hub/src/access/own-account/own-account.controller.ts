import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  apiSuccess,
  OwnSession,
  PasswordChange,
  PasswordReset,
  SecondFactorConfirm,
  SecondFactorOffer,
  SecondFactorOn,
  SecondFactorRemove,
  SecondFactorRequest,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Public, SignedIn } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { sourceOf } from '../../platform/http/security/secure-http.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { PasswordsService } from '../passwords/passwords.service.ts';
import { SecondFactorService } from '../second-factor/second-factor.service.ts';
import { Sessions } from '../sessions/sessions.ts';
import { ownerOf } from './own-account.ts';

const SessionPath = z.object({ session: z.uuid() });
const Done = openapi(apiSuccess(z.null()));

interface Sent {
  ip: string;
}

/** What people do with their own account. */
@ApiTags('access')
@Controller('api/v1/auth')
export class OwnAccountController {
  readonly #sessions: Sessions;
  readonly #passwords: PasswordsService;
  readonly #secondFactor: SecondFactorService;

  constructor(
    @Inject(Sessions) sessions: Sessions,
    @Inject(PasswordsService) passwords: PasswordsService,
    @Inject(SecondFactorService) secondFactor: SecondFactorService,
  ) {
    this.#sessions = sessions;
    this.#passwords = passwords;
    this.#secondFactor = secondFactor;
  }

  @SignedIn()
  @Get('sessions')
  @ApiOperation({ summary: 'Where one is logged in, last used first' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(OwnSession))) })
  async sessions(@Asking() principal: Principal): Promise<z.infer<typeof OwnSession>[]> {
    const { account, session } = ownerOf(principal);
    return await this.#sessions.list(account, session, Date.now());
  }

  @SignedIn()
  @Delete('sessions/:session')
  @ApiOperation({ summary: 'Logs out there' })
  @ApiParam({ name: 'session', format: 'uuid' })
  @ApiOkResponse({ schema: Done })
  async endSession(
    @Param(new ZodPipe(SessionPath)) { session }: z.infer<typeof SessionPath>,
    @Asking() principal: Principal,
  ): Promise<null> {
    await this.#sessions.endOwn(ownerOf(principal).account, session, Date.now());
    return null;
  }

  @SignedIn()
  @Records('accounts.password-changed')
  @Post('password')
  @HttpCode(200)
  @NotReplayed()
  @ApiOperation({ summary: 'Changes the password; all other sessions end' })
  @ApiBody({ schema: openapi(PasswordChange, 'input') })
  @ApiOkResponse({ schema: Done })
  async changePassword(
    @Body(new ZodPipe(PasswordChange)) change: z.infer<typeof PasswordChange>,
    @Asking() principal: Principal,
    @Req() { ip }: Sent,
  ): Promise<null> {
    await this.#passwords.change(change, ownerOf(principal), sourceOf(ip));
    return null;
  }

  @Public()
  @Records('accounts.password-reset')
  @Post('password-reset')
  @HttpCode(200)
  @NotReplayed()
  @ApiOperation({ summary: 'Chooses a new password with a ticket of an administrator; all sessions end' })
  @ApiBody({ schema: openapi(PasswordReset, 'input') })
  @ApiOkResponse({ schema: Done })
  async resetPassword(
    @Body(new ZodPipe(PasswordReset)) reset: z.infer<typeof PasswordReset>,
    @Req() { ip }: Sent,
  ): Promise<null> {
    await this.#passwords.reset(reset, sourceOf(ip));
    return null;
  }

  @SignedIn()
  @Post('second-factor')
  @HttpCode(200)
  @NotReplayed()
  @ApiOperation({
    summary: 'Offers a secret for an authenticator; nothing changes until a code of it comes back',
  })
  @ApiBody({ schema: openapi(SecondFactorRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(SecondFactorOffer)) })
  @ApiConflict('there is a second factor already')
  async offerSecondFactor(
    @Body(new ZodPipe(SecondFactorRequest)) { password }: z.infer<typeof SecondFactorRequest>,
    @Asking() principal: Principal,
    @Req() { ip }: Sent,
  ): Promise<z.infer<typeof SecondFactorOffer>> {
    return await this.#secondFactor.offer(ownerOf(principal), password, sourceOf(ip));
  }

  @SignedIn()
  @Records('accounts.second-factor-set-up')
  @Post('second-factor/confirm')
  @HttpCode(200)
  @NotReplayed()
  @ApiOperation({ summary: 'Puts the offered secret in force; the recovery codes are shown this once' })
  @ApiBody({ schema: openapi(SecondFactorConfirm, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(SecondFactorOn)) })
  @ApiConflict('nothing was offered, or there is a second factor already')
  async confirmSecondFactor(
    @Body(new ZodPipe(SecondFactorConfirm)) { code }: z.infer<typeof SecondFactorConfirm>,
    @Asking() principal: Principal,
  ): Promise<z.infer<typeof SecondFactorOn>> {
    return await this.#secondFactor.confirm(ownerOf(principal), code);
  }

  @SignedIn()
  @Records('accounts.second-factor-removed')
  @Post('second-factor/remove')
  @HttpCode(200)
  @NotReplayed()
  @ApiOperation({ summary: 'Takes the second factor away, where the role does not need one' })
  @ApiBody({ schema: openapi(SecondFactorRemove, 'input') })
  @ApiOkResponse({ schema: Done })
  async removeSecondFactor(
    @Body(new ZodPipe(SecondFactorRemove)) proof: z.infer<typeof SecondFactorRemove>,
    @Asking() principal: Principal,
    @Req() { ip }: Sent,
  ): Promise<null> {
    await this.#secondFactor.remove(ownerOf(principal), proof, sourceOf(ip));
    return null;
  }
}
