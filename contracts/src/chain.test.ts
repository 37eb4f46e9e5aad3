import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import canonicalizeModule from 'canonicalize';
import * as z from 'zod/mini';
import { CHAIN_START, PunchBatch, receiptCode, signedText } from './index.ts';

// The package's types claim an ES module; what it exports is the function itself (CommonJS).
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

const Golden = z.object({
  key: z.object({ publicKeyBase64: z.string() }),
  chainStart: z.string(),
  batches: z.array(
    z.object({
      title: z.string(),
      batch: PunchBatch,
      canonical: z.array(z.string()),
      chainHashes: z.array(z.string()),
      receiptCodes: z.array(z.string()),
      signedText: z.string(),
    }),
  ),
  forged: z.array(z.object({ title: z.string(), fails: z.enum(['head', 'signature']), batch: PunchBatch })),
});

const text = readFileSync(new URL('../golden/chain.json', import.meta.url), 'utf8');
const golden = Golden.parse(JSON.parse(text));

// RFC 8410 section 4: SPKI of an Ed25519 key is this prefix and the 32 bytes.
const publicKey = createPublicKey({
  key: Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(golden.key.publicKeyBase64, 'base64'),
  ]),
  format: 'der',
  type: 'spki',
});

function headOf(batch: PunchBatch): string {
  let head = batch.previous;
  for (const punch of batch.punches) {
    const canonical = canonicalize(punch) ?? '';
    head = createHash('sha256').update(Buffer.from(head, 'hex')).update(canonical, 'utf8').digest('hex');
  }
  return head;
}

const signed = (batch: PunchBatch) =>
  verify(null, Buffer.from(signedText(batch)), publicKey, Buffer.from(batch.sig, 'base64'));

describe('golden chain (R9)', () => {
  it('starts where a journal starts', () => {
    expect(golden.chainStart).toBe(CHAIN_START);
    expect(golden.batches[0]?.batch.previous).toBe(CHAIN_START);
  });

  describe.each(golden.batches)(
    '$title',
    ({ batch, canonical, chainHashes, receiptCodes, signedText: lines }) => {
      it('has the canonical form of each punch, unknown fields and all', () => {
        expect(batch.punches.map(punch => canonicalize(punch))).toEqual(canonical);
      });

      it('leads from previous to head', () => {
        expect(headOf(batch)).toBe(batch.head);
        expect(chainHashes.at(-1)).toBe(batch.head);
      });

      it('has the text under the signature, and the signature holds', () => {
        expect(signedText(batch)).toBe(lines);
        expect(signed(batch)).toBe(true);
      });

      it('has the receipt codes that workers see', () => {
        expect(chainHashes.map(receiptCode)).toEqual(receiptCodes);
      });
    },
  );

  it('runs on across boots while numbers start again', () => {
    const [, second, third] = golden.batches;
    expect(third?.batch.previous).toBe(second?.batch.head);
    expect(third?.batch.boot).toBeGreaterThan(second?.batch.boot ?? Number.POSITIVE_INFINITY);
    expect(third?.batch.from).toBe(1);
  });

  it.each(golden.forged)('does not hold when forged: $title', ({ fails, batch }) => {
    expect(fails === 'head' ? headOf(batch) === batch.head : signed(batch)).toBe(false);
  });
});
