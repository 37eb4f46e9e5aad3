import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './binaries.ts';
import { cloneServer } from './clone.ts';
import { identityFor } from './identity.ts';
import { freePort } from './ports.ts';
import { type ClusterSecrets, loadSecrets } from './secrets.ts';
import { PostgresServer } from './server.ts';

export const OWNER_ROLE = 'tapclock_owner';
export const APP_ROLE = 'tapclock_app';
const REPLICATION_ROLE = 'tapclock_replication';
const SLOT = 'tapclock_replica';
/** A replica further behind than this loses its slot and is cloned again, so that it can never fill the primary's disk. */
const SLOT_WAL_MAX = '1GB';
/** How long a restarted replica may take to find the primary's log before it is cloned again. */
const FOLLOW_DEADLINE_MS = 15_000;
const CANNOT_FOLLOW =
  /has already been removed|no longer .* slot|can no longer (get|access)|highest timeline|system identifier|invalidated|not a child of this server|does not exist/;

export interface ClusterOptions {
  /** Folder for everything: data of both servers, logs, passwords. Made when missing. */
  dir: string;
  replica: boolean;
  /** Fixed ports; a free one is taken where none is given. */
  ports?: { a?: number; b?: number };
  /** Extra settings for both servers, e.g. `{ shared_buffers: '64MB' }`. */
  settings?: Readonly<Record<string, string>>;
  /** One line for each step that takes time. */
  progress?: (line: string) => void;
  /** Called when a server ends that nobody asked to end. */
  onDown?: (which: 'primary' | 'replica') => void;
}

type NodeName = 'a' | 'b';

/** A primary and, if wanted, a streaming replica, as children of this process. */
export class Cluster {
  readonly #options: ClusterOptions;
  readonly #servers: Record<NodeName, PostgresServer>;
  readonly #secrets: ClusterSecrets;
  readonly #stateFile: string;
  #primary: NodeName;
  #stopped = false;

