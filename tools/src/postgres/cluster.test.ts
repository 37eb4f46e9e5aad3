import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Cluster, startCluster } from './cluster.ts';

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Row>(text);
    return rows;
  } finally {
    await client.end();
  }
}

async function until(condition: () => Promise<boolean>, deadlineMs = 15_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('the condition did not come true');
    await delay(20);
  }
}

/** Pids of every process that has `text` in its command line. */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number)
    .filter(pid => pid !== process.pid);
}

describe('a Postgres cluster', () => {
  let dir: string;
  let cluster: Cluster;
  /** Rows the replica has; -1 while it has not even replayed the database. */
  const replicated = async (): Promise<number> => {
    try {
      const rows = await ask<{ n: number }>(cluster.replicaUrl('work'), 'select count(*)::int n from item');
      return rows[0]?.n ?? -1;
    } catch {
      return -1;
    }
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tapclock-cluster-'));
    cluster = await startCluster({ dir, replica: true });
    await cluster.createDatabase('work');
    await ask(cluster.ownerUrl('work'), 'create table item (id int primary key)');
    await ask(cluster.ownerUrl('work'), 'grant select, insert on item to tapclock_app');
  }, 60_000);

  afterAll(async () => {
    await cluster.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('streams what the application role writes to the replica', async () => {
    await ask(cluster.appUrl('work'), 'insert into item values (1)');
    await until(async () => (await replicated()) === 1);
  });

  it('lets nobody in without the right password', async () => {
    const url = cluster.appUrl('work').replace(/:[^:@/]+@/, ':wrong@');
    await expect(ask(url, 'select 1')).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('keeps the application role from changing the schema', async () => {
    await expect(ask(cluster.appUrl('work'), 'create table mine (id int)')).rejects.toThrow(
      /permission denied/,
    );
  });

  it('makes a database from a template', async () => {
    await cluster.createDatabase('copy', { template: 'work' });
    expect(await ask(cluster.appUrl('copy'), 'select id from item')).toEqual([{ id: 1 }]);
  });

  it('comes back from kill -9 of the primary and of the replica with every committed row', async () => {
    await ask(cluster.appUrl('work'), 'insert into item values (2)');
    await cluster.killPrimary();
    await cluster.startPrimary();
    await cluster.killReplica();
    await ask(cluster.appUrl('work'), 'insert into item values (3)');
    await cluster.startReplica();
    await until(async () => (await replicated()) === 3);
  });

  it('starts over a pid file whose number belongs to some other process by now', async () => {
    await cluster.killReplica();
    const file = join(dir, 'b', 'postmaster.pid');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid)));
    await cluster.startReplica();
    expect(await cluster.isReplicaStreaming()).toBe(true);
  });

  it('clones a replica anew that can no longer follow', async () => {
    await cluster.killReplica();
    await ask(cluster.superuserUrl(), "select pg_drop_replication_slot('tapclock_replica')");
    await ask(cluster.superuserUrl(), "alter system set wal_keep_size = '0'");
    await ask(cluster.superuserUrl(), 'select pg_reload_conf()');
    for (let round = 0; round < 3; round += 1) {
      await ask(cluster.superuserUrl(), 'select pg_switch_wal()');
      await ask(cluster.superuserUrl(), 'checkpoint');
      await ask(cluster.appUrl('work'), `insert into item values (${10 + round})`);
    }
    await cluster.startReplica();
    await until(async () => (await replicated()) === 6);
  }, 60_000);

  it('promotes the replica and takes the old primary back as replica', async () => {
    await cluster.killPrimary();
    await cluster.promoteReplica();
    await ask(cluster.appUrl('work'), 'insert into item values (20)');
    await cluster.startReplica();
    await until(async () => (await replicated()) === 7);
  }, 60_000);

  it('starts again on the data of an earlier run', async () => {
    await cluster.stop();
    cluster = await startCluster({ dir, replica: true });
    expect(await ask(cluster.appUrl('work'), 'select count(*)::int n from item')).toEqual([{ n: 7 }]);
    await until(async () => (await replicated()) === 7);
  }, 60_000);

  it('says which server went down when nobody asked it to', async () => {
    const down: string[] = [];
    await cluster.stop();
    cluster = await startCluster({ dir, replica: true, onDown: which => down.push(which) });
    process.kill(cluster.replicaPid ?? 0, 'SIGKILL');
    await until(async () => down.length > 0);
    expect(down).toEqual(['replica']);
    await cluster.startReplica();
  }, 60_000);
});

describe('a cluster whose parent is killed with -9', () => {
  it('ends by itself, and the next start on the folder works', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tapclock-orphan-'));
    const script = `
      const { startCluster } = await import(${JSON.stringify(new URL('./cluster.ts', import.meta.url).href)});
      await startCluster({ dir: ${JSON.stringify(dir)}, replica: true });
      process.stdout.write('up\\n');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise(resolve => child.stdout.once('data', resolve));
    expect(processesWith(dir).length).toBeGreaterThanOrEqual(2);
    child.kill('SIGKILL');
    await until(async () => processesWith(`${dir}/`).length === 0);
    const cluster = await startCluster({ dir, replica: true });
    await cluster.stop();
    expect(processesWith(`${dir}/`)).toEqual([]);
    expect(readdirSync('/dev/shm').filter(name => name.startsWith('PostgreSQL'))).toEqual([]);
    rmSync(dir, { recursive: true, force: true });
  }, 60_000);
});
