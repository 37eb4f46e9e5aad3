import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { apiSuccess, BoardTerminal, Boot, Sequence, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { openapi } from '../platform/http/openapi.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
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

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
    @Inject(TerminalCommands) commands: TerminalCommands,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#commands = commands;
  }

  @Get()
  @ApiOperation({ summary: "A site's terminals and how they are" })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(BoardTerminal))) })
  async list(
    @Query(new ZodPipe(TerminalsQuery)) query: z.infer<typeof TerminalsQuery>,
  ): Promise<BoardTerminal[]> {
    return await this.#database.snapshot(sql => this.#repository.boardOfSite(sql, query.site));
  }

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
      throw new HubError('NOT_FOUND', 'There is no such terminal.');
    }
    try {
      await this.#commands.send(terminal.site, id, command);
    } catch (error) {
      throw new HubError('UNAVAILABLE', 'The broker cannot be reached.', { cause: error });
    }
    return { terminal: id, command: command.type };
  }
}
