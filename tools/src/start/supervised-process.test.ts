import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SupervisedProcess } from './supervised-process.ts';

describe('a supervised process', () => {
  let dir: string;
  const said: string[] = [];
  const supervise = (script: string): SupervisedProcess =>
    new SupervisedProcess({
      name: 'part',
      command: [process.execPath, '-e', script],
      env: {},
      cwd: dir,
      logFile: join(dir, 'part.log'),
      stopDeadlineMs: 300,
      say: line => said.push(line),
    });

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tapclock-part-'));
    said.length = 0;
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('comes back after kill -9 and says so', async () => {
    const part = supervise('setInterval(() => {}, 1000)');
    part.start();
    const first = part.pid;
    part.kill();
    await part.ready(async () => part.pid !== null && part.pid !== first);
    await part.stop();
    expect(part.pid).toBeNull();
    expect(said[0]).toMatch(/The part ended \(SIGKILL\); starting it again/);
    part.close();
  });

  it('is ended by force when it does not end politely', async () => {
    const part = supervise("process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)");
    part.start();
    await part.ready(async () => readFileSync(join(dir, 'part.log'), 'utf8').includes('up'));
    await part.stop();
    expect(part.pid).toBeNull();
    part.close();
  });

  it('shows the end of its log when it cannot work', async () => {
    const part = supervise("console.error('no such database'); process.exit(1)");
    part.start();
    await expect(part.ready(async () => false)).rejects.toThrow(/no such database/);
    await part.stop();
    part.close();
  });
});
