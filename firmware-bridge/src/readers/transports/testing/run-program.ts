import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs a program of its own, whose imports are relative to `transports/`: how it ends is seen only from outside. */
export function runProgram(text: string): { status: number | null; errors: string } {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '--eval', text],
    // A relative import of a program without a file begins in its working directory.
    { cwd: join(import.meta.dirname, '..'), env: {}, encoding: 'utf8', timeout: 20_000 },
  );
  return { status, errors: stderr };
}
