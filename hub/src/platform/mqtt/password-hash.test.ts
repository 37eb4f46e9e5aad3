import { describe, expect, it } from '@jest/globals';
import { hashBrokerPassword, verifyBrokerPassword } from './password-hash.ts';

describe('broker password hash', () => {
  it('knows its own password and no other', async () => {
    const password = 'correct horse';
    const hash = await hashBrokerPassword(password);
    await expect(verifyBrokerPassword(password, hash)).resolves.toBe(true);
    await expect(verifyBrokerPassword(`${password}x`, hash)).resolves.toBe(false);
  });

  it('reads what mosquitto_passwd 2.0.11 wrote for "p"', async () => {
    const written =
      '$7$101$sDINoOYPNiHMe21o$Uthmczfw7kwdSLX6j2SUf3aB5aanD7SomReff0j8YwqygpB3xk4TyisjI0e8Q2l/lNfiwWhI9B7Vr5eq5PQgag==';
    await expect(verifyBrokerPassword('p', written)).resolves.toBe(true);
    await expect(verifyBrokerPassword('q', written)).resolves.toBe(false);
  });

  it.each(['', 'plain', '$6$a$b', '$7$0$AA==$AA==', '$7$101$AA==$AA==', '$7$99999999999$AA==$AA=='])(
    'refuses %p as a hash',
    async stored => {
      await expect(verifyBrokerPassword('p', stored)).resolves.toBe(false);
    },
  );
});
