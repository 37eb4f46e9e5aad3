import { parseArgs } from 'node:util';
import { FAMILIES, findFamily } from '@tapclock/firmware-bridge';
import { fuzzFamily } from '@tapclock/firmware-bridge/testing';
import { type BenchResult, note } from '../result.ts';

/** Cases under one seed; the next share of a family's cases gets the next seed. */
const CASES_PER_SEED = 100_000;

/**
 * Hostile bytes at every family's parser: `--cases` in all (a million by default), from `--seed` on, of one `--family` or all. A failing
 * case names its seed; that seed then goes into fuzz-seeds.ts.
 */
export function runFuzz(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      family: { type: 'string' },
    },
  });
  const one = values.family === undefined ? null : findFamily(values.family);
  if (values.family !== undefined && one === null) throw new Error(`no family ${values.family}`);
  const figures: Record<string, Record<string, number | null>> = {};
  const failures: string[] = [];
  for (const family of one === null ? FAMILIES : [one]) {
    const started = performance.now();
    let cases = 0;
    let failed = 0;
    for (let seed = Number(values.seed); cases < Number(values.cases); seed += 1) {
      const outcome = fuzzFamily(family, {
        seed,
        cases: Math.min(CASES_PER_SEED, Number(values.cases) - cases),
      });
      cases += outcome.cases;
      failed += outcome.failures.length;
      failures.push(...outcome.failures.map(failure => `${family.name}: ${failure}`));
      if (outcome.failures.length > 0) break;
    }
    const seconds = (performance.now() - started) / 1000;
    figures[family.name] = { cases, failed, casesPerSecond: Math.round(cases / seconds) };
    note(`${family.name}: ${cases} cases, ${failed} failed, ${seconds.toFixed(0)} s`);
  }
  return Promise.resolve({ figures, failures });
}
