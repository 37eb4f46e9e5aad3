import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/index.ts';
import { AttestationsModule } from './attestations/index.ts';
import { AuditModule } from './audit/index.ts';
import { BoardModule } from './board/index.ts';
import { CorrectionsModule } from './corrections/index.ts';
import { EventLogModule } from './event-log/index.ts';
import { EvidenceModule } from './evidence/index.ts';
import { ExceptionDeskModule, ExceptionsModule, StatementsModule } from './exceptions/index.ts';
import { HealthModule } from './health/index.ts';
import { IngestModule, IngestService } from './ingest/index.ts';
import { LiveModule } from './live/index.ts';
import { NotificationsModule } from './notifications/index.ts';
import { PayrollModule } from './payroll/index.ts';
import { PeopleDeskModule, PeopleDirectory, PeopleMembership, PeopleModule } from './people/index.ts';
import { ConfigModule } from './platform/config/config.module.ts';
import type { HubConfig } from './platform/config/hub-config.ts';
import { DatabaseModule } from './platform/database/database.module.ts';
import { HttpModule } from './platform/http/http.module.ts';
import type { Log } from './platform/logging/logger.ts';
import { LoggingModule } from './platform/logging/logging.module.ts';
import { MetricsModule } from './platform/metrics/metrics.module.ts';
import { MqttModule } from './platform/mqtt/mqtt.module.ts';
import { RequestsModule } from './requests/index.ts';
import { SchedulingModule, ShiftDirectory } from './scheduling/index.ts';
import { TasksModule } from './tasks/index.ts';
import {
  ChainWatch,
  TerminalDirectory,
  TerminalDirectoryModule,
  TerminalsModule,
} from './terminals/index.ts';
import { TimesheetsModule } from './timesheets/index.ts';
import { WebClockModule } from './web-clock/index.ts';
import { WebhooksModule } from './webhooks/index.ts';

/** The hub with every role in one process; `appModule` fills it. */
@Module({})
export class AppModule {}

/** Which feature answers whose questions is decided here and nowhere else. */
export function appModule(config: HubConfig, log: Log, clientId: string): DynamicModule {
  const ingest = IngestModule.register({
    imports: [TerminalsModule, PeopleModule, SchedulingModule],
    terminals: TerminalDirectory,
    people: PeopleDirectory,
    shifts: ShiftDirectory,
    chainWatch: ChainWatch,
  });
  return {
    module: AppModule,
    imports: [
      ConfigModule.forRoot(config),
      LoggingModule.forRoot(log),
      MetricsModule,
      HttpModule,
      DatabaseModule.forRoot(),
      EventLogModule,
      AuditModule,
      AccessModule.register({ imports: [PeopleModule], membership: PeopleMembership }),
      MqttModule.forRoot({
        imports: [TerminalDirectoryModule],
        accounts: TerminalDirectory,
        clientId,
      }),
      ingest,
      WebClockModule.register({ imports: [ingest], intake: IngestService }),
      TerminalsModule,
      PeopleDeskModule,
      CorrectionsModule,
      RequestsModule,
      TimesheetsModule,
      PayrollModule,
      TasksModule,
      AttestationsModule,
      EvidenceModule,
      ExceptionsModule,
      StatementsModule,
      ExceptionDeskModule,
      NotificationsModule,
      WebhooksModule,
      BoardModule,
      LiveModule,
      HealthModule,
    ],
  };
}
