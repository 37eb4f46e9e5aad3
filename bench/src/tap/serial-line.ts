import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from '@tapclock/tools';

const READY_DEADLINE_MS = 5_000;
const POLL_MS = 10;

/** A pair of pseudo-terminals joined by socat: the bridge opens one end as its serial port, we write to the other. */
export class SerialLine {
  readonly #socat: ChildProcess;
  readonly #file: number;

  private constructor(socat: ChildProcess, file: number) {
    this.#socat = socat;
    this.#file = file;
  }

  /** Throws when socat is not installed. `port` is the end for the bridge. */
  static async open(port: string): Promise<SerialLine> {
    const socat = findProgram('socat');
    if (socat === null) throw new Error('socat is needed for a pseudo-terminal pair (apt-get install socat)');
    const far = `${port}.far`;
    const child = spawn(socat, [`pty,raw,echo=0,link=${far}`, `pty,raw,echo=0,link=${port}`], {
      stdio: 'ignore',
    });
    const deadline = Date.now() + READY_DEADLINE_MS;
    while (!existsSync(far) || !existsSync(port)) {
      if (Date.now() > deadline) throw new Error('socat made no pseudo-terminals');
      await delay(POLL_MS);
    }
    return new SerialLine(child, openSync(far, constants.O_WRONLY | constants.O_NOCTTY));
  }

  write(bytes: Uint8Array): void {
    writeSync(this.#file, bytes);
  }

  async close(): Promise<void> {
    closeSync(this.#file);
    const gone = new Promise(resolve => this.#socat.once('exit', resolve));
    if (this.#socat.kill()) await gone;
  }
}
