export { compareCursors, LOG_START, parseCursor } from './cursor.ts';
export { type AfterCommit, CursorRunner, type EventConsumer } from './cursor-runner.ts';
export { EventLogModule } from './event-log.module.ts';
export { EventLog } from './event-log.ts';
export { EventReader } from './event-reader.ts';
export { EventSignal, type Wake } from './event-signal.ts';
export type { EventKind, HubEvent, LogEvent, NewEvent } from './hub-event.ts';
export { FindingsChanged, PunchRecorded } from './hub-event.ts';
