import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { headText, PublishedHead } from '@tapclock/contracts';
import { linesOf } from '../../platform/text/lines.ts';
import { NotATrailError } from './not-a-trail.ts';

/** A head is some 200 bytes. */
const LINE_BYTES_MAX = 4_096;

/** A published head, where it stands in its file, and whether the key signed it; null: no key was given. */
export interface ReadHead {
  line: number;
  head: PublishedHead;
  isSigned: boolean | null;
}

/** Reads a file of published heads. Throws NotATrailError where a line is none, or they are not in order. */
export async function* readHeads(
  chunks: AsyncIterable<Uint8Array>,
  publicKey: string | null,
): AsyncGenerator<ReadHead> {
  const key = publicKey === null ? null : keyFrom(publicKey);
  const tooLong = (line: number) => new NotATrailError(`line ${line} of the heads is too long`);
  let line = 0;
  let last = 0;
  for await (const bytes of linesOf(chunks, LINE_BYTES_MAX, tooLong)) {
    line += 1;
    const text = bytes.toString('utf8').trim();
    if (text === '') continue;
    const head = headFrom(text, line);
    // In order, so that a file of any length is compared without being held.
    if (head.number < last)
      throw new NotATrailError(`line ${line} of the heads is older than the one before`);
    last = head.number;
    yield { line, head, isSigned: key && isSigned(head, key) };
  }
}

function headFrom(text: string, line: number): PublishedHead {
  try {
    return PublishedHead.parse(JSON.parse(text));
  } catch (error) {
    throw new NotATrailError(`line ${line} of the heads is no head`, { cause: error });
  }
}

function isSigned(head: PublishedHead, key: KeyObject): boolean {
  return verify(null, Buffer.from(headText(head)), key, Buffer.from(head.sig, 'base64'));
}

function keyFrom(publicKey: string): KeyObject {
  const x = Buffer.from(publicKey, 'base64').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
