import { createHmac } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Digest } from '@tapclock/contracts';
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
