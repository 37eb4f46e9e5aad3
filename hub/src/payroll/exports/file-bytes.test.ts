import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { FileBytes } from './file-bytes.ts';

describe('bytes of a file in the making', () => {
  it.each([
    ['nothing', []],
    ['small chunks', [3, 0, 5, 1000]],
    ['chunks that end where a block does', [1024 * 1024, 1024 * 1024 - 1, 1, 7]],
    ['a chunk of several blocks', [10, 3 * 1024 * 1024 + 5, 10]],
  ])('are what was added, in order: %s', (_name, sizes) => {
    const chunks = sizes.map(size => randomBytes(size));
    const file = new FileBytes();
    for (const chunk of chunks) file.add(chunk);
    expect(file.take().equals(Buffer.concat(chunks))).toBe(true);
  });
});
