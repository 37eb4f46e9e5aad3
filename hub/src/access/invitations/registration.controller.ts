import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, RegisterRequest, SessionView } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Public } from '../../platform/http/access/needs.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import {
  type CookieReply,
  type CookieRequest,
  SessionCookie,
  userAgentOf,
} from '../sessions/session-cookie.ts';
import { RegistrationService } from './registration.service.ts';

/** From one address: a whole team may register in one room, and a guess a second finds no ticket before the sun goes out. */
const PER_MINUTE_MAX = 60;

@ApiTags('access')
@Controller('api/v1/auth')
export class RegistrationController {
  readonly #registration: RegistrationService;
  readonly #cookie: SessionCookie;

  constructor(
    @Inject(RegistrationService) registration: RegistrationService,
    @Inject(SessionCookie) cookie: SessionCookie,
  ) {
    this.#registration = registration;
    this.#cookie = cookie;
  }

  @Public()
  @Records('accounts.registered', 'sessions.begun')
  @Post('register')
  @NotReplayed()
  @RouteConfig({ rateLimit: { max: PER_MINUTE_MAX, timeWindow: 60_000 } })
  @ApiOperation({ summary: 'Makes the account that an invitation is for, and logs in' })
  @ApiBody({ schema: openapi(RegisterRequest, 'input') })
  @ApiConflict('`HAS_ACCOUNT`')
  @ApiCreatedResponse({ schema: openapi(apiSuccess(SessionView)) })
  async register(
    @Body(new ZodPipe(RegisterRequest)) wanted: z.infer<typeof RegisterRequest>,
    @Req() request: CookieRequest,
    @Res({ passthrough: true }) reply: CookieReply,
  ): Promise<z.infer<typeof SessionView>> {
    const { begun, view } = await this.#registration.register(wanted, userAgentOf(request));
    this.#cookie.set(request, reply, begun);
    return view;
  }
}
