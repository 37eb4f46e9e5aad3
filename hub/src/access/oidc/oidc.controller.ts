import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBody,
  ApiFoundResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { ApiError, apiSuccess, SecondFactorCode, SessionView } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Public } from '../../platform/http/access/needs.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { sourceOf } from '../../platform/http/security/secure-http.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import type { IdentityProblem } from '../domain/identity.ts';
import {
  type CookieReply,
  type CookieRequest,
  SessionCookie,
  userAgentOf,
} from '../sessions/session-cookie.ts';
import { IdentityError } from './identity-error.ts';
import { IdentityLoginService } from './identity-login.service.ts';
import { IdentityProvider } from './identity-provider.ts';
import { type FlowReply, LoginCookies } from './login-cookies.ts';

/** From one address: a whole company may sit behind one when the shift begins. */
const PER_MINUTE_MAX = 300;
const RATE = { rateLimit: { max: PER_MINUTE_MAX, timeWindow: 60_000 } };

const NO_PROVIDER = { description: 'The company has none', schema: openapi(ApiError) };

const CodeStep = z.strictObject({ code: SecondFactorCode });

type Request = CookieRequest & { url: string };
type Reply = CookieReply &
  FlowReply & {
    redirect(url: string, status: number): unknown;
  };

/** Logging in at the company's own identity provider. The browser walks; nothing of it is an answer to a script but the last step. */
@ApiTags('access')
@Controller('api/v1/auth/oidc')
export class OidcController {
  readonly #provider: IdentityProvider;
  readonly #logins: IdentityLoginService;
  readonly #cookies: LoginCookies;
  readonly #sessionCookie: SessionCookie;
  readonly #log: Log;

  constructor(
    @Inject(IdentityProvider) provider: IdentityProvider,
    @Inject(IdentityLoginService) logins: IdentityLoginService,
    @Inject(LoginCookies) cookies: LoginCookies,
    @Inject(SessionCookie) sessionCookie: SessionCookie,
    @Inject(LOGGER) log: Log,
  ) {
    this.#provider = provider;
    this.#logins = logins;
    this.#cookies = cookies;
    this.#sessionCookie = sessionCookie;
    this.#log = log;
  }

  @Public()
  @Get('start')
  @RouteConfig(RATE)
  @ApiOperation({ summary: 'Sends the browser to the identity provider' })
  @ApiNotFoundResponse(NO_PROVIDER)
  @ApiFoundResponse({ description: 'To the provider, or to `/login?problem=provider-away`' })
  async start(@Res() reply: Reply): Promise<void> {
    try {
      const { url, flow } = await this.#provider.begin();
      this.#cookies.setFlow(reply, flow, Date.now());
      reply.redirect(url, 302);
    } catch (error) {
      this.#backToLogin(reply, error);
    }
  }

  @Public()
  @Records('sessions.begun', 'accounts.identity-linked')
  @Get('callback')
  @RouteConfig(RATE)
  @ApiOperation({ summary: 'Where the identity provider sends the browser back to' })
  @ApiQuery({ name: 'code', required: false })
  @ApiQuery({ name: 'state', required: false })
  @ApiQuery({ name: 'iss', required: false, description: 'RFC 9207' })
  @ApiQuery({ name: 'error', required: false })
  @ApiNotFoundResponse(NO_PROVIDER)
  @ApiFoundResponse({
    description:
      'To `/` with the cookie of a session, to `/login?step=code` when a code of the second factor is owed, or to `/login?problem=` and why not',
  })
  async callback(@Req() request: Request, @Res() reply: Reply): Promise<void> {
    const nowMs = Date.now();
    try {
      // Without a provider there is no way back from one.
      void this.#provider.settings;
      const flow = this.#cookies.takeFlow(request, reply, nowMs);
      if (!flow) throw new IdentityError('login-expired');
      const [, query = ''] = request.url.split('?', 2);
      const back = await this.#logins.comeBack(query, flow, userAgentOf(request));
      if (back.kind === 'code-needed') {
        const { account, link } = back;
        this.#cookies.setCodeStep(reply, { account, link }, nowMs);
        reply.redirect('/login?step=code', 302);
        return;
      }
      this.#sessionCookie.set(request, reply, back.entered.begun);
      reply.redirect('/', 302);
    } catch (error) {
      this.#backToLogin(reply, error);
    }
  }

  @Public()
  @Records('sessions.begun', 'accounts.identity-linked')
  @Post('code')
  @HttpCode(200)
  @NotReplayed()
  @RouteConfig(RATE)
  @ApiOperation({
    summary: 'The code of the second factor that somebody owes who came back from the provider',
  })
  @ApiBody({ schema: openapi(CodeStep, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(SessionView)) })
  async code(
    @Body(new ZodPipe(CodeStep)) { code }: z.infer<typeof CodeStep>,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<z.infer<typeof SessionView>> {
    const owed = this.#cookies.codeStep(request, Date.now());
    if (owed === null) throw beginAgain();
    const from = { source: sourceOf(request.ip), userAgent: userAgentOf(request) };
    const { begun, view } = await this.#logins.enterCode(owed, code, from);
    this.#cookies.clearCodeStep(reply);
    this.#sessionCookie.set(request, reply, begun);
    return view;
  }

  /** A person looks at what comes now, so it is a page and no envelope. What is no problem of the login is a failure like any other. */
  #backToLogin(reply: Reply, error: unknown): void {
    if (!(error instanceof IdentityError)) throw error;
    const problem: IdentityProblem = error.problem;
    this.#log.warn({ problem, err: error.cause }, 'a login by the identity provider came to nothing');
    reply.redirect(`/login?problem=${problem}`, 302);
  }
}

function beginAgain(): HubError {
  return new HubError('UNAUTHENTICATED', {
    en: 'This login was begun too long ago. Begin again.',
    de: 'Diese Anmeldung wurde vor zu langer Zeit begonnen. Beginnen Sie von vorn.',
  });
}
