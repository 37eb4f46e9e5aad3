import { setTimeout as delay } from 'node:timers/promises';
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HUB_CONFIG, type HubConfig } from '../config/hub-config.ts';
import { LOGGER, type Log } from '../logging/logger.ts';
import { HubMetrics } from '../metrics/hub-metrics.ts';
import { DATABASE } from './database.ts';
import { isUnavailable } from './errors.ts';
import { PgDatabase } from './pg-database.ts';

/** How often the start tries a primary that is away, and how long between: a minute, then the supervisor decides. */
const START_TRIES_MAX = 60;
const START_RETRY_MS = 1_000;

@Module({})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  readonly #database: PgDatabase;

  constructor(@Inject(DATABASE) database: PgDatabase) {
    this.#database = database;
  }

  /** Global: DATABASE for everybody. */
  static forRoot(): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: DATABASE,
          inject: [HUB_CONFIG, LOGGER, HubMetrics],
          useFactory: (config: HubConfig, log: Log, metrics: HubMetrics) =>
            new PgDatabase({
              url: config.database.url,
              replicaUrl: config.database.replicaUrl,
              poolMax: config.database.poolMax,
              log,
              onRead: target => metrics.databaseReads.inc({ target }),
            }),
        },
      ],
      exports: [DATABASE],
    };
  }

  /** Waits for the primary: machines that start together do not come up in order. */
  async onModuleInit(): Promise<void> {
    this.#database.start();
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#database.primary.query('select 1');
        return;
      } catch (error) {
        if (!isUnavailable(error) || attempt >= START_TRIES_MAX) throw error;
        await delay(START_RETRY_MS);
      }
    }
  }

  /** Last of all: others still write while they stop. */
  async onApplicationShutdown(): Promise<void> {
    await this.#database.stop();
  }
}
