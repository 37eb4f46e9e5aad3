import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, LoginOptions, LoginRequest, Me, SessionView, SetupRequest } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Public, SignedIn } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { sourceOf } from '../../platform/http/security/secure-http.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { IdentityProvider } from '../oidc/index.ts';
import { describePrincipal } from '../principals.ts';
import {
  type CookieReply,
  type CookieRequest,
  SessionCookie,
  userAgentOf,
} from '../sessions/session-cookie.ts';
import { Sessions, sessionOver } from '../sessions/sessions.ts';
import { SetupService } from '../setup/setup.service.ts';
import { type Entered, Entrance } from './entrance.ts';
import { LoginService } from './login.service.ts';

/** The cookie routes take nothing but the cookie. */
const Nothing = z.object({});

@ApiTags('access')
@Controller('api/v1/auth')
export class AuthController {
  readonly #logins: LoginService;
  readonly #entrance: Entrance;
  readonly #setup: SetupService;
  readonly #sessions: Sessions;
  readonly #cookie: SessionCookie;
  readonly #provider: IdentityProvider;

  constructor(
    @Inject(LoginService) logins: LoginService,
    @Inject(Entrance) entrance: Entrance,
    @Inject(SetupService) setup: SetupService,
    @Inject(Sessions) sessions: Sessions,
    @Inject(SessionCookie) cookie: SessionCookie,
    @Inject(IdentityProvider) provider: IdentityProvider,
  ) {
    this.#logins = logins;
    this.#entrance = entrance;
    this.#setup = setup;
    this.#sessions = sessions;
    this.#cookie = cookie;
    this.#provider = provider;
  }

  @Public()
  @Get('options')
  @ApiOperation({ summary: 'How one may log in here' })
  @ApiOkResponse({ schema: openapi(apiSuccess(LoginOptions)) })
  async options(): Promise<z.infer<typeof LoginOptions>> {
    return { setupNeeded: await this.#setup.isNeeded(), identityProvider: this.#provider.name };
  }

  @Public()
  @Records('accounts.set-up', 'sessions.begun')
  @Post('setup')
  @NotReplayed()
  @ApiOperation({ summary: 'Makes the first administrator, with the code that the hub printed' })
  @ApiBody({ schema: openapi(SetupRequest, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(SessionView)) })
  @ApiConflict('there is an account already')
  async setUp(
    @Body(new ZodPipe(SetupRequest)) setup: z.infer<typeof SetupRequest>,
    @Req() request: CookieRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<z.infer<typeof SessionView>> {
    const entered = await this.#setup.setUp(setup, { userAgent: userAgentOf(request) });
    return this.#handOver(entered, request, reply);
  }

  @Public()
  @Records('sessions.begun')
  @Post('login')
  @HttpCode(200)
  @NotReplayed()
  @ApiOperation({
    summary: 'Logs in; the refresh token is a cookie',
    description:
      'SECOND_FACTOR_REQUIRED: send the same again with `code`. RATE_LIMITED: wait for `retryAfterSeconds`, as Retry-After says.',
  })
  @ApiBody({ schema: openapi(LoginRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(SessionView)) })
  async logIn(
    @Body(new ZodPipe(LoginRequest)) login: z.infer<typeof LoginRequest>,
    @Req() request: CookieRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<z.infer<typeof SessionView>> {
    const from = { source: sourceOf(request.ip), userAgent: userAgentOf(request) };
    return this.#handOver(await this.#logins.logIn(login, from), request, reply);
  }

  @Public()
  @Records('sessions.token-reused')
  @Post('refresh')
  @HttpCode(200)
  @NotReplayed()
  @ApiOperation({
    summary: 'A new access token for the cookie; the cookie is changed for its successor',
    description:
      'From a page of the hub only, as JSON. A copy of a cookie that is used later ends the session.',
  })
  @ApiBody({ schema: openapi(Nothing, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(SessionView)) })
  async refresh(
    @Req() request: CookieRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<z.infer<typeof SessionView>> {
    const token = this.#cookie.read(request);
    if (token === null) throw sessionOver();
    return this.#handOver(await this.#entrance.refresh(token, Date.now()), request, reply);
  }

  @Public()
  @Post('logout')
  @HttpCode(200)
  @NotReplayed()
  @ApiOperation({ summary: 'Ends the session of the cookie, if there is one' })
  @ApiBody({ schema: openapi(Nothing, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  async logOut(@Req() request: CookieRequest, @Res({ passthrough: true }) reply: CookieReply): Promise<null> {
    const token = this.#cookie.read(request);
    if (token !== null) await this.#sessions.logOut(token, Date.now());
    this.#cookie.clear(request, reply);
    return null;
  }

  @SignedIn()
  @Get('me')
  @ApiOperation({ summary: 'Who asks, and what they may do' })
  @ApiOkResponse({ schema: openapi(apiSuccess(Me)) })
  me(@Asking() principal: Principal): z.infer<typeof Me> {
    return describePrincipal(principal);
  }

  #handOver({ begun, view }: Entered, request: CookieRequest, reply: CookieReply): Entered['view'] {
    this.#cookie.set(request, reply, begun);
    return view;
  }
}
