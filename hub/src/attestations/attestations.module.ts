import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { AcceptedFindings } from '../exceptions/data.ts';
import { TimesheetsModule } from '../timesheets/index.ts';
import { AttestationSettingsController } from './attestation-settings.controller.ts';
import { AttestationSettings } from './attestation-settings.ts';
import { AttestationsController } from './attestations.controller.ts';
import { AttestationsRepository } from './attestations.repository.ts';
import { AttestationsService } from './attestations.service.ts';

/** Workers say that their hours are right, before anybody approves them. */
@Module({
  imports: [AuditTrailModule, TimesheetsModule],
  controllers: [AttestationsController, AttestationSettingsController],
  providers: [AcceptedFindings, AttestationsRepository, AttestationsService, AttestationSettings],
})
export class AttestationsModule {}
