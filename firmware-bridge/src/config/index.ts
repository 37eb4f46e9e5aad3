export {
  type BridgeConfig,
  ConfigError,
  type ConfigProblem,
  loadConfig,
  parseConfig,
} from './config.ts';
export { ENVIRONMENT, type Environment } from './environment.ts';
