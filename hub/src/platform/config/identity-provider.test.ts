import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadHubConfig } from './hub-config.ts';

const dir = mkdtempSync(join(tmpdir(), 'identity-provider-'));
afterAll(() => rmSync(dir, { recursive: true }));

const base = {
  TAPCLOCK_DATABASE_URL: 'postgres://app@localhost/tapclock',
  TAPCLOCK_SECRETS_KEY: '07'.repeat(32),
  TAPCLOCK_PUBLIC_URL: 'https://clock.example.com',
};
const provider = {
  TAPCLOCK_OIDC_ISSUER: 'https://login.example.com/acme',
  TAPCLOCK_OIDC_CLIENT_ID: 'tapclock',
};

describe('the identity provider', () => {
  it('is none unless there is an issuer', () => {
    expect(loadHubConfig(base).identityProvider).toBeNull();
  });

  it('is called by its host when it has no name, and counts as no second factor', () => {
    expect(loadHubConfig({ ...base, ...provider }).identityProvider).toEqual({
      issuer: 'https://login.example.com/acme',
      clientId: 'tapclock',
      clientSecret: null,
      name: 'login.example.com',
      countsAsSecondFactor: false,
    });
  });

  it('takes its secret from a file', () => {
    const file = join(dir, 'secret');
    writeFileSync(file, 'quite secret\n');
    const settings = {
      ...base,
      ...provider,
      TAPCLOCK_OIDC_CLIENT_SECRET_FILE: file,
      TAPCLOCK_OIDC_SECOND_FACTOR: '1',
      TAPCLOCK_OIDC_NAME: 'Acme login',
    };
    expect(loadHubConfig(settings).identityProvider).toMatchObject({
      clientSecret: 'quite secret',
      name: 'Acme login',
      countsAsSecondFactor: true,
    });
  });

  it.each([
    ['an issuer in clear', { ...provider, TAPCLOCK_OIDC_ISSUER: 'http://login.example.com' }, 'https:'],
    [
      'no client',
      { TAPCLOCK_OIDC_ISSUER: 'https://login.example.com' },
      'TAPCLOCK_OIDC_CLIENT_ID: is missing',
    ],
    ['no way back', { ...provider, TAPCLOCK_PUBLIC_URL: undefined }, 'TAPCLOCK_PUBLIC_URL: is missing'],
    ['no issuer', { TAPCLOCK_OIDC_NAME: 'Acme' }, 'TAPCLOCK_OIDC_ISSUER is missing'],
    [
      'a secret that is not there',
      { ...provider, TAPCLOCK_OIDC_CLIENT_SECRET_FILE: join(dir, 'none') },
      'TAPCLOCK_OIDC_CLIENT_SECRET_FILE: cannot be read',
    ],
    [
      'two secrets',
      { ...provider, TAPCLOCK_OIDC_CLIENT_SECRET: 'a', TAPCLOCK_OIDC_CLIENT_SECRET_FILE: join(dir, 'none') },
      'set one of them',
    ],
  ])('is refused with %s', (_case, settings, problem) => {
    expect(() => loadHubConfig({ ...base, ...settings })).toThrow(problem);
  });
});
