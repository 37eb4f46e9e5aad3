import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '@tapclock/tools';
import { waitFor } from '../src/index.ts';

/** Pids of every process that has `text` in its command line, apart from the test's own. */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

describe('npm start', () => {
  let dir: string;
  const start = (...more: string[]): { child: ChildProcess; output: () => string } => {
    const ports = ['hub', 'kiosk', 'broker'].flatMap(name => [`--${name}-port`, '0']);
    const entry = join(ROOT, 'tools', 'bootstrap.mjs');
    const child = spawn(
      process.execPath,
      [entry, 'start', '--data', dir, ...ports, '--no-history', ...more],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    return { child, output: () => output };
  };
  const tap = (...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise(resolve => {
      const child = spawn(process.execPath, [
        join(ROOT, 'tools', 'dist', 'tap', 'main.js'),
        '--data',
        dir,
        ...args,
      ]);
      const heard = { stdout: '', stderr: '' };
      child.stdout.on('data', chunk => {
        heard.stdout += String(chunk);
      });
      child.stderr.on('data', chunk => {
        heard.stderr += String(chunk);
      });
      child.once('close', code => resolve({ code, ...heard }));
    });
  const isUp = (output: () => string) => async (): Promise<boolean> => output().includes('Kiosk screen');

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'tapclock-start-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('comes up, takes a tap from the shell, lets no second start in and ends on Ctrl-C with nothing left', async () => {
    const { child, output } = start();
    await waitFor('it is up', isUp(output), 150_000);
    const list = await tap('--list');
    expect(list.stdout).toMatch(/^0003887558 /m);
    const tapped = await tap('--badge', '0003887558');
    expect(tapped.code).toBe(0);
    expect(JSON.parse(tapped.stdout)).toMatchObject({
      outcome: 'recorded',
      receipt: { delivery: 'confirmed' },
    });
    const second = start();
    await new Promise(resolve => second.child.once('close', resolve));
    expect(second.output()).toMatch(/another start \(process \d+\) is running/);
    const ended = new Promise(resolve => child.once('close', resolve));
    child.kill('SIGINT');
    await ended;
    expect(output()).toMatch(/Stopped/);
    expect(processesWith(`${dir}/`)).toEqual([]);
  }, 240_000);

  it('says clearly that nothing runs', async () => {
    const tapped = await tap('--badge', '0003887558');
    expect(tapped.code).toBe(3);
    expect(tapped.stderr).toMatch(/nothing runs/);
  });

  it('leaves nothing behind when it is killed with -9, and goes on from its data', async () => {
    const first = start();
    await waitFor('it is up', isUp(first.output), 150_000);
    const pid = processesWith(`${dir}\0`).find(one =>
      readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('start/main.js'),
    );
    expect(pid).toBeDefined();
    process.kill(pid ?? 0, 'SIGKILL');
    await waitFor('all processes are gone', async () => processesWith(`${dir}/`).length === 0);
    const again = start();
    await waitFor('it is up again', isUp(again.output), 150_000);
    const ended = new Promise(resolve => again.child.once('close', resolve));
    again.child.kill('SIGKILL');
    await ended;
    await waitFor(
      'the end of the outer process ends everything',
      async () => processesWith(dir).length === 0,
    );
  }, 360_000);
});
