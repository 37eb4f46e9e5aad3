import { closeSync, fstatSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** A log grows to this size, then becomes FILE.1 in place of the one before; so a log never takes more than twice this. */
const LOG_BYTES_MAX = 16 * 1024 * 1024;

/** Appends to a log file with a bound on its size. */
export class RotatingLog {
  readonly file: string;
  #descriptor: number;
  #bytes: number;

  constructor(file: string) {
    this.file = file;
    this.#descriptor = openSync(file, 'a', 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  write(chunk: Uint8Array): void {
    if (this.#bytes > LOG_BYTES_MAX) this.#rotate();
    this.#bytes += writeSync(this.#descriptor, chunk);
  }

  /** The last lines, for an error message. */
  tail(lines = 15): string {
    return readFileSync(this.file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #rotate(): void {
    closeSync(this.#descriptor);
    renameSync(this.file, `${this.file}.1`);
    this.#descriptor = openSync(this.file, 'a', 0o600);
    this.#bytes = 0;
  }
}
