export {
  APP_ROLE,
  Cluster,
  type ClusterOptions,
  OWNER_ROLE,
  startCluster,
} from './postgres/cluster.ts';
export { freePort, isPortFree } from './postgres/ports.ts';
