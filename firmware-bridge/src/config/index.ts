export {
  type BridgeConfig,
  ConfigError,
  type ConfigProblem,
  loadConfig,
  parseConfig,
  type ReaderConfig,
} from './config.ts';
export { ENVIRONMENT, type Environment } from './environment.ts';
