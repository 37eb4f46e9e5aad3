import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, Board, Cursor, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { HubError } from '../platform/http/hub-error.ts';
import { openapi } from '../platform/http/openapi.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { BoardService } from './board.service.ts';

const SitePath = z.object({ site: Slug });
const BoardView = z.object({ cursor: Cursor, board: Board });

@ApiTags('board')
@Controller('api/v1/sites')
export class BoardController {
  readonly #boards: BoardService;

  constructor(@Inject(BoardService) boards: BoardService) {
    this.#boards = boards;
  }

  @Get(':site/board')
  @ApiOperation({ summary: 'The whole board of a site; the WebSocket /api/v1/live goes on from its cursor' })
  @ApiOkResponse({ schema: openapi(apiSuccess(BoardView)) })
  async board(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
  ): Promise<z.infer<typeof BoardView>> {
    const loaded = await this.#boards.load(site, Date.now());
    if (!loaded) throw new HubError('NOT_FOUND', 'There is no such site.');
    return loaded;
  }
}
