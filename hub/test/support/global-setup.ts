import { startTestCluster, TEMPLATE } from './cluster-process.ts';
import { ADDRESSES_VARIABLE, type ClusterAddresses } from './test-cluster.ts';

declare global {
  var stopTapclockTestCluster: (() => Promise<void>) | undefined;
}

/** One primary and one replica for all suites of a run; each suite gets its own database. */
// biome-ignore lint/style/noDefaultExport: jest asks for it
export default async function setup(): Promise<void> {
  const { cluster, stop } = await startTestCluster({ replica: true });
  globalThis.stopTapclockTestCluster = stop;
  const addresses: ClusterAddresses = {
    superuserUrl: cluster.superuserUrl(),
    ownerUrl: cluster.ownerUrl('postgres'),
    appUrl: cluster.appUrl('postgres'),
    replicaUrl: cluster.replicaUrl('postgres'),
    template: TEMPLATE,
  };
  process.env[ADDRESSES_VARIABLE] = JSON.stringify(addresses);
}
