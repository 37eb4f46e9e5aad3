import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { percentile, round } from './stats.ts';

const SYNCS = 200;

/** One line about the machine: figures of two machines may only be compared with it beside them. */
export async function describeMachine(): Promise<string> {
  const model = cpus()[0]?.model ?? 'unknown CPU';
  const gib = round(totalmem() / 2 ** 30, 1);
  const { p50, p99 } = measureSync();
  return (
    `machine: ${availableParallelism()} x ${model}, ${gib} GiB, Linux ${release()}, Node ${process.versions.node}; ` +
    `4 KiB write + fdatasync p50 ${p50} ms, p99 ${p99} ms (${tmpdir()})`
  );
}

function measureSync(): { p50: number; p99: number } {
  const dir = mkdtempSync(join(tmpdir(), 'tapclock-bench-'));
  const file = openSync(join(dir, 'sync'), 'w');
  const block = Buffer.alloc(4096, 1);
  const times: number[] = [];
  try {
    for (let count = 0; count < SYNCS; count += 1) {
      const start = performance.now();
      writeSync(file, block);
      fdatasyncSync(file);
      times.push(performance.now() - start);
    }
  } finally {
    closeSync(file);
    rmSync(dir, { recursive: true });
  }
  return { p50: round(percentile(times, 0.5), 3), p99: round(percentile(times, 0.99), 3) };
}
