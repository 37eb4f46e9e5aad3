import { Injectable } from '@nestjs/common';
import type {
  Cursor,
  DeliveryDetail,
  DeliveryProblem,
  DeliveryState,
  DeliveryView,
  Instant,
} from '@tapclock/contracts';
import { parseCursor } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';
import type { SealedSecrets } from './webhooks.repository.ts';

/** A message for a webhook. */
export interface NewDelivery {
  id: string;
  webhook: string;
  message: string;
  type: string;
  body: string;
}

/** A try as it is noted. */
export interface NotedTry {
  at: Instant;
  tookMs: number;
  status: number | null;
  problem: DeliveryProblem | null;
  answer: string | null;
}

/** A queue that a hub has for a while. */
export interface ClaimedQueue extends SealedSecrets {
  webhook: string;
  url: string;
  site: string | null;
  failures: number;
  failingSince: Instant | null;
}

export interface DeliveriesFilter {
  webhook: string;
  state?: DeliveryState | undefined;
  type?: string | undefined;
  limit: number;
  offset: number;
}

interface DeliveryRow extends Omit<DeliveryView, 'last'> {
  lastAt: Instant | null;
  lastMs: number | null;
  lastStatus: number | null;
  lastProblem: DeliveryProblem | null;
  lastAnswer: string | null;
}

const COLUMNS = `
  id, webhook_id as webhook, message, type, state, attempts, made_at as "madeAt", ended_at as "endedAt", last_at as "lastAt",
  last_ms as "lastMs", last_status as "lastStatus", last_problem as "lastProblem", last_answer as "lastAnswer"`;
const FILTER = `webhook_id = $1 and ($2::text is null or state = $2) and ($3::text is null or type = $3)`;
const LAST = 'last_at = $3, last_ms = $4, last_status = $5, last_problem = $6, last_answer = $7';

@Injectable()
export class DeliveriesRepository {
  /** Puts messages at the end of their queues, in the given order, and notes how far their webhooks have seen the log. */
  async enqueue(
    sql: Sql,
    deliveries: readonly NewDelivery[],
    of: { at: Instant; seen: ReadonlyMap<string, Cursor> },
  ): Promise<void> {
    const seen = [...of.seen].map(([webhook, cursor]) => ({ webhook, ...parseCursor(cursor) }));
    await sql.query(
      `with made as (
         insert into webhook_delivery (id, webhook_id, message, type, body, state, made_at)
         select id, webhook, message, type, body, 'waiting', $6
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
           with ordinality as d (id, webhook, message, type, body, ordinality)
         order by ordinality
         on conflict (webhook_id, message) do nothing
         returning webhook_id
       )
       update webhook w set waiting = w.waiting + (select count(*) from made where made.webhook_id = w.id),
              seen_xid = s.xid::xid8, seen_position = s.position
       from unnest($7::uuid[], $8::text[], $9::bigint[]) as s (webhook, xid, position) where w.id = s.webhook`,
      [
        deliveries.map(({ id }) => id),
        deliveries.map(({ webhook }) => webhook),
        deliveries.map(({ message }) => message),
        deliveries.map(({ type }) => type),
        deliveries.map(({ body }) => body),
        of.at,
        seen.map(({ webhook }) => webhook),
        seen.map(({ xid }) => xid),
        seen.map(({ position }) => position),
      ],
    );
  }

  /** Queues that are due and in nobody's hands; they are this claim's until then, unless it gives them back before. */
  async claim(
    sql: Sql,
    of: { claim: string; now: Instant; until: Instant; limit: number },
  ): Promise<ClaimedQueue[]> {
    return await sql.query<ClaimedQueue>(
      `update webhook set claim = $1, claimed_until = $3
       where id in (
         select id from webhook
         where active and off_at is null and waiting > 0 and due_at <= $2 and (claimed_until is null or claimed_until <= $2)
         order by due_at, id limit $4 for update skip locked)
       returning id as webhook, url, site_id as site, failures, failing_since as "failingSince", secret,
                 earlier_secret as earlier, earlier_until as "earlierUntil"`,
      [of.claim, of.now, of.until, of.limit],
    );
  }

  /** The first in a queue; null when it is empty, or not this claim's any more. */
  async first(sql: Sql, webhook: string, claim: string): Promise<NewDelivery | null> {
    const [row] = await sql.query<NewDelivery>(
      `select d.id, d.webhook_id as webhook, d.message, d.type, d.body
       from webhook_delivery d join webhook w on w.id = d.webhook_id
       where d.webhook_id = $1 and d.state = 'waiting' and w.claim = $2 and w.active and w.off_at is null
       order by d.sequence limit 1`,
      [webhook, claim],
    );
    return row ?? null;
  }

  /** The first has arrived. False: the queue is not this claim's any more, and nothing is noted. */
  async arrived(sql: Sql, delivery: NewDelivery, claim: string, noted: NotedTry): Promise<boolean> {
    const rows = await sql.query(
      `with queue as (
         update webhook set waiting = waiting - 1, failures = 0, failing_since = null, due_at = $3
         where id = $8 and claim = $2
           and exists (select from webhook_delivery d where d.id = $1 and d.state = 'waiting')
         returning id
       )
       update webhook_delivery set state = 'delivered', ended_at = $3, attempts = attempts + 1, ${LAST}
       where id = $1 and exists (select from queue) returning id`,
      [delivery.id, claim, ...valuesOf(noted), delivery.webhook],
    );
    return rows.length > 0;
  }

