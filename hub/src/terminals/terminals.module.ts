import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { PeopleModule } from '../people/index.ts';
import { SecretsModule } from '../platform/secrets/secrets.module.ts';
import { PresenceModule } from '../presence/index.ts';
import { SchedulingModule } from '../scheduling/index.ts';
import { BrokerAccounts } from './broker-accounts.ts';
import { ChainWatch } from './chain-watch.ts';
import { DayRoll } from './day-roll.ts';
import { TerminalEnrolment } from './enrolment.ts';
import { FleetController, FleetRepository, FleetService } from './fleet/index.ts';
import {
  KioskBroker,
  PairingApprovals,
  PairingController,
  PairingRepository,
  PairingService,
} from './pairing/index.ts';
import { PresencePublisher } from './presence-publisher.ts';
import { RosterPublisher } from './roster-publisher.ts';
import { RotationRepository } from './rotation.repository.ts';
import { KeyRotations } from './rotation.ts';
import { SiteKeysModule } from './site-keys.module.ts';
import { StatusIntake } from './status-intake.ts';
import { TerminalController } from './terminal.controller.ts';
import { TerminalAlarms } from './terminal-alarms.ts';
import { TerminalCommands } from './terminal-commands.ts';
import { TerminalDirectory } from './terminal-directory.ts';
import { TerminalPunches } from './terminal-punches.ts';
import { TerminalViews } from './terminal-views.ts';
import { TerminalsController } from './terminals.controller.ts';
import { TerminalsRepository } from './terminals.repository.ts';

/** Apart from the rest, because the broker link needs the accounts and the rest needs the broker link. */
@Module({
  providers: [TerminalsRepository, TerminalDirectory],
  exports: [TerminalsRepository, TerminalDirectory],
})
export class TerminalDirectoryModule {}

@Module({
  imports: [
    AuditTrailModule,
    TerminalDirectoryModule,
    PeopleModule,
    SchedulingModule,
    PresenceModule,
    SecretsModule,
    SiteKeysModule,
  ],
  controllers: [FleetController, PairingController, TerminalController, TerminalsController],
  providers: [
    PairingRepository,
    PairingService,
    PairingApprovals,
    KioskBroker,
    RotationRepository,
    KeyRotations,
    TerminalViews,
    TerminalEnrolment,
    TerminalCommands,
    TerminalAlarms,
    BrokerAccounts,
    FleetRepository,
    FleetService,
    ChainWatch,
    StatusIntake,
    TerminalPunches,
    RosterPublisher,
    PresencePublisher,
    DayRoll,
  ],
  exports: [
    TerminalDirectoryModule,
    SiteKeysModule,
    TerminalEnrolment,
    FleetService,
    ChainWatch,
    StatusIntake,
    RosterPublisher,
    PresencePublisher,
  ],
})
export class TerminalsModule {}
