import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DATABASE } from '../platform/database/database.ts';
import { PgDatabase } from '../platform/database/pg-database.ts';
import { Public } from '../platform/http/access/needs.ts';
import { Raw } from '../platform/http/raw.decorator.ts';
import { BROKER_LINK, type BrokerLink } from '../platform/mqtt/broker-link.ts';

interface Reply {
  status(code: number): Reply;
}

interface Readiness {
  status: 'ready' | 'unready';
  database: 'up' | 'down';
  replica: 'none' | 'up' | 'down';
  /** How far the replica is behind; null when it is not read. */
  replicaLagSeconds: number | null;
  broker: 'connected' | 'disconnected';
}

const LAG = `
  select case
    when not pg_is_in_recovery() then null
    when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
    else extract(epoch from now() - pg_last_xact_replay_timestamp())::float8
  end as "lagSeconds"`;

/** For supervisors of the process and for load balancers. */
@ApiExcludeController()
@Controller('health')
@Raw()
export class HealthController {
  readonly #database: PgDatabase;
  readonly #link: BrokerLink;

  constructor(@Inject(DATABASE) database: PgDatabase, @Inject(BROKER_LINK) link: BrokerLink) {
    this.#database = database;
    this.#link = link;
  }

  /** The process answers; says nothing about its neighbours. */
  @Public()
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 when punches can be taken in: primary and broker. A replica that is down costs speed only, so it is told, not failed. */
  @Public()
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<Readiness> {
    const isUp = await this.#database.ready();
    const isReady = isUp && this.#link.connected;
    reply.status(isReady ? 200 : 503);
    const replica = this.#database.replicaState();
    return {
      status: isReady ? 'ready' : 'unready',
      database: isUp ? 'up' : 'down',
      replica,
      replicaLagSeconds: isUp && replica === 'up' ? await this.#lagSeconds() : null,
      broker: this.#link.connected ? 'connected' : 'disconnected',
    };
  }

  async #lagSeconds(): Promise<number | null> {
    const [row] = await this.#database.snapshot(sql => sql.query<{ lagSeconds: number | null }>(LAG));
    return row?.lagSeconds ?? null;
  }
}
