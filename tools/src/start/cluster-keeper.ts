import { setTimeout as delay } from 'node:timers/promises';
import { type Cluster, startCluster } from '../postgres/cluster.ts';

const RETRY_FIRST_MS = 200;
const RETRY_MAX_MS = 10_000;
/** How often the replica is asked whether it still follows. */
const REPLICA_LOOK_MS = 10_000;

export interface KeeperOptions {
  dir: string;
  ports: { primary: number; replica: number };
  say: (line: string) => void;
  progress: (line: string) => void;
}

/** A cluster whose servers are started again when they end by themselves. */
export class ClusterKeeper {
  readonly #say: (line: string) => void;
  readonly #stopping = new AbortController();
  #cluster: Cluster | null = null;
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  get cluster(): Cluster {
    if (this.#cluster === null) throw new Error('the cluster is not started');
    return this.#cluster;
  }

  async start(options: KeeperOptions): Promise<void> {
    this.#cluster = await startCluster({
      dir: options.dir,
      replica: true,
      ports: { a: options.ports.primary, b: options.ports.replica },
      progress: options.progress,
      onDown: which => this.#heal(which),
    });
    this.#timer = setInterval(() => this.#heal('replica'), REPLICA_LOOK_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#work;
    await this.#cluster?.stop();
  }

  /** One repair after the other: the replica needs its primary first. */
  #heal(which: 'primary' | 'replica'): void {
    this.#work = this.#work.then(() => this.#repair(which));
  }

  async #repair(which: 'primary' | 'replica'): Promise<void> {
    const { cluster } = this;
    let announced = false;
    for (
      let waitMs = RETRY_FIRST_MS;
      !this.#stopping.signal.aborted;
      waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)
    ) {
      try {
        if (which === 'replica' && (cluster.primaryPid === null || (await cluster.isReplicaStreaming())))
          return;
        if (!announced) this.#say(`Postgres ${which} is down; starting it again`);
        announced = true;
        await (which === 'primary' ? cluster.startPrimary() : cluster.startReplica());
        this.#say(`Postgres ${which} is back`);
        return;
      } catch (error) {
        this.#say(
          `Postgres ${which} did not come back: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      await delay(waitMs, undefined, { signal: this.#stopping.signal }).catch(stopWaiting);
    }
  }
}

function stopWaiting(): void {
  // Aborted: the loop's own condition ends it.
}
