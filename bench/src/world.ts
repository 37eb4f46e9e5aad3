import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SupervisedProcess, type System, startSystem } from '@tapclock/tools';
import { note } from './result.ts';

const ANY_PORTS = { primary: 0, replica: 0, hub: 0, kiosk: 0, broker: 0 };

/**
 * Runs `work` against a whole Tapclock in a temporary folder: Postgres primary and replica, the hub with its broker, one bridge.
 * Everything is stopped and the folder removed afterwards, also when `work` fails.
 */
export async function withSystem<T>(keep: boolean, work: (system: System) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'tapclock-bench-'));
  try {
    return await withSystemIn(dir, work);
  } finally {
    if (keep) note(`kept ${dir}`);
    else rmSync(dir, { recursive: true, force: true });
  }
}

/** The same in a folder that stays: what takes minutes to prepare is still there the next time. */
export async function withSystemIn<T>(dir: string, work: (system: System) => Promise<T>): Promise<T> {
  const system = await startSystem({
    dataDir: dir,
    ports: ANY_PORTS,
    history: false,
    logLevel: 'warn',
    progress: line => note(`  ${line}`),
  });
  try {
    return await work(system);
  } finally {
    await system.stop();
  }
}

/** The same process with another command line or more environment; its log goes on in the same file. */
export function variantOf(
  process: SupervisedProcess,
  change: { command?: readonly string[]; env?: Readonly<Record<string, string>> },
): SupervisedProcess {
  const { plan } = process;
  return new SupervisedProcess({
    ...plan,
    command: change.command ?? plan.command,
    env: { ...plan.env, ...change.env },
  });
}
