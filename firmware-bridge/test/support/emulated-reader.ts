import { SerialPort } from 'serialport';
import type { ReaderEmulator } from '../../src/readers/reader-emulator.ts';

/** A software reader at its end of a serial line, in real time. */
export class EmulatedReader {
  readonly #emulator: ReaderEmulator;
  readonly #port: SerialPort;
  #timer: NodeJS.Timeout | null = null;

  private constructor(emulator: ReaderEmulator, port: SerialPort) {
    this.#emulator = emulator;
    this.#port = port;
    port.on('data', (chunk: Buffer) => this.#send(emulator.receive(chunk, nowMs())));
  }

  /** `path` is the reader's end of the line. */
  static async open(emulator: ReaderEmulator, path: string): Promise<EmulatedReader> {
    const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
    await new Promise<void>((resolve, reject) => port.open(error => (error ? reject(error) : resolve())));
    return new EmulatedReader(emulator, port);
  }

  present(card: string, reader = 0): void {
    this.#send(this.#emulator.present(card, nowMs(), reader));
  }

  remove(reader = 0): void {
    this.#send(this.#emulator.remove(nowMs(), reader));
  }

  shown(reader = 0): string | null {
    return this.#emulator.shown(reader);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#port.isOpen) await new Promise<void>(resolve => this.#port.close(() => resolve()));
  }

  #send(messages: readonly Uint8Array[]): void {
    for (const message of messages) this.#port.write(Buffer.from(message));
    if (this.#timer !== null) clearTimeout(this.#timer);
    const dueMs = this.#emulator.dueMs();
    this.#timer =
      dueMs === null
        ? null
        : setTimeout(() => this.#send(this.#emulator.tick(nowMs())), Math.max(1, dueMs - nowMs()));
  }
}

function nowMs(): number {
  return Math.floor(performance.now());
}
