import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { EVENT_KINDS, type EventKind } from './hub-event.ts';

/** Channel that every commit with events is announced on. */
export const EVENT_CHANNEL = 'tapclock_events';

const Announcement = z.object({ from: z.string(), kinds: z.array(z.enum(EVENT_KINDS)) });

/** What is known about a commit: which kinds of events it had, and whether this hub made it. */
export interface Wake {
  /** null: anything may have happened (the connection was away, or a newer hub said something unknown). */
  kinds: ReadonlySet<EventKind> | null;
  own: boolean;
}

type WakeHandler = (kinds: ReadonlySet<EventKind> | null, wake: Wake) => void;

/** Wakes downstreams after commits. A wake-up is a hint only: whoever needs certainty also looks by itself now and then. */
@Injectable()
export class EventSignal implements OnModuleInit {
  /** Tells this hub's commits from those of others. */
  readonly hubId = randomUUID();
  readonly #database: Database;
  readonly #log: Log;
  readonly #handlers = new Set<WakeHandler>();

  constructor(@Inject(DATABASE) database: Database, @Inject(LOGGER) log: Log) {
    this.#database = database;
    this.#log = log;
  }

  async onModuleInit(): Promise<void> {
    await this.#database.listen(EVENT_CHANNEL, payload => this.#hear(payload));
  }

  /** Calls `handler` after each commit that had events; returns what ends it. */
  onWake(handler: WakeHandler): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  #hear(payload: string): void {
    const wake = readWake(payload, this.hubId);
    for (const handler of this.#handlers) {
      try {
        handler(wake.kinds, wake);
      } catch (error) {
        this.#log.error({ err: error }, 'a wake-up handler failed');
      }
    }
  }
}

function readWake(payload: string, hubId: string): Wake {
  if (payload === '') return { kinds: null, own: false };
  try {
    const { from, kinds } = Announcement.parse(JSON.parse(payload));
    return { kinds: new Set(kinds), own: from === hubId };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return { kinds: null, own: false };
    throw error;
  }
}
