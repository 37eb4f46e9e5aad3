import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { PeopleModule } from '../people/index.ts';
import { SchedulingModule } from '../scheduling/index.ts';
import { CalendarFeedController } from './feed/calendar-feed.controller.ts';
import { CalendarFeedService } from './feed/calendar-feed.service.ts';
import { CalendarLinksRepository } from './feed/calendar-links.repository.ts';
import { ExchangeKind } from './kinds/exchange-kind.ts';
import { LeaveKindRules } from './kinds/leave-kind.ts';
import { OpenShiftKind } from './kinds/open-shift-kind.ts';
import { BalancesController } from './leave/balances.controller.ts';
import { BalancesService } from './leave/balances.service.ts';
import { EntitlementsRepository } from './leave/entitlements.repository.ts';
import { LeaveAccount } from './leave/leave-account.ts';
import { OpenShiftsController } from './open-shifts/open-shifts.controller.ts';
import { OpenShiftsRepository } from './open-shifts/open-shifts.repository.ts';
import { OpenShiftsService } from './open-shifts/open-shifts.service.ts';
import { RequestBook } from './request-book.ts';
import { RequestDesk } from './request-desk.ts';
import { RequestReader } from './request-reader.ts';
import { RequestRounds } from './request-rounds.ts';
import { RequestViews } from './request-views.ts';
import { RequestsController } from './requests.controller.ts';
import { RequestsRepository } from './requests.repository.ts';
import { ShiftTemplates } from './shift-templates.ts';

/** What people ask for: leave, shifts of others, open ones; and their own plan on their phone. */
@Module({
  imports: [PeopleModule, SchedulingModule, AuditTrailModule],
  controllers: [RequestsController, OpenShiftsController, BalancesController, CalendarFeedController],
  providers: [
    RequestsRepository,
    ShiftTemplates,
    OpenShiftsRepository,
    EntitlementsRepository,
    LeaveAccount,
    BalancesService,
    LeaveKindRules,
    ExchangeKind,
    OpenShiftKind,
    RequestBook,
    RequestViews,
    RequestReader,
    RequestDesk,
    RequestRounds,
    OpenShiftsService,
    CalendarLinksRepository,
    CalendarFeedService,
  ],
})
export class RequestsModule {}
