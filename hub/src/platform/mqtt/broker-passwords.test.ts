import { describe, expect, it } from '@jest/globals';
import { Vault } from '../secrets/vault.ts';
import { BrokerPasswords } from './broker-passwords.ts';
import { hashBrokerPassword, verifyBrokerPassword } from './password-hash.ts';

const passwords = new BrokerPasswords(new Vault(Buffer.alloc(32, 7)));
const others = new BrokerPasswords(new Vault(Buffer.alloc(32, 8)));

describe('broker passwords', () => {
  it('are new every time, and open what their hash says', async () => {
    const one = await passwords.issue('gate-1');
    const two = await passwords.issue('gate-1');
    expect(one.password).not.toBe(two.password);
    expect(one.password).toHaveLength(43);
    await expect(verifyBrokerPassword(one.password, one.hash)).resolves.toBe(true);
    await expect(verifyBrokerPassword(one.password, two.hash)).resolves.toBe(false);
  });

  it("can be worked out again from the hash, with this hub's key and for this account only", async () => {
    const { password, hash } = await passwords.issue('gate-1');
    await expect(passwords.recover('gate-1', hash)).resolves.toBe(password);
    await expect(passwords.recover('gate-2', hash)).resolves.toBeNull();
    await expect(others.recover('gate-1', hash)).resolves.toBeNull();
  });

  it.each(['', '-', 'plain'])('are not to be had from %p', async hash => {
    await expect(passwords.recover('gate-1', hash)).resolves.toBeNull();
  });

  it('of another making are not known', async () => {
    await expect(
      passwords.recover('gate-1', await hashBrokerPassword('typed by somebody')),
    ).resolves.toBeNull();
  });
});
