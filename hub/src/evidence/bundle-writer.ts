import { createHash } from 'node:crypto';
import { BUNDLE_LINE_BYTES_MAX, type BundleLine } from '@tapclock/contracts';

/** Writes the lines of one bundle. Throws RangeError for a line that no reader would take. */
export class BundleWriter {
  readonly #hash = createHash('sha256');
  #lines = 0;

  line(line: Exclude<BundleLine, { kind: 'end' }>): Buffer {
    const bytes = bytesOf(line);
    if (bytes.length > BUNDLE_LINE_BYTES_MAX) {
      throw new RangeError(
        `line ${this.#lines + 1} of a bundle has ${bytes.length} bytes, more than ${BUNDLE_LINE_BYTES_MAX}`,
      );
    }
    this.#hash.update(bytes);
    this.#lines += 1;
    return bytes;
  }

  /** The last line. */
  end(): Buffer {
    return bytesOf({ kind: 'end', lines: this.#lines, sha256: this.#hash.digest('hex') });
  }
}

function bytesOf(line: BundleLine): Buffer {
  return Buffer.from(`${JSON.stringify(line)}\n`);
}
