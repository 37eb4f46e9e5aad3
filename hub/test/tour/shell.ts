import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { errorCode } from '../../../tools/src/error-code.ts';

/** Ends what a step prints; the page does not print it. */
const END = '--- end of step ---';

/** One bash that a reader of a page pastes into, step by step; what it starts in the background goes with it. */
export class Shell {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #printed = '';
  #complaints = '';
  #heard: () => void = () => undefined;

  constructor(folder: string) {
    const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = process.env;
    // The page says "node": the one that runs this test. None of our own settings reach what the page starts.
    const env = { PATH: `${dirname(process.execPath)}:${PATH}`, HOME, LANG };
    // A group of its own, so that the end reaches whatever the steps started.
    this.#child = spawn('bash', ['-euo', 'pipefail'], { cwd: folder, env, detached: true, stdio: 'pipe' });
    this.#exit = once(this.#child, 'exit');
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#printed += chunk.toString();
      this.#heard();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaints += chunk.toString();
    });
    // A step that ends bash: told by its exit.
    this.#child.stdin?.on('error', () => undefined);
  }

  /** Resolves with what the commands print; rejects with all that was said when one fails. */
  async run(commands: string): Promise<string> {
    const ended = new Promise<void>(resolve => {
      this.#heard = () => {
        if (this.#printed.includes(END)) resolve();
      };
    });
    this.#child.stdin?.write(`${commands}\necho '${END}'\n`);
    await Promise.race([ended, this.#exit]);
    const [printed = '', rest] = this.#printed.split(`${END}\n`);
    this.#printed = rest ?? '';
    if (rest === undefined) throw new Error(`it failed:\n${commands}\n${printed}\n${this.#complaints}`);
    return printed;
  }

  async end(): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      // ESRCH: nothing of the group is left.
      if (errorCode(error) !== 'ESRCH') throw error;
    }
    await this.#exit;
  }
}
