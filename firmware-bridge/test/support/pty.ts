import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrame } from '../../src/index.ts';
import { until } from './until.ts';

/** A pair of pseudo terminals: the bridge opens one end as its reader, the test writes frames into the other. */
export class PtyPair {
  readonly readerEnd: string;
  readonly testEnd: string;
  private socat: ChildProcess | null = null;

  constructor(dir: string) {
    this.readerEnd = join(dir, 'ttyReader');
    this.testEnd = join(dir, 'ttyTest');
  }

  /** Plugs the reader in: both device nodes exist once this resolves. */
  async plug(): Promise<void> {
    if (this.socat !== null) return;
    const end = (link: string) => `pty,raw,echo=0,link=${link}`;
    this.socat = spawn('socat', [end(this.readerEnd), end(this.testEnd)], { stdio: 'ignore' });
    await until(() => existsSync(this.readerEnd) && existsSync(this.testEnd), 'socat has made its devices');
  }

  /** Pulls the plug: the device nodes are gone once this resolves. */
  async unplug(): Promise<void> {
    const { socat } = this;
    this.socat = null;
    if (socat === null || socat.exitCode !== null) return;
    const exited = once(socat, 'exit');
    socat.kill('SIGTERM');
    await exited;
  }

  /** Holds a badge up for one frame. `raw` is ten hex characters. */
  tap(raw: string): void {
    writeFileSync(this.testEnd, encodeFrame(raw));
  }
}
