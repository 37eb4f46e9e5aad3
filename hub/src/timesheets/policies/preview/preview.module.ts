import { Module } from '@nestjs/common';
import { FactsModule } from '../../facts/facts.module.ts';
import { PoliciesModule } from '../policies.module.ts';
import { PolicyPreviewer } from './policy-previewer.ts';
import { PreviewController } from './preview.controller.ts';

/** What other rules would have paid. Apart from the policies, because facts stand on those and a preview stands on facts. */
@Module({
  imports: [PoliciesModule, FactsModule],
  controllers: [PreviewController],
  providers: [PolicyPreviewer],
})
export class PreviewModule {}
