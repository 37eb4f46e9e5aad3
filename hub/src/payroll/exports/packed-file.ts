import { once } from 'node:events';
import { constants, createZstdCompress, zstdDecompressSync } from 'node:zlib';
import { EXPORT_BYTES_MAX } from '@tapclock/contracts';

/** What is handed over to be compressed at once. */
const BLOCK_BYTES = 1024 * 1024;

/** Payroll files are mostly the same words again: a tenth of the size is kept in memory, written and replicated. */
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * A file in the making as it is kept, zstd of its bytes: compressed while the rest is written, because that of tens of thousands of people
 * has a hundred megabytes. Small chunks are copied into blocks: each would hold on to the whole pool that Node cut it from.
 */
export class PackedFile {
  readonly #zstd = createZstdCompress(FAST);
  readonly #packed: Buffer[] = [];
  #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #used = 0;

  constructor() {
    this.#zstd.on('data', (part: Buffer) => this.#packed.push(part));
  }

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + BLOCK_BYTES - this.#used);
      this.#block.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
      if (this.#used === BLOCK_BYTES) this.#flush();
    }
  }

  /** Everything that was added, once. */
  async take(): Promise<Buffer> {
    this.#flush();
    const ended = once(this.#zstd, 'end');
    this.#zstd.end();
    await ended;
    return Buffer.concat(this.#packed.splice(0));
  }

  #flush(): void {
    this.#zstd.write(this.#block.subarray(0, this.#used));
    this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#used = 0;
  }
}

/** The bytes of a kept file. Throws for what is longer than any file that is made. */
export function unpackFile(packed: Uint8Array): Buffer {
  return zstdDecompressSync(packed, { maxOutputLength: EXPORT_BYTES_MAX });
}
