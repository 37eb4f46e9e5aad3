import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, Board, Cursor, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { employeesOf, ShowsPeople } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Asking, type Principal } from '../platform/http/access/principal.ts';
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

  @Needs('board.read')
  @ShowsPeople<z.infer<typeof BoardView>>('board.seen', ({ board }) => ({
    ...employeesOf(board.people),
    site: board.site.id,
  }))
  @Get(':site/board')
  @ApiOperation({
    summary:
      'The board of a site with the people within reach; the WebSocket /api/v1/live goes on from its cursor',
  })
  @ApiOkResponse({ schema: openapi(apiSuccess(BoardView)) })
  async board(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Asking() viewer: Principal,
  ): Promise<z.infer<typeof BoardView>> {
    const loaded = await this.#boards.load(site, Date.now(), viewer);
    if (!loaded)
      throw new HubError('NOT_FOUND', { en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' });
    return loaded;
  }
}
