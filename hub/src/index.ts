import 'reflect-metadata';

export { type RunningHub, startHub } from './hub.ts';
export { ConfigError, type HubConfig, loadHubConfig } from './platform/config/hub-config.ts';
export { runMigrations } from './platform/database/migrate.ts';
export { createLogger, type Log } from './platform/logging/logger.ts';
