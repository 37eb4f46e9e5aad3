const BLOCK_BYTES = 1024 * 1024;

/**
 * Bytes of a file in the making, copied into blocks of their own. Kept as they come, each small chunk would hold on to the whole pool
 * that Node cut it from: several times the file.
 */
export class FileBytes {
  readonly #full: Buffer[] = [];
  #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #used = 0;

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#used === BLOCK_BYTES) {
        this.#full.push(this.#block);
        this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
        this.#used = 0;
      }
      const part = bytes.subarray(at, at + BLOCK_BYTES - this.#used);
      this.#block.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
    }
  }

  /** Everything that was added, once: a large file must not be there twice. */
  take(): Buffer {
    const whole = Buffer.concat([...this.#full.splice(0), this.#block.subarray(0, this.#used)]);
    this.#used = 0;
    return whole;
  }
}
