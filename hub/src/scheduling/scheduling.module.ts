import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { PeopleModule } from '../people/index.ts';
import { CalendarController } from './calendar.controller.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { CalendarService } from './calendar.service.ts';
import { RegionsController } from './calendar-regions.controller.ts';
import { RegionsRepository } from './calendar-regions.repository.ts';
import { RegionsService } from './calendar-regions.service.ts';
import { CoverageReader } from './headcount/coverage-reader.ts';
import { HeadcountController } from './headcount/headcount.controller.ts';
import { HeadcountRepository } from './headcount/headcount.repository.ts';
import { HeadcountService } from './headcount/headcount.service.ts';
import { DraftBook } from './plan/draft-book.ts';
import { Drafts } from './plan/drafts.ts';
import { PlanRepository } from './plan/plan.repository.ts';
import { PlanDesk } from './plan/plan-desk.service.ts';
import { PlanFacts } from './plan/plan-facts.ts';
import { PlanPeopleRepository } from './plan/plan-people.repository.ts';
import { PublicationsRepository } from './plan/publications.repository.ts';
import { PublishedPlan } from './plan/published-plan.ts';
import { Publisher } from './plan/publisher.ts';
import { Rotator } from './plan/rotator.ts';
import { ScheduleController } from './plan/schedule.controller.ts';
import { ScheduleQueries } from './plan/schedule-queries.ts';
import { QualificationsController } from './qualifications/qualifications.controller.ts';
import { QualificationsService } from './qualifications/qualifications.service.ts';
import { RotationsController } from './rotations/rotations.controller.ts';
import { RotationsRepository } from './rotations/rotations.repository.ts';
import { RotationsService } from './rotations/rotations.service.ts';
import { SchedulingRepository } from './scheduling.repository.ts';
import { SchedulingService } from './scheduling.service.ts';
import { ShiftDirectory } from './shift-directory.ts';
import { ShiftsController } from './shifts/shifts.controller.ts';
import { ShiftsRepository } from './shifts/shifts.repository.ts';
import { ShiftsService } from './shifts/shifts.service.ts';
import { SitePlaces } from './site-places.ts';

@Module({
  imports: [PeopleModule, AuditTrailModule],
  controllers: [
    CalendarController,
    RegionsController,
    ShiftsController,
    QualificationsController,
    RotationsController,
    HeadcountController,
    ScheduleController,
  ],
  providers: [
    SchedulingRepository,
    SchedulingService,
    ShiftDirectory,
    SitePlaces,
    CalendarRepository,
    CalendarService,
    RegionsRepository,
    RegionsService,
    ShiftsRepository,
    PlanRepository,
    PlanFacts,
    PublishedPlan,
    HeadcountRepository,
    HeadcountService,
    CoverageReader,
    ShiftsService,
    QualificationsService,
    RotationsRepository,
    RotationsService,
    PlanPeopleRepository,
    Drafts,
    DraftBook,
    PublicationsRepository,
    Publisher,
    PlanDesk,
    Rotator,
    ScheduleQueries,
  ],
  exports: [
    SchedulingRepository,
    SchedulingService,
    ShiftDirectory,
    CalendarService,
    PublishedPlan,
    CoverageReader,
  ],
})
export class SchedulingModule {}
