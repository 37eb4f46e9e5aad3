import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageBin, ROOT } from '../root.ts';
import { type Counts, countResults, countsLine } from './counts.ts';
import { missingParts, type Part } from './parts.ts';
import { pythonOf } from './python-package.ts';
import { LIBOSDP, SCHEMATHESIS } from './python-packages.ts';

/** Runs Jest with the given arguments and ends with one plain line of counts. */
async function main(args: readonly string[]): Promise<void> {
  const missing = await missingParts(line => process.stderr.write(`${line}\n`));
  const strict = (process.env.CI ?? '') !== '' && process.env.CI !== 'false';
  for (const { name, remedy, neededFor } of missing) {
    const outcome = strict ? 'FAILED' : 'skipped';
    process.stdout.write(`${outcome}: ${name} is not installed (${remedy}), needed for ${neededFor}\n`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'tapclock-test-'));
  try {
    const reportFile = join(folder, 'report.json');
    const exitCode = await runJest([...leaveOut(missing), ...args], reportFile);
    const counts = readCounts(reportFile, strict ? 0 : missing.length);
    const failed =
      counts.failed + (strict ? missing.length : 0) + (exitCode !== 0 && counts.failed === 0 ? 1 : 0);
    process.stdout.write(`${countsLine({ ...counts, failed })}\n`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Suites without their part are counted once, as a missing part, not once a test. */
function leaveOut(missing: readonly Part[]): string[] {
  const folders = missing.flatMap(({ suites }) => suites ?? []);
  if (folders.length === 0) return [];
  // The option stands in the place of Jest's own value, and takes in what follows it: the last one ends the list.
  const patterns = ['/node_modules/', ...folders].map(pattern => `--testPathIgnorePatterns=${pattern}`);
  return [...patterns, '--passWithNoTests=false'];
}

function runJest(args: readonly string[], reportFile: string): Promise<number> {
  const jest = packageBin('jest/bin/jest.js');
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      jest,
      '--json',
      `--outputFile=${reportFile}`,
      ...args,
    ],
    {
      cwd: ROOT,
      // Jest prints the report of --json to stdout as well; people read what it says on stderr.
      stdio: ['inherit', 'ignore', 'inherit'],
      env: { ...process.env, ...pythons() },
    },
  );
  endWithParent(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });
}

/** Where suites find the packages of Python that they need. */
function pythons(): Record<string, string> {
  return Object.fromEntries([LIBOSDP, SCHEMATHESIS].map(wanted => [wanted.variable, pythonOf(wanted)]));
}

function endWithParent(child: ChildProcess): void {
  process.once('disconnect', () => child.kill('SIGTERM'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
}

function readCounts(reportFile: string, missing: number): Counts {
  let report: unknown;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    // Jest ended before it could write one: bad arguments, or killed.
    return { passed: 0, failed: 1, skipped: missing };
  }
  return countResults(report, missing);
}

await main(process.argv.slice(2));
// The channel to npm's side, on which we hear of its end, would keep this process alive.
if (process.connected) process.disconnect();
