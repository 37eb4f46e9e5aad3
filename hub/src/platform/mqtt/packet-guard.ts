/** Most bytes of the length field of an MQTT packet (MQTT 3.1.1 section 2.2.3). */
const LENGTH_BYTES_MAX = 4;

export type GuardVerdict = 'ok' | 'too-long' | 'malformed';

/**
 * Reads along the byte stream of one connection and speaks up when a packet announces more than it may have. The parser
 * behind it would buffer up to 256 MiB for anybody who can connect, so the length must be judged before it does.
 */
export class PacketGuard {
  readonly #bytesMax: number;
  #bodyBytesLeft = 0;
  #lengthBytes = -1;
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Takes the next bytes in order. After anything but `ok` the connection is to be closed and the guard thrown away. */
  accept(bytes: Uint8Array): GuardVerdict {
    let at = 0;
    while (at < bytes.length) {
      if (this.#bodyBytesLeft > 0) {
        const step = Math.min(this.#bodyBytesLeft, bytes.length - at);
        this.#bodyBytesLeft -= step;
        at += step;
        continue;
      }
      const verdict = this.#header(bytes[at] ?? 0);
      at += 1;
      if (verdict !== 'ok') return verdict;
    }
    return 'ok';
  }

  #header(byte: number): GuardVerdict {
    if (this.#lengthBytes < 0) {
      this.#lengthBytes = 0;
      this.#length = 0;
      return 'ok';
    }
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    if (this.#length > this.#bytesMax) return 'too-long';
    if (byte & 0x80) return this.#lengthBytes >= LENGTH_BYTES_MAX ? 'malformed' : 'ok';
    this.#lengthBytes = -1;
    this.#bodyBytesLeft = this.#length;
    return 'ok';
  }
}
