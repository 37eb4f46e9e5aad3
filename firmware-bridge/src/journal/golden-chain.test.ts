import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PunchBatch } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { chainHash } from './chain.ts';

const path = new URL('../../../contracts/golden/chain.json', import.meta.url);
const Golden = z.object({ batches: z.array(z.object({ title: z.string(), batch: PunchBatch })) });
const { batches } = Golden.parse(JSON.parse(readFileSync(path, 'utf8')));

describe('the golden chain', () => {
  it.each(batches)('is hashed here as everywhere: $title (R9)', ({ batch }) => {
    const head = batch.punches.reduce((previous, punch) => chainHash(previous, punch), batch.previous);
    expect(head).toBe(batch.head);
  });

  it('hashes the 32 bytes of the hash before, not its hex text', () => {
    const previous = 'ab'.repeat(32);
    const byHand = createHash('sha256')
      .update(Buffer.alloc(32, 0xab))
      .update('{"a":1,"b":"ü"}')
      .digest('hex');
    expect(chainHash(previous, { b: 'ü', a: 1 })).toBe(byHand);
  });
});
