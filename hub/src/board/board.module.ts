import { Module } from '@nestjs/common';
import { SchedulingModule } from '../scheduling/index.ts';
import { TerminalDirectoryModule } from '../terminals/index.ts';
import { BoardController } from './board.controller.ts';
import { BoardRepository } from './board.repository.ts';
import { BoardService } from './board.service.ts';

@Module({
  imports: [SchedulingModule, TerminalDirectoryModule],
  controllers: [BoardController],
  providers: [BoardRepository, BoardService],
  exports: [BoardService],
})
export class BoardModule {}
