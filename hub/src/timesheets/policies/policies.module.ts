import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../../audit/index.ts';
import { AssignmentRepository } from './assignment.repository.ts';
import { AssignmentService } from './assignment.service.ts';
import { AssignmentCheck } from './assignment-check.ts';
import { AssignmentsController } from './assignments.controller.ts';
import { LockedDates } from './locked-dates.ts';
import { PoliciesController } from './policies.controller.ts';
import { PolicyRepository } from './policy.repository.ts';
import { PolicyService } from './policy.service.ts';
import { PolicyDirectory } from './policy-directory.ts';

/** Policies, their versions, and who is under which of them when. */
@Module({
  imports: [AuditTrailModule],
  controllers: [PoliciesController, AssignmentsController],
  providers: [
    PolicyRepository,
    AssignmentRepository,
    LockedDates,
    AssignmentCheck,
    PolicyDirectory,
    PolicyService,
    AssignmentService,
  ],
  exports: [
    PolicyDirectory,
    PolicyService,
    AssignmentService,
    PolicyRepository,
    AssignmentRepository,
    LockedDates,
  ],
})
export class PoliciesModule {}
