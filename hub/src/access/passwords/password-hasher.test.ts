import { describe, expect, it } from '@jest/globals';
import { hashPassword, PasswordHasher } from './password-hasher.ts';

describe('the password hasher', () => {
  it('knows a password again, however its keyboard composes characters, and takes no other', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash('Gr\u00fc\u00dfe aus Ulm');
    expect(hash.startsWith('$2b$12$')).toBe(true);
    expect(await hasher.verify('Gru\u0308\u00dfe aus Ulm', hash)).toBe(true);
    expect(await hasher.verify('Gr\u00fc\u00dfe aus Bonn', hash)).toBe(false);
  });

  it('takes nothing that goes on where bcrypt stops reading', async () => {
    const hash = await hashPassword('x'.repeat(72));
    expect(await new PasswordHasher().verify('x'.repeat(73), hash)).toBe(false);
  });

  it('takes no password where there is none', async () => {
    expect(await new PasswordHasher().verify('anything', null)).toBe(false);
  });

  it('refuses whoever would wait behind forty others, and serves the rest', async () => {
    const hasher = new PasswordHasher();
    // Not of bcrypt's form: read and refused at once.
    const asked = Array.from({ length: 50 }, () => hasher.verify('x', 'none'));
    const answers = await Promise.allSettled(asked);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(42);
    expect(answers.at(-1)).toMatchObject({
      reason: { code: 'RATE_LIMITED', details: { retryAfterSeconds: 5 } },
    });
    expect(await hasher.verify('x', 'none')).toBe(false);
  });
});
