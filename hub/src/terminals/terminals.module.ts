import { Module } from '@nestjs/common';
import { PeopleModule } from '../people/index.ts';
import { PresenceModule } from '../presence/index.ts';
import { SchedulingModule } from '../scheduling/index.ts';
import { ChainWatch } from './chain-watch.ts';
import { DayRoll } from './day-roll.ts';
import { TerminalEnrolment } from './enrolment.ts';
import { PresencePublisher } from './presence-publisher.ts';
import { RosterPublisher } from './roster-publisher.ts';
import { StatusIntake } from './status-intake.ts';
import { TerminalEntity } from './terminal.entity.ts';
import { TerminalAlarms } from './terminal-alarms.ts';
import { TerminalCommands } from './terminal-commands.ts';
import { TerminalDirectory } from './terminal-directory.ts';
import { TerminalPunches } from './terminal-punches.ts';
import { TerminalStateEntity } from './terminal-state.entity.ts';
import { TerminalsController } from './terminals.controller.ts';
import { TerminalsRepository } from './terminals.repository.ts';

export const TERMINAL_ENTITIES = [TerminalEntity, TerminalStateEntity];

/** Apart from the rest, because the broker link needs the accounts and the rest needs the broker link. */
@Module({
  providers: [TerminalsRepository, TerminalDirectory],
  exports: [TerminalsRepository, TerminalDirectory],
})
export class TerminalDirectoryModule {}

@Module({
  imports: [TerminalDirectoryModule, PeopleModule, SchedulingModule, PresenceModule],
  controllers: [TerminalsController],
  providers: [
    TerminalEnrolment,
    TerminalCommands,
    TerminalAlarms,
    ChainWatch,
    StatusIntake,
    TerminalPunches,
    RosterPublisher,
    PresencePublisher,
    DayRoll,
  ],
  exports: [
    TerminalDirectoryModule,
    TerminalEnrolment,
    ChainWatch,
    StatusIntake,
    RosterPublisher,
    PresencePublisher,
  ],
})
export class TerminalsModule {}
