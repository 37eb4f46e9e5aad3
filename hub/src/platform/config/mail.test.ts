import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadHubConfig } from './hub-config.ts';

const base = {
  TAPCLOCK_DATABASE_URL: 'postgres://tapclock_app:secret@127.0.0.1:5432/tapclock',
  TAPCLOCK_SECRETS_KEY: '07'.repeat(32),
};
const server = { TAPCLOCK_SMTP_HOST: 'mail.werk.example', TAPCLOCK_MAIL_FROM: 'clock@werk.example' };

const mailOf = (env: NodeJS.ProcessEnv) => loadHubConfig({ ...base, ...env }).mail;

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadHubConfig({ ...base, ...env });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the mail server of the configuration', () => {
  it('is none unless there is a host', () => {
    expect(mailOf({})).toBeNull();
  });

  it('is spoken to under TLS, by STARTTLS unless it says otherwise', () => {
    expect(mailOf(server)).toEqual({
      ...{ host: 'mail.werk.example', port: 587, tls: 'starttls', login: null },
      ...{ from: 'clock@werk.example', perMinute: 60 },
    });
    expect(mailOf({ ...server, TAPCLOCK_SMTP_TLS: 'implicit' })?.port).toBe(465);
    expect(mailOf({ ...server, TAPCLOCK_SMTP_PORT: '2525' })?.port).toBe(2525);
    const local = { ...server, TAPCLOCK_SMTP_HOST: '127.0.0.1', TAPCLOCK_SMTP_TLS: 'none' };
    expect(mailOf(local)).toMatchObject({ port: 25, tls: 'none' });
  });

  it('has its password from the environment or a file', () => {
    const login = { ...server, TAPCLOCK_SMTP_USER: 'hub' };
    const wanted = { user: 'hub', password: 'x y' };
    expect(mailOf({ ...login, TAPCLOCK_SMTP_PASSWORD: 'x y' })?.login).toEqual(wanted);
    const dir = mkdtempSync(join(tmpdir(), 'mail-config-'));
    const file = join(dir, 'password');
    writeFileSync(file, 'x y\n');
    expect(mailOf({ ...login, TAPCLOCK_SMTP_PASSWORD_FILE: file })?.login).toEqual(wanted);
    rmSync(dir, { recursive: true });
  });

  it.each([
    ['a sender without a server', { TAPCLOCK_MAIL_FROM: 'clock@werk.example' }],
    ['a server without a sender', { TAPCLOCK_SMTP_HOST: 'mail.werk.example' }],
    ['clear words to another machine', { ...server, TAPCLOCK_SMTP_TLS: 'none' }],
    ['a user without a password', { ...server, TAPCLOCK_SMTP_USER: 'hub' }],
    ['a password of nobody', { ...server, TAPCLOCK_SMTP_PASSWORD: 'hunter2' }],
    [
      'a file that is not there',
      { ...server, TAPCLOCK_SMTP_USER: 'hub', TAPCLOCK_SMTP_PASSWORD_FILE: '/nowhere/hunter2' },
    ],
    ['a sender with another header', { ...server, TAPCLOCK_MAIL_FROM: 'a@b.example\nBcc: c@d.example' }],
    ['a host with a path', { ...server, TAPCLOCK_SMTP_HOST: 'mail.example/hunter2' }],
  ])('is not %s', (_what, env) => {
    const problems = problemsOf(env);
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('networks that webhooks may reach', () => {
  it('are none, or those that are named', () => {
    expect(loadHubConfig(base).webhookNetworks).toEqual([]);
    const TAPCLOCK_WEBHOOK_NETWORKS = '10.20.0.0/16, fd12::/16';
    expect(loadHubConfig({ ...base, TAPCLOCK_WEBHOOK_NETWORKS }).webhookNetworks).toEqual([
      ...['10.20.0.0/16', 'fd12::/16'],
    ]);
  });

  it.each(['10.20.0.0', '10.20.0.0/33', 'erp.example/16', '10.0.0.0/8/8', 'fd12::/129', '10.0.0.0/-1'])(
    'are not %s',
    TAPCLOCK_WEBHOOK_NETWORKS => {
      expect(problemsOf({ TAPCLOCK_WEBHOOK_NETWORKS })).toHaveLength(1);
    },
  );
});
