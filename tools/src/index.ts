export { APP_ROLE, Cluster, type ClusterOptions, OWNER_ROLE, startCluster } from './postgres/cluster.ts';
export { freePort, isPortFree } from './postgres/ports.ts';
export { ROOT } from './root.ts';
export { SupervisedProcess } from './start/supervised-process.ts';
export { type System, type SystemOptions, startSystem } from './start/system.ts';
export { KioskWatch, type SeenScreen } from './tap/kiosk-watch.ts';
export { type TapRequest, type TapResult, tapBadge } from './tap/tap-badge.ts';
export { findProgram } from './test-runner/parts.ts';
