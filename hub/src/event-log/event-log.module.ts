import { Global, Module } from '@nestjs/common';
import { CursorRunner } from './cursor-runner.ts';
import { EventLog } from './event-log.ts';
import { EventReader } from './event-reader.ts';
import { EventSignal } from './event-signal.ts';

const parts = [EventLog, EventReader, EventSignal, CursorRunner];

@Global()
@Module({ providers: parts, exports: parts })
export class EventLogModule {}
