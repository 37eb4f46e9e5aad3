import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { PackedFile, unpackFile } from './packed-file.ts';

describe('a file in the making', () => {
  it.each([
    ['nothing', []],
    ['small chunks', [3, 0, 5, 1000]],
    ['chunks that end where a block does', [1024 * 1024, 1024 * 1024 - 1, 1, 7]],
    ['a chunk of several blocks', [10, 3 * 1024 * 1024 + 5, 10]],
  ])('has what was added, in order: %s', async (_name, sizes) => {
    const chunks = sizes.map(size => randomBytes(size));
    const file = new PackedFile();
    for (const chunk of chunks) file.add(chunk);
    expect(unpackFile(await file.take()).equals(Buffer.concat(chunks))).toBe(true);
  });

  it('is kept in a fraction of its bytes, as it repeats itself line by line', async () => {
    const file = new PackedFile();
    for (let line = 0; line < 100_000; line += 1)
      file.add(Buffer.from(`${line},Bench,Person,2026-06-01,REG,8.00\n`));
    expect((await file.take()).length).toBeLessThan(1024 * 1024);
  });
});
