import { describe, expect, it } from '@jest/globals';
import { Vault } from './vault.ts';

const key = Buffer.alloc(32, 7);
const vault = new Vault(key);
const sealed = vault.seal('second factor', 'account-1', Buffer.from('secret'));

describe('the vault', () => {
  it('opens what it sealed, with the same key only', () => {
    expect(vault.open('second factor', 'account-1', sealed).toString()).toBe('secret');
    expect(() => new Vault(Buffer.alloc(32, 8)).open('second factor', 'account-1', sealed)).toThrow();
  });

  it('opens nothing for another purpose or another row', () => {
    expect(() => vault.open('site key', 'account-1', sealed)).toThrow();
    expect(() => vault.open('second factor', 'account-2', sealed)).toThrow();
  });

  it('finds every changed byte, and what is too short', () => {
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => vault.open('second factor', 'account-1', changed)).toThrow();
    }
    expect(() => vault.open('second factor', 'account-1', sealed.subarray(0, 20))).toThrow();
  });

  it('wants 32 bytes', () => {
    expect(() => new Vault(Buffer.alloc(16))).toThrow('32 bytes');
  });
});
