import { percentile, round } from '../stats.ts';
import type { Asker } from './asker.ts';

export interface Speed {
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

export interface Load {
  requests: number;
  concurrency: number;
}

/** Asked before anything is measured, as a share of what is: connections are made, pages of the database read, code compiled. */
const WARM_UP_SHARE = 1 / 5;

/** Asks for the paths in turn, so many at a time, and takes how long each answer took to its last byte. */
export async function speedOf(asker: Asker, paths: readonly string[], load: Load): Promise<Speed> {
  await asker.freshen();
  await askedFor(asker, paths, { ...load, requests: Math.ceil(load.requests * WARM_UP_SHARE) });
  const times = await askedFor(asker, paths, load);
  const at = (share: number): number => round(percentile(times, share), 1);
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** How long each answer took, in ms. */
async function askedFor(asker: Asker, paths: readonly string[], load: Load): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < load.requests) {
      const path = paths[next % paths.length];
      next += 1;
      if (path === undefined) return;
      const started = performance.now();
      await asker.read(path);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  return times;
}
