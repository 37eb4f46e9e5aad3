import { Module } from '@nestjs/common';
import { PayrollModule } from '../payroll/index.ts';
import { BundleService } from './bundle.service.ts';
import { EvidenceController } from './evidence.controller.ts';
import { EvidenceRepository } from './evidence.repository.ts';

@Module({
  imports: [PayrollModule],
  controllers: [EvidenceController],
  providers: [EvidenceRepository, BundleService],
  exports: [BundleService],
})
export class EvidenceModule {}
