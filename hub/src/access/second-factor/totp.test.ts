import { describe, expect, it } from '@jest/globals';
import { describeTotp, newTotpSecret, totpStepOf } from './totp.ts';

/** RFC 6238, appendix B: the secret of SHA-1; the last six of its eight digits. */
const SECRET = Buffer.from('12345678901234567890');

describe('a code of an authenticator', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is that of RFC 6238 at %d s', (seconds, code) => {
    expect(totpStepOf(SECRET, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
  });

  it('is taken one step early and one late, and says which step it is', () => {
    const at = 1_111_111_111;
    const step = Math.floor(at / 30);
    const found = [-2, -1, 0, 1, 2].map(steps => totpStepOf(SECRET, '050471', (at + 30 * steps) * 1_000));
    expect(found).toEqual([null, step, step, step, null]);
  });

  it('is offered with a secret of its own, as text and as a link', () => {
    const secret = newTotpSecret();
    const offer = describeTotp(secret, 'maria@werk.example');
    expect(offer.secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(offer.uri);
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toContain('Tapclock:maria@werk.example');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({
      digits: '6',
      period: '30',
      secret: offer.secret,
    });
    expect(describeTotp(newTotpSecret(), 'x').secret).not.toBe(offer.secret);
  });
});
