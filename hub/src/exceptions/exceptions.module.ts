import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { SchedulingModule } from '../scheduling/index.ts';
import { TerminalsModule } from '../terminals/index.ts';
import { TimesheetsModule } from '../timesheets/index.ts';
import { ExceptionStore } from './exception.store.ts';
import { IdentityRepository } from './identity/identity.repository.ts';
import { IdentityNotices } from './identity/identity-notices.ts';
import { PositionsController } from './identity/positions.controller.ts';
import { PositionsService } from './identity/positions.service.ts';
import { InboxController } from './inbox.controller.ts';
import { InboxRepository } from './inbox.repository.ts';
import { NoticeProjector } from './notice/notice.projector.ts';
import { NoticeRepository } from './notice/notice.repository.ts';
import { ClockWatchRepository } from './watch/clock-watch.repository.ts';
import { ClockWatch } from './watch/clock-watch.ts';
import { FleetWatch } from './watch/fleet-watch.ts';
import { WatchUpkeep } from './watch/watch-upkeep.ts';

@Module({
  imports: [AuditTrailModule, SchedulingModule, TerminalsModule, TimesheetsModule],
  controllers: [InboxController, PositionsController],
  providers: [
    ExceptionStore,
    InboxRepository,
    IdentityRepository,
    IdentityNotices,
    PositionsService,
    NoticeRepository,
    NoticeProjector,
    ClockWatchRepository,
    ClockWatch,
    FleetWatch,
    WatchUpkeep,
  ],
  exports: [ExceptionStore],
})
export class ExceptionsModule {}
