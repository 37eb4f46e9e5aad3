import { BUNDLE_LINE_BYTES_MAX } from '@tapclock/contracts';
import { linesOf } from '../../platform/text/lines.ts';
import { NotABundleError } from './not-a-bundle.ts';

/** Lines of a bundle, each with the line feed that ends it. Throws NotABundleError past the limit. */
export function bundleLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  return linesOf(
    chunks,
    BUNDLE_LINE_BYTES_MAX,
    line => new NotABundleError(`line ${line} is longer than ${BUNDLE_LINE_BYTES_MAX} bytes`),
  );
}
