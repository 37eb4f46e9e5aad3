export {
  type BridgeConfig,
  ConfigError,
  type ConfigProblem,
  loadConfig,
  parseConfig,
  parseStart,
  type StartConfig,
  type UnpairedConfig,
} from './config.ts';
export { ENVIRONMENT, type Environment } from './environment.ts';
