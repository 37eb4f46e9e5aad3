import type { Logger } from './platform/index.ts';

/** Stopping has a deadline of its own; this one is for a stop that hangs all the same. */
const HARD_STOP_MS = 8000;

/** What runs in this process. */
export interface Running {
  stop(): Promise<void>;
}

/** How this process ends: by a signal, with its parent, or by a fault. */
export class Ending {
  readonly log: Logger;
  #running: Running | null = null;
  #isStopping = false;

  constructor(log: Logger) {
    this.log = log;
    process.on('uncaughtException', error => this.crash(error));
    process.on('unhandledRejection', error => this.crash(error));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.stop(0));
    // Started by another Node process: its end is ours, even if it was killed.
    process.on('disconnect', () => this.stop(0));
  }

  /** From now on, a stop ends this. */
  ends(running: Running): void {
    this.#running = running;
  }

  stop(exitCode: number): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    if (this.#running === null) process.exit(exitCode);
    setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
    this.#running
      .stop()
      .then(() => process.exit(exitCode))
      .catch((error: unknown) => {
        this.log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      });
  }

  crash(error: unknown): void {
    this.log.fatal({ err: error }, 'fault in the program');
    process.exit(1);
  }
}