  /** Use {@link startCluster}. */
  constructor(options: ClusterOptions, servers: Record<NodeName, PostgresServer>, secrets: ClusterSecrets) {
    this.#options = options;
    this.#servers = servers;
    this.#secrets = secrets;
    this.#stateFile = join(options.dir, 'primary');
    this.#primary =
      existsSync(this.#stateFile) && readFileSync(this.#stateFile, 'utf8').trim() === 'b' ? 'b' : 'a';
    for (const name of ['a', 'b'] as const) {
      servers[name].onUnexpectedExit = () => {
        if (!this.#stopped) options.onDown?.(name === this.#primary ? 'primary' : 'replica');
      };
    }
  }

  get primaryPort(): number {
    return this.#primaryServer.options.port;
  }

  get replicaPort(): number {
    return this.#replicaServer.options.port;
  }

  get primaryPid(): number | null {
    return this.#primaryServer.pid;
  }

  get replicaPid(): number | null {
    return this.#replicaServer.pid;
  }

  superuserUrl(database = 'postgres'): string {
    return this.#url('postgres', this.#secrets.superuser, this.primaryPort, database);
  }

  /** Superuser on the replica, for looking at it. */
  replicaSuperuserUrl(database = 'postgres'): string {
    return this.#url('postgres', this.#secrets.superuser, this.replicaPort, database);
  }

  ownerUrl(database: string): string {
    return this.#url(OWNER_ROLE, this.#secrets.owner, this.primaryPort, database);
  }

  appUrl(database: string): string {
    return this.#url(APP_ROLE, this.#secrets.app, this.primaryPort, database);
  }

  /** The application role on the replica. */
  replicaUrl(database: string): string {
    return this.#url(APP_ROLE, this.#secrets.app, this.replicaPort, database);
  }

  /** Makes a database that belongs to tapclock_owner and that only it and tapclock_app may enter. */
  async createDatabase(name: string, options: { template?: string } = {}): Promise<void> {
    const quoted = pg.escapeIdentifier(name);
    const template =
      options.template === undefined ? '' : ` template ${pg.escapeIdentifier(options.template)}`;
    await withClient(this.superuserUrl(), async client => {
      await client.query(`create database ${quoted} owner ${OWNER_ROLE}${template}`);
      await client.query(`revoke all on database ${quoted} from public`);
      await client.query(`grant connect on database ${quoted} to ${APP_ROLE}`);
    });
  }

  async hasDatabase(name: string): Promise<boolean> {
    return withClient(this.superuserUrl(), async client => {
      const found = await client.query('select 1 from pg_database where datname = $1', [name]);
      return found.rowCount === 1;
    });
  }

  /** kill -9 of the primary. It stays down until {@link startPrimary}. */
  async killPrimary(): Promise<void> {
    await this.#primaryServer.kill();
  }

  async killReplica(): Promise<void> {
    await this.#replicaServer.kill();
  }

  /** Starts the primary on the data it has; crash recovery included. Does nothing when it runs. */
  async startPrimary(): Promise<void> {
    await this.#primaryServer.start(() => accepts(this.superuserUrl()));
  }

  /** Starts the replica and waits until it streams; clones it anew when it has no data or cannot follow the primary. */
  async startReplica(): Promise<void> {
    const server = this.#replicaServer;
    if (server.initialised && existsSync(join(server.options.dir, 'standby.signal'))) {
      if (await this.#tryFollow()) return;
      this.#options.progress?.('The replica cannot follow the primary; cloning it anew');
    }
    await server.kill();
    server.releaseSharedMemory();
    await cloneServer({
      superuserUrl: this.superuserUrl(),
      from: this.#primaryServer.options.dir,
      to: server.options.dir,
      owner: server.options.identity.owner,
      slot: SLOT,
    });
    if (!(await this.#tryFollow()))
      throw new Error(`the replica does not follow its primary:\n${server.logTail()}`);
  }

  /** Makes the replica the primary. The old primary must be down; start it again, as replica, with startReplica. */
  async promoteReplica(): Promise<void> {
    if (this.#primaryServer.running)
      throw new Error('the primary still runs: two primaries would part for ever');
    const url = this.replicaSuperuserUrl();
    await withClient(url, client => client.query('select pg_promote(true, 60)'));
    this.#primary = this.#primary === 'a' ? 'b' : 'a';
    writeFileSync(`${this.#stateFile}.new`, this.#primary);
    renameSync(`${this.#stateFile}.new`, this.#stateFile);
    rmSync(join(this.#replicaServer.options.dir, 'standby.signal'), { force: true });
  }

  /** Fast shutdown of both, replica last so that it holds everything the primary had. Leaves nothing outside the folder. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#primaryServer.stop();
    await this.#replicaServer.stop();
    for (const server of [this.#primaryServer, this.#replicaServer]) server.releaseSharedMemory();
  }

  /** First start: makes the primary and its roles, if there are none yet. */
  async bringUp(): Promise<void> {
    const server = this.#primaryServer;
    const rolesFile = join(this.#options.dir, 'ready');
    if (!existsSync(rolesFile)) {
      this.#options.progress?.('Making the database cluster');
      await server.init(this.#secrets.superuser);
    }
    this.#options.progress?.('Starting the primary');
    await this.startPrimary();
    if (!existsSync(rolesFile)) {
      await this.#createRoles();
      writeFileSync(rolesFile, '');
    }
    if (this.#options.replica) {
      this.#options.progress?.('Starting the replica');
      await this.startReplica();
    }
  }

  async #createRoles(): Promise<void> {
    await withClient(this.superuserUrl(), async client => {
      const create = (role: string, more: string, password: string) =>
        client.query(`create role ${role} login ${more} password ${pg.escapeLiteral(password)}`);
      await create(OWNER_ROLE, '', this.#secrets.owner);
      await create(APP_ROLE, '', this.#secrets.app);
      await create(REPLICATION_ROLE, 'replication', this.#secrets.replication);
      await client.query('revoke all on database postgres, template1 from public');
    });
  }

  /** Starts the replica and says whether it came to stream from the primary. */
  async #tryFollow(): Promise<boolean> {
    const server = this.#replicaServer;
    const logBefore = server.logTail(1);
    server.options.settings.primary_conninfo = this.#connectionInfo();
    server.options.settings.primary_slot_name = SLOT;
    await this.#ensureSlot();
    try {
      await server.start(() => accepts(this.replicaSuperuserUrl()));
    } catch {
      // The caller clones anew, and fails with the log if that does not help either.
      return false;
    }
    const deadline = Date.now() + FOLLOW_DEADLINE_MS;
    while (Date.now() < deadline && server.running) {
      if (await this.isReplicaStreaming()) return true;
      if (CANNOT_FOLLOW.test(sinceLine(server.logTail(40), logBefore))) return false;
      await delay(25);
    }
    return false;
  }

  /** True while the replica receives the primary's log. */
  async isReplicaStreaming(): Promise<boolean> {
    try {
      return await withClient(this.superuserUrl(), async client => {
        const found = await client.query(
          `select 1 from pg_replication_slots s join pg_stat_replication r on r.pid = s.active_pid
           where s.slot_name = $1 and r.state = 'streaming'`,
          [SLOT],
        );
        return found.rowCount === 1;
      });
    } catch {
      return false;
    }
  }

  /** A slot is not part of a clone: after a promotion the new primary has none yet. */
  async #ensureSlot(): Promise<void> {
    await withClient(this.superuserUrl(), client =>
      client.query(
        `select pg_create_physical_replication_slot($1, true)
         where not exists (select 1 from pg_replication_slots where slot_name = $1)`,
        [SLOT],
      ),
    );
  }

  #connectionInfo(): string {
    const parts = ['host=127.0.0.1', `port=${this.primaryPort}`, `user=${REPLICATION_ROLE}`];
    return [...parts, `password=${this.#secrets.replication}`, 'application_name=tapclock_replica'].join(' ');
  }

  #url(role: string, password: string, port: number, database: string): string {
    return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  }

  get #primaryServer(): PostgresServer {
    return this.#servers[this.#primary];
  }

  get #replicaServer(): PostgresServer {
    return this.#servers[this.#primary === 'a' ? 'b' : 'a'];
  }
}

/** Starts (and on first use makes) a cluster in `dir`. Throws with the end of the server's log when it cannot. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true, mode: 0o711 });
  // Others may pass through, not look: as root the servers run as nobody, and their own folders are 0700.
  chmodSync(dir, 0o711);
  const binaries = findBinaries();
  const secrets = loadSecrets(join(dir, 'secrets.json'));
  const server = async (name: NodeName): Promise<PostgresServer> =>
    new PostgresServer({
      dir: join(dir, name),
      logFile: join(dir, `${name}.log`),
      port: options.ports?.[name] ?? (await freePort()),
      binaries,
      identity: identityFor([join(dir, name), binaries.postgres]),
      settings: { ...SETTINGS, ...options.settings },
    });
  const cluster = new Cluster({ ...options, dir }, { a: await server('a'), b: await server('b') }, secrets);
  try {
    await cluster.bringUp();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // In the data folder instead of /dev/shm, where a killed server would leave it.
  dynamic_shared_memory_type: 'mmap',
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
  wal_level: 'replica',
  max_wal_senders: '5',
  max_replication_slots: '5',
  max_slot_wal_keep_size: SLOT_WAL_MAX,
  wal_keep_size: '64MB',
  hot_standby: 'on',
  hot_standby_feedback: 'on',
  wal_receiver_status_interval: '1s',
  wal_retrieve_retry_interval: '500ms',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
};

/** Lines after the last one equal to `mark`; all of them when it is not there. */
function sinceLine(text: string, mark: string): string {
  const at = text.lastIndexOf(mark);
  return at < 0 ? text : text.slice(at + mark.length);
}

async function accepts(url: string): Promise<boolean> {
  try {
    await withClient(url, client => client.query('select 1'));
    return true;
  } catch {
    return false;
  }
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  // The query that runs gets the error; without a listener a server killed in between would end this process.
  client.on('error', ignoreBrokenConnection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(ignoreBrokenConnection);
  }
}

function ignoreBrokenConnection(): void {
  // See withClient: the rejected query already tells the caller.
}
