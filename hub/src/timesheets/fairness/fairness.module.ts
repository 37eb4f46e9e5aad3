import { Module } from '@nestjs/common';
import { PoliciesModule } from '../policies/index.ts';
import { FairnessController } from './fairness.controller.ts';
import { FairnessService } from './fairness.service.ts';
import { RoundingRepository } from './rounding.repository.ts';

/** Whether rounding is fair to people. */
@Module({
  imports: [PoliciesModule],
  controllers: [FairnessController],
  providers: [RoundingRepository, FairnessService],
})
export class FairnessModule {}
