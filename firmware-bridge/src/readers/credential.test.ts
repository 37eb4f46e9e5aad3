import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Digest } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { credentialOf } from './credential.ts';

it('is the HMAC of technology and raw number under the site key, and of nothing else', () => {
  const key = Buffer.alloc(32, 0xab);
  const credential = credentialOf({ technology: 'em4100', raw: '67003B51C6' }, key);
  expect(Digest.safeParse(credential).success).toBe(true);
  expect(credential).toBe(createHmac('sha256', key).update('em4100:67003B51C6').digest('hex'));
  expect(credentialOf({ technology: 'em4100', raw: '67003B51C6' }, Buffer.alloc(32, 0xac))).not.toBe(
    credential,
  );
  expect(credentialOf({ technology: 'em4100', raw: '68003B51C6' }, key)).not.toBe(credential);
});

const path = new URL('../../../contracts/golden/chain.json', import.meta.url);
const Golden = z.object({
  siteKeyHex: z.string(),
  credentials: z.array(z.object({ badge: z.string(), credential: Digest })),
});
const golden = Golden.parse(JSON.parse(readFileSync(path, 'utf8')));

it.each(golden.credentials)('is the one every other part computes for $badge', ({ badge, credential }) => {
  const raw = badge.replace('em4100:', '');
  expect(credentialOf({ technology: 'em4100', raw }, Buffer.from(golden.siteKeyHex, 'hex'))).toBe(credential);
});
