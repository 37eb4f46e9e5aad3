export { IngestModule, type IngestWiring } from './ingest.module.ts';
export { IngestService } from './ingest.service.ts';
export type {
  ChainAlarm,
  ChainWatch,
  PeopleDirectory,
  ShiftDirectory,
  TerminalDirectory,
  TerminalIdentity,
} from './ports.ts';
