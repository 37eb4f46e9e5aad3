import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** What the global setup tells the workers; they are other processes. */
export interface ClusterAddresses {
  superuserUrl: string;
  ownerUrl: string;
  appUrl: string;
  replicaUrl: string;
  template: string;
}

export const ADDRESSES_VARIABLE = 'TAPCLOCK_TEST_CLUSTER';

/** A migrated database of one suite on the cluster of this run. */
export interface TestDatabase {
  name: string;
  /** The application's role. */
  url: string;
  ownerUrl: string;
  /** The application's role on the replica. */
  replicaUrl: string;
  superuserUrl: string;
  close(): Promise<void>;
}

/** Makes a database from the migrated template. `close` drops it, whoever is still connected. */
export async function createDatabase(): Promise<TestDatabase> {
  const addresses = clusterAddresses();
  const name = `suite_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser(addresses, async client => {
    await client.query(`create database ${name} owner tapclock_owner template ${addresses.template}`);
    await client.query(`revoke all on database ${name} from public`);
    await client.query(`grant connect on database ${name} to tapclock_app`);
  });
  return {
    name,
    url: withDatabase(addresses.appUrl, name),
    ownerUrl: withDatabase(addresses.ownerUrl, name),
    replicaUrl: withDatabase(addresses.replicaUrl, name),
    superuserUrl: withDatabase(addresses.superuserUrl, name),
    close: () => asSuperuser(addresses, client => client.query(`drop database ${name} with (force)`)),
  };
}

function clusterAddresses(): ClusterAddresses {
  const text = process.env[ADDRESSES_VARIABLE];
  if (!text) throw new Error('no test cluster: these suites run in the jest project "hub"');
  return JSON.parse(text) as ClusterAddresses;
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asSuperuser(
  addresses: ClusterAddresses,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(addresses.superuserUrl, 'postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
