import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { findProgram, ROOT } from '@tapclock/tools';

export const SLOW_FSYNC_MS = 20;

/** Compiles the fsync delay into `dir`; null when the machine has no C compiler. */
export function buildSlowFsync(dir: string): Record<string, string> | null {
  const compiler = findProgram('cc') ?? findProgram('gcc');
  if (compiler === null) return null;
  const library = join(dir, 'slow-fsync.so');
  execFileSync(compiler, [
    '-O2',
    '-shared',
    '-fPIC',
    '-o',
    library,
    join(ROOT, 'bench', 'slow-fsync.c'),
    '-ldl',
  ]);
  return { LD_PRELOAD: library, SLOW_FSYNC_MS: String(SLOW_FSYNC_MS) };
}
