const LINE_FEED = 0x0a;

/** Cuts bytes into lines, each with the line feed that ends it; the last one may lack it. Throws `tooLong` of the line past the limit. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  lineBytesMax: number,
  tooLong: (line: number) => Error,
): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let number = 1;
  for await (const chunk of chunks) {
    let start = 0;
    for (;;) {
      const found = chunk.indexOf(LINE_FEED, start);
      const end = found === -1 ? chunk.length : found + 1;
      if (end > start) parts.push(chunk.subarray(start, end));
      held += end - start;
      if (held > lineBytesMax) throw tooLong(number);
      if (found === -1) break;
      yield Buffer.concat(parts, held);
      parts = [];
      held = 0;
      number += 1;
      start = end;
    }
  }
  if (held > 0) yield Buffer.concat(parts, held);
}
