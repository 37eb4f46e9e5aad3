import { Module } from '@nestjs/common';
import { CorrectionsModule } from '../../corrections/index.ts';
import { PunchesModule } from '../../punches/index.ts';
import { SchedulingModule } from '../../scheduling/index.ts';
import { PoliciesModule } from '../policies/index.ts';
import { FactPeople } from './fact-people.ts';
import { FactsLoader } from './facts-loader.ts';
import { FactsReader } from './facts-reader.ts';
import { FirstFacts } from './first-facts.ts';

/** What hours follow from. Apart from the timesheets, because a policy's preview asks for facts and no sheets. */
@Module({
  imports: [PoliciesModule, PunchesModule, CorrectionsModule, SchedulingModule],
  providers: [FactPeople, FactsReader, FactsLoader, FirstFacts],
  exports: [FactsLoader, FirstFacts],
})
export class FactsModule {}
