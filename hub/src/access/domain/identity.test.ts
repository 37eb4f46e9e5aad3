import { describe, expect, it } from '@jest/globals';
import { type Identity, type KnownAccount, recognise } from './identity.ts';

const ISSUER = 'https://login.example.com';
const anIdentity = (more: Partial<Identity> = {}): Identity => ({
  issuer: ISSUER,
  subject: 'a-17',
  email: 'ada@example.com',
  emailVerified: true,
  ...more,
});
const anAccount = (more: Partial<KnownAccount> = {}): KnownAccount => ({
  id: 'account-1',
  disabled: false,
  issuer: null,
  subject: null,
  ...more,
});
const linked = anAccount({ issuer: ISSUER, subject: 'a-17' });

describe('somebody from the identity provider', () => {
  it('is known by the subject, whatever the address says', () => {
    const known = { kind: 'known', account: 'account-1' };
    expect(recognise(anIdentity({ email: null }), { bySubject: linked, byEmail: null })).toEqual(known);
    const other = anAccount({ id: 'account-2' });
    expect(recognise(anIdentity(), { bySubject: linked, byEmail: other })).toEqual(known);
  });

  it('is linked once by a verified address', () => {
    expect(recognise(anIdentity(), { bySubject: null, byEmail: anAccount() })).toEqual({
      kind: 'link',
      account: 'account-1',
    });
  });

  it('is let in twice when they come for the first time in two windows at once', () => {
    expect(recognise(anIdentity(), { bySubject: null, byEmail: linked })).toMatchObject({
      kind: 'link',
      account: 'account-1',
    });
  });

  it('is linked anew when the company has changed its provider', () => {
    const before = anAccount({ issuer: 'https://old.example.com', subject: 'x' });
    expect(recognise(anIdentity(), { bySubject: null, byEmail: before })).toMatchObject({ kind: 'link' });
  });

  it.each([
    ['an address that nobody verified', { emailVerified: false }, anAccount(), 'email-not-verified'],
    ['no address', { email: null }, null, 'email-not-verified'],
    ['an address without an account', {}, null, 'unknown-person'],
    ['a disabled account', {}, anAccount({ disabled: true }), 'account-disabled'],
    [
      'an address that was somebody else’s',
      {},
      anAccount({ issuer: ISSUER, subject: 'b-4' }),
      'other-identity',
    ],
  ])('is refused with %s', (_case, more, byEmail, problem) => {
    expect(recognise(anIdentity(more), { bySubject: null, byEmail })).toEqual({ kind: 'refused', problem });
  });

  it('is refused when the linked account is disabled', () => {
    const bySubject = { ...linked, disabled: true };
    expect(recognise(anIdentity(), { bySubject, byEmail: null })).toEqual({
      kind: 'refused',
      problem: 'account-disabled',
    });
  });
});
