import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { apiPage, apiSuccess, InvitationMade, InvitationView, NewInvitation } from '@tapclock/contracts';
import { z } from 'zod';
import { employeesOf, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { Invitations } from './invitations.service.ts';

const InvitationPath = z.object({ invitation: z.uuid() });
const InvitationsQuery = PageQuery.extend({
  q: z.optional(z.string().trim().min(1).max(100)).describe('part of the address'),
});

@ApiTags('access')
@Controller('api/v1/invitations')
export class InvitationsController {
  readonly #invitations: Invitations;

  constructor(@Inject(Invitations) invitations: Invitations) {
    this.#invitations = invitations;
  }

  @Needs('accounts.read')
  @ShowsPeople<InvitationView[]>('invitations.seen', employeesOf)
  @Get()
  @ApiOperation({ summary: 'Open invitations, newest first' })
  @ApiOkResponse({ schema: openapi(apiPage(InvitationView)) })
  async list(
    @Query(new ZodPipe(InvitationsQuery)) query: z.infer<typeof InvitationsQuery>,
  ): Promise<Page<z.infer<typeof InvitationView>>> {
    return this.#invitations.list(query);
  }

  @Needs('accounts.write')
  @Records('invitations.made')
  @Post()
  @NotReplayed()
  @ApiOperation({
    summary: 'Invites somebody to make an account of this role',
    description: 'The ticket is in this answer only. It works once, for 72 hours: hand it to the person.',
  })
  @ApiBody({ schema: openapi(NewInvitation, 'input') })
  @ApiConflict('`HAS_ACCOUNT`, `IS_INVITED`')
  @ApiCreatedResponse({ schema: openapi(apiSuccess(InvitationMade)) })
  async make(
    @Body(new ZodPipe(NewInvitation)) wanted: z.infer<typeof NewInvitation>,
    @Asking() by: Principal,
  ): Promise<z.infer<typeof InvitationMade>> {
    return this.#invitations.make(wanted, by);
  }

  @Needs('accounts.write')
  @Records('invitations.revoked')
  @Delete(':invitation')
  @ApiOperation({ summary: 'Takes an open invitation back' })
  @ApiParam({ name: 'invitation', format: 'uuid' })
  @ApiOkResponse({ schema: openapi(apiSuccess(InvitationView)) })
  async revoke(
    @Param(new ZodPipe(InvitationPath)) { invitation }: z.infer<typeof InvitationPath>,
    @Asking() by: Principal,
  ): Promise<z.infer<typeof InvitationView>> {
    return this.#invitations.revoke(invitation, by);
  }
}
