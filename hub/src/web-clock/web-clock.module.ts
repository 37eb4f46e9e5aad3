import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { CorrectionsModule } from '../corrections/index.ts';
import { StatementsModule } from '../exceptions/index.ts';
import { SecretsModule } from '../platform/secrets/secrets.module.ts';
import { TasksModule } from '../tasks/index.ts';
import { TerminalDirectoryModule } from '../terminals/index.ts';
import { WebClockEntrance } from './entrance.ts';
import { PUNCH_INTAKE, type PunchIntake } from './ports.ts';
import { PunchReader } from './read-punches.ts';
import { TaskTitles } from './task-titles.ts';
import { TimeController } from './time.controller.ts';
import { TimeEntries } from './time-entries.service.ts';
import { WebClockService } from './web-clock.service.ts';
import { WebClockSettingsController } from './web-clock-settings.controller.ts';
import { WebClockSettings } from './web-clock-settings.ts';
import { WebPunchDesk } from './web-punch-desk.ts';
import { WebTerminals } from './web-terminals.ts';

/** Where its punches go; the composition of the hub says so, since nobody else depends on ingest. */
export interface WebClockWiring {
  /** Modules that export the class below. */
  imports: NonNullable<ModuleMetadata['imports']>;
  intake: Type<PunchIntake>;
}

/** The clock on the web. */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: that is what a dynamic module of Nest is
export class WebClockModule {
  static register({ imports, intake }: WebClockWiring): DynamicModule {
    return {
      module: WebClockModule,
      imports: [
        AuditTrailModule,
        CorrectionsModule,
        SecretsModule,
        StatementsModule,
        TasksModule,
        TerminalDirectoryModule,
        ...imports,
      ],
      controllers: [TimeController, WebClockSettingsController],
      providers: [
        { provide: PUNCH_INTAKE, useExisting: intake },
        PunchReader,
        TaskTitles,
        TimeEntries,
        WebClockEntrance,
        WebClockService,
        WebClockSettings,
        WebPunchDesk,
        WebTerminals,
      ],
    };
  }
}
