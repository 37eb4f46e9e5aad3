export { ChainWatch } from './chain-watch.ts';
export { DayRoll } from './day-roll.ts';
export { type Enrolment, TerminalEnrolment } from './enrolment.ts';
export { PresencePublisher } from './presence-publisher.ts';
export { RosterPublisher } from './roster-publisher.ts';
export { StatusIntake } from './status-intake.ts';
export { TerminalDirectory } from './terminal-directory.ts';
export { TERMINAL_ENTITIES, TerminalDirectoryModule, TerminalsModule } from './terminals.module.ts';
export { TerminalsRepository } from './terminals.repository.ts';
