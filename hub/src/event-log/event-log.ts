import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.ts';
import { EVENT_CHANNEL, EventSignal } from './event-signal.ts';
import type { NewEvent } from './hub-event.ts';

const APPEND = `
  with appended as (
    insert into event_log (kind, site_id, key, payload)
    select kind, site_id, key, payload
    from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) as e (kind, site_id, key, payload)
  )
  select pg_notify($5, $6)`;

/** The write side: events join the transaction of what they tell about, so neither can exist without the other. */
@Injectable()
export class EventLog {
  readonly #signal: Pick<EventSignal, 'hubId'>;

  /** A process that writes and follows nothing needs an id and no signal. */
  constructor(@Inject(EventSignal) signal: Pick<EventSignal, 'hubId'>) {
    this.#signal = signal;
  }

  /** Appends in the given order inside the caller's transaction; listeners are woken when it commits. */
  async append(sql: Sql, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const kinds = [...new Set(events.map(event => event.kind))].sort();
    await sql.query(APPEND, [
      events.map(event => event.kind),
      events.map(event => event.site),
      events.map(event => event.key),
      events.map(event => JSON.stringify(event.payload)),
      EVENT_CHANNEL,
      JSON.stringify({ from: this.#signal.hubId, kinds }),
    ]);
  }
}
