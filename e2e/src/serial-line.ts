import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from '@tapclock/tools';

const OPEN_DEADLINE_MS = 5_000;

/** A serial cable without hardware: two pseudo terminals joined by socat. The bridge opens one end, the test writes to the other. */
export class SerialLine {
  /** Device for the bridge. */
  readonly device: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #descriptor: number;

  private constructor(folder: string, child: ChildProcess) {
    this.#folder = folder;
    this.#child = child;
    this.device = join(folder, 'terminal');
    this.#descriptor = openSync(join(folder, 'reader'), 'w');
  }

  static async open(): Promise<SerialLine> {
    const socat = findProgram('socat');
    if (socat === null) throw new Error('socat is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'tapclock-line-'));
    const end = (name: string): string => `pty,raw,echo=0,link=${join(folder, name)}`;
    const child = spawn(socat, [end('reader'), end('terminal')], { stdio: 'ignore' });
    const deadline = Date.now() + OPEN_DEADLINE_MS;
    while (!existsSync(join(folder, 'reader')) || !existsSync(join(folder, 'terminal'))) {
      if (Date.now() > deadline) throw new Error('socat made no pseudo terminals');
      await delay(10);
    }
    return new SerialLine(folder, child);
  }

  write(bytes: Uint8Array): void {
    writeSync(this.#descriptor, bytes);
  }

  close(): void {
    this.#child.kill('SIGKILL');
    closeSync(this.#descriptor);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
