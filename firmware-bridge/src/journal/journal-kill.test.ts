import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { aDataDir, everything, openTestJournal, record } from './testing/open-test-journal.ts';
import { punchIdOf } from './testing/punches.ts';

const ROUNDS = 4;
const child = fileURLToPath(new URL('./testing/append-forever.ts', import.meta.url));

/** Runs the appending process, kills it with no warning after some lines, and gives the numbers it had printed. */
async function appendUntilKilled(dataDir: string, first: number, lines: number): Promise<number[]> {
  const run = spawn(process.execPath, ['--conditions=development', child, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  run.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (text.split('\n').length > lines) run.kill('SIGKILL');
  });
  await once(run, 'close');
  // The kill may cut the last line short.
  return text.split('\n').slice(0, -1).map(Number);
}

it('holds every punch whose append had returned when the process was killed, each once and in one chain (R1, R9)', async () => {
  const { dataDir, remove } = aDataDir();
  const printed: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    printed.push(...(await appendUntilKilled(dataDir, 1 + round * 1_000_000, 20 + round * 37)));
  }
  expect(printed.length).toBeGreaterThan(ROUNDS * 20);

  const journal = openTestJournal(dataDir, { now: () => Date.now() });
  const entries = everything(journal);
  const kept = entries.map(entry => entry.punch.punchId);
  expect(new Set(kept).size).toBe(kept.length);
  expect(printed.map(punchIdOf).filter(id => !kept.includes(id))).toEqual([]);
  // Killed between write and print: at most one punch per round is there without having been shown.
  expect(kept.length - printed.length).toBeLessThanOrEqual(ROUNDS);
  entries.forEach((entry, index) => {
    if (index > 0) expect(entry.previous).toBe(entries[index - 1]?.chainHash);
  });
  expect(record(journal, 42_000_000).previous).toBe(entries.at(-1)?.chainHash);
  journal.close();
  remove();
});