  /** The first has not arrived; the queue is due again then. */
  async failed(
    sql: Sql,
    delivery: NewDelivery,
    claim: string,
    noted: NotedTry & { dueAt: Instant },
  ): Promise<boolean> {
    const rows = await sql.query(
      `with queue as (
         update webhook set failures = failures + 1, failing_since = coalesce(failing_since, $3), due_at = $9
         where id = $8 and claim = $2 returning id
       )
       update webhook_delivery set attempts = attempts + 1, ${LAST}
       where id = $1 and exists (select from queue) returning id`,
      [delivery.id, claim, ...valuesOf(noted), delivery.webhook, noted.dueAt],
    );
    return rows.length > 0;
  }

  async giveBack(sql: Sql, webhook: string, claim: string): Promise<void> {
    await sql.query('update webhook set claim = null, claimed_until = null where id = $1 and claim = $2', [
      webhook,
      claim,
    ]);
  }

  /** Notes a try that somebody asked for, of a message that does not wait. */
  async noteByHand(
    sql: Sql,
    delivery: NewDelivery,
    state: Exclude<DeliveryState, 'waiting'>,
    noted: NotedTry,
  ): Promise<void> {
    await sql.query(
      `insert into webhook_delivery (id, webhook_id, message, type, body, state, attempts, made_at, ended_at, last_at, last_ms,
                                     last_status, last_problem, last_answer)
       values ($1, $8, $9, $10, $11, $2, 1, $3, $3, $3, $4, $5, $6, $7)
       on conflict (webhook_id, message) do update set state = $2, attempts = webhook_delivery.attempts + 1, ended_at = $3, ${LAST}`,
      [
        ...[delivery.id, state, ...valuesOf(noted)],
        ...[delivery.webhook, delivery.message, delivery.type, delivery.body],
      ],
    );
  }

  /** Takes a message out of its queue. False when it does not wait. */
  async giveUp(sql: Sql, webhook: string, delivery: string, at: Instant): Promise<boolean> {
    const rows = await sql.query(
      `with given as (
         update webhook_delivery set state = 'given-up', ended_at = $3
         where webhook_id = $1 and id = $2 and state = 'waiting' returning webhook_id
       )
       update webhook set waiting = waiting - 1, failures = 0, due_at = $3
       where id in (select webhook_id from given) returning id`,
      [webhook, delivery, at],
    );
    return rows.length > 0;
  }

  /** Newest first. */
  async list(sql: Sql, filter: DeliveriesFilter): Promise<{ deliveries: DeliveryView[]; total: number }> {
    const values = [filter.webhook, filter.state ?? null, filter.type ?? null];
    const [rows, [counted]] = await Promise.all([
      sql.query<DeliveryRow>(
        `select ${COLUMNS} from webhook_delivery where ${FILTER} order by sequence desc limit $4 offset $5`,
        [...values, filter.limit, filter.offset],
      ),
      sql.query<{ count: number }>(`select count(*) as count from webhook_delivery where ${FILTER}`, values),
    ]);
    return { deliveries: rows.map(view), total: counted?.count ?? 0 };
  }

  async find(sql: Sql, webhook: string, delivery: string): Promise<DeliveryDetail | null> {
    const [row] = await sql.query<DeliveryRow & { body: string }>(
      `select ${COLUMNS}, body from webhook_delivery where webhook_id = $1 and id = $2`,
      [webhook, delivery],
    );
    return row ? { ...view(row), body: row.body } : null;
  }

  /** Removes what was made before, whatever became of it; at most so many at once. Says how many. */
  async forget(sql: Sql, before: Instant, limit: number): Promise<number> {
    const [row] = await sql.query<{ gone: number }>(
      `with gone as (
         delete from webhook_delivery
         where id in (select id from webhook_delivery where made_at < $1 order by made_at limit $2) returning webhook_id, state
       ), queues as (
         update webhook w set waiting = w.waiting - g.rows
         from (select webhook_id, count(*) as rows from gone where state = 'waiting' group by webhook_id) as g
         where w.id = g.webhook_id
       )
       select count(*) as gone from gone`,
      [before, limit],
    );
    return row?.gone ?? 0;
  }

  /** Messages that wait in all queues. */
  async waiting(sql: Sql): Promise<number> {
    const [row] = await sql.query<{ waiting: number }>(
      'select coalesce(sum(waiting), 0) as waiting from webhook',
    );
    return row?.waiting ?? 0;
  }
}

function valuesOf({ at, tookMs, status, problem, answer }: NotedTry): unknown[] {
  return [at, tookMs, status, problem, answer];
}

function view(row: DeliveryRow): DeliveryView {
  const { lastAt, lastMs, lastStatus, lastProblem, lastAnswer, ...delivery } = row;
  const { id, webhook, message, type, state, attempts, madeAt, endedAt } = delivery;
  return {
    ...{ id, webhook, message, type, state, attempts, madeAt, endedAt },
    last:
      lastAt === null
        ? null
        : { at: lastAt, tookMs: lastMs ?? 0, status: lastStatus, problem: lastProblem, answer: lastAnswer },
  };
}
