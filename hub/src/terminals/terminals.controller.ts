import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { apiSuccess, BoardTerminal, Boot, Sequence, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { AuditTrail, Records } from '../audit/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { openapi } from '../platform/http/openapi.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { requireKiosk } from './enrolment.ts';
import { TerminalCommands } from './terminal-commands.ts';
import { TerminalsRepository } from './terminals.repository.ts';

/** What a person may ask of a terminal; `clock` is the hub's own business. */
const AskedCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('identify'), seconds: z.int().min(1).max(120).default(20) }),
  z.object({ type: z.literal('restart') }),
  z.object({ type: z.literal('replay-from'), boot: Boot, sequence: Sequence }),
]);

const TerminalPath = z.object({ id: Slug });
const TerminalsQuery = z.object({ site: Slug });
const Sent = z.object({ terminal: Slug, command: z.string() });

@ApiTags('terminals')
@Controller('api/v1/terminals')
export class TerminalsController {
  readonly #database: Database;
  readonly #repository: TerminalsRepository;
  readonly #commands: TerminalCommands;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
    @Inject(TerminalCommands) commands: TerminalCommands,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#commands = commands;
    this.#trail = trail;
  }

  @Needs('terminals.read')
  @Get()
  @ApiOperation({ summary: "A site's terminals and how they are" })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(BoardTerminal))) })
  async list(
    @Query(new ZodPipe(TerminalsQuery)) query: z.infer<typeof TerminalsQuery>,
  ): Promise<BoardTerminal[]> {
    return await this.#database.snapshot(sql => this.#repository.boardOfSite(sql, query.site));
  }

  @Needs('terminals.write')
  @Records('terminals.commanded')
  @Post(':id/commands')
  @HttpCode(202)
  @ApiOperation({ summary: 'Asks something of a terminal that is online' })
  @ApiBody({ schema: openapi(AskedCommand, 'input') })
  @ApiResponse({ status: 202, schema: openapi(apiSuccess(Sent)) })
  async command(
    @Param(new ZodPipe(TerminalPath)) { id }: z.infer<typeof TerminalPath>,
    @Body(new ZodPipe(AskedCommand)) command: z.infer<typeof AskedCommand>,
  ): Promise<z.infer<typeof Sent>> {
    const [terminal] = await this.#repository.identities(this.#database.primary, [id]);
    if (!terminal || terminal.revokedAt !== null) {
      throw new HubError('NOT_FOUND', {
        en: 'There is no such terminal.',
        de: 'Dieses Terminal gibt es nicht.',
      });
    }
    requireKiosk(terminal);
    // Before it is sent: what a terminal was asked to do must not be unknown.
    await this.#database.transaction(sql =>
      this.#trail.record(sql, {
        action: 'terminals.commanded',
        subject: { kind: 'terminal', id },
        concerns: { people: [], site: terminal.site },
        after: command,
      }),
    );
    try {
      await this.#commands.send(terminal.site, id, command);
    } catch (error) {
      throw new HubError(
        'UNAVAILABLE',
        { en: 'The broker cannot be reached.', de: 'Der Broker ist nicht erreichbar.' },
        { cause: error },
      );
    }
    return { terminal: id, command: command.type };
  }
}
