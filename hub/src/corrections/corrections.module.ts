import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { PeopleModule } from '../people/index.ts';
import { PunchesModule } from '../punches/index.ts';
import { CorrectionFacts } from './correction-facts.ts';
import { CorrectionsController } from './corrections.controller.ts';
import { CorrectionsRepository } from './corrections.repository.ts';
import { CorrectionsService } from './corrections.service.ts';

@Module({
  imports: [PunchesModule, PeopleModule, AuditTrailModule],
  controllers: [CorrectionsController],
  providers: [CorrectionsRepository, CorrectionFacts, CorrectionsService],
  exports: [CorrectionsRepository, CorrectionsService],
})
export class CorrectionsModule {}
