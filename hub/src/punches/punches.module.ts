import { Module } from '@nestjs/common';
import { PartitionKeeper } from './partition-keeper.ts';
import { PunchQueries } from './punch-queries.ts';
import { PunchesController } from './punches.controller.ts';
import { PunchesRepository } from './punches.repository.ts';

@Module({
  controllers: [PunchesController],
  providers: [PunchesRepository, PunchQueries, PartitionKeeper],
  exports: [PunchesRepository, PunchQueries],
})
export class PunchesModule {}
