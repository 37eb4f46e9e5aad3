import { setTimeout as delay } from 'node:timers/promises';
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions, type EntitySchema } from 'typeorm';
import { HUB_CONFIG, type HubConfig } from '../config/hub-config.ts';
import { LOGGER, type Log } from '../logging/logger.ts';
import { HubMetrics } from '../metrics/hub-metrics.ts';
import { DATABASE } from './database.ts';
import { isUnavailable } from './errors.ts';
import { PgDatabase } from './pg-database.ts';

/** Connections of TypeORM's own pool: it serves small reads and edits of master data only. */
const TYPEORM_POOL_MAX = 4;
/** How often the start tries a primary that is away, and how long between: a minute, then the supervisor decides. */
const START_TRIES_MAX = 60;
const START_RETRY_MS = 1_000;

export type EntityClass = (new () => object) | EntitySchema;

@Module({})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  readonly #database: PgDatabase;

  constructor(@Inject(DATABASE) database: PgDatabase) {
    this.#database = database;
  }

  /** Global: DATABASE for everybody, TypeORM's DataSource for repositories of the given entities. */
  static forRoot(options: { entities: readonly EntityClass[] }): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [HUB_CONFIG, LOGGER],
          useFactory: (config: HubConfig, log: Log) => typeOrmOptions(config, log, options.entities),
          dataSourceFactory: async dataSourceOptions => connectPatiently(required(dataSourceOptions)),
        }),
      ],
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

  onModuleInit(): void {
    this.#database.start();
  }

  /** Last of all: others still write while they stop. */
  async onApplicationShutdown(): Promise<void> {
    await this.#database.stop();
  }
}

function typeOrmOptions(config: HubConfig, log: Log, entities: readonly EntityClass[]): DataSourceOptions {
  return {
    type: 'postgres',
    // The primary only: TypeORM's own replication stops the start when a replica is down.
    url: config.database.url,
    entities: [...entities],
    synchronize: false,
    logging: false,
    applicationName: 'tapclock-hub-orm',
    connectTimeoutMS: 3_000,
    poolSize: TYPEORM_POOL_MAX,
    poolErrorHandler: (error: unknown) => log.warn({ err: error, pool: 'typeorm' }, 'idle connection lost'),
  };
}

async function connectPatiently(options: DataSourceOptions): Promise<DataSource> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await new DataSource(options).initialize();
    } catch (error) {
      if (!isUnavailable(error) || attempt >= START_TRIES_MAX) throw error;
      await delay(START_RETRY_MS);
    }
  }
}

function required(options: DataSourceOptions | undefined): DataSourceOptions {
  if (!options) throw new Error('TypeORM got no options');
  return options;
}
