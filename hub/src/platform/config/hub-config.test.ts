import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadHubConfig } from './hub-config.ts';

const url = 'postgres://tapclock_app:secret@127.0.0.1:5432/tapclock';
const TAPCLOCK_SECRETS_KEY = '07'.repeat(32);

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadHubConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('hub configuration', () => {
  it('needs nothing but the database and a key', () => {
    expect(loadHubConfig({ TAPCLOCK_DATABASE_URL: url, TAPCLOCK_SECRETS_KEY })).toEqual({
      database: { url, ownerUrl: null, replicaUrl: null, appRole: 'tapclock_app', poolMax: 10 },
      http: {
        ...{ host: '127.0.0.1', port: 8080, behindProxy: false, dashboardDir: null },
        ...{ publicUrl: null, corsOrigins: [], tls: null, requestsPerMinute: 3_000 },
      },
      broker: { kind: 'embedded', port: 1883 },
      log: { level: 'info' },
      secretsKey: Buffer.alloc(32, 7),
      identityProvider: null,
      kioskBrokerUrl: null,
      access: { secondFactorRoles: ['hr', 'admin'] },
      payroll: { program: null },
      mail: null,
      webhookNetworks: [],
      audit: { headsFile: null, headsUrl: null },
    });
  });

  it('lists every problem at once and prints no value', () => {
    const problems = problemsOf({
      TAPCLOCK_REPLICA_URL: 'hunter2',
      TAPCLOCK_HTTP_PORT: '99999',
      TAPCLOCK_BROKER: 'hunter2',
      TAPCLOCK_SECRETS_KEY: 'hunter2',
    });
    expect(problems.map(problem => problem.split(':')[0])).toEqual([
      'TAPCLOCK_DATABASE_URL',
      'TAPCLOCK_REPLICA_URL',
      'TAPCLOCK_HTTP_PORT',
      'TAPCLOCK_BROKER',
      'TAPCLOCK_SECRETS_KEY',
    ]);
    expect(problems[0]).toBe('TAPCLOCK_DATABASE_URL: is missing');
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each([
    ['mqtts://clock.example:8883', 0],
    ['wss://clock.example/mqtt', 0],
    ['mqtt://127.0.0.1:1883', 0],
    ['mqtt://[::1]:1883', 0],
    ['mqtt://clock.example:1883', 1],
    ['ws://127.0.0.1.example', 1],
    ['mqtt://localhost@clock.example', 1],
    ['mqtt://localhost:1@clock.example', 1],
    ['ws://clock.example\\@localhost', 1],
  ])('lets kiosks log in over TLS, in clear on this machine only: %s', (broker, problems) => {
    const env = { TAPCLOCK_DATABASE_URL: url, TAPCLOCK_SECRETS_KEY, TAPCLOCK_KIOSK_BROKER_URL: broker };
    expect(problemsOf(env)).toHaveLength(problems);
  });

  it('refuses to listen beyond loopback unless there is a certificate or a proxy stands in front', () => {
    const open = { TAPCLOCK_DATABASE_URL: url, TAPCLOCK_SECRETS_KEY, TAPCLOCK_HTTP_HOST: '0.0.0.0' };
    expect(problemsOf(open)).toHaveLength(1);
    expect(problemsOf({ ...open, TAPCLOCK_BEHIND_PROXY: '1' })).toEqual([]);
    const own = { ...open, TAPCLOCK_TLS_CERT_FILE: '/c.pem', TAPCLOCK_TLS_KEY_FILE: '/k.pem' };
    expect(problemsOf({ ...own, TAPCLOCK_PUBLIC_URL: 'https://clock.example.com' })).toEqual([]);
    expect(problemsOf(own)[0]).toMatch(/^TAPCLOCK_PUBLIC_URL: is missing/);
  });

  it.each([
    ['half a certificate', { TAPCLOCK_TLS_CERT_FILE: '/c.pem' }],
    [
      'a certificate behind a proxy',
      { TAPCLOCK_TLS_CERT_FILE: '/c.pem', TAPCLOCK_TLS_KEY_FILE: '/k.pem', TAPCLOCK_BEHIND_PROXY: '1' },
    ],
    ['a public address in clear', { TAPCLOCK_PUBLIC_URL: 'http://clock.example.com' }],
    ['an origin with a path', { TAPCLOCK_CORS_ORIGINS: 'https://intranet.example.com/clock' }],
    ['every origin', { TAPCLOCK_CORS_ORIGINS: '*' }],
  ])('refuses %s', (_case, more) => {
    expect(problemsOf({ TAPCLOCK_DATABASE_URL: url, TAPCLOCK_SECRETS_KEY, ...more })).toHaveLength(1);
  });

  it('lets the environment win over the file', () => {
    const dir = mkdtempSync(join(tmpdir(), 'hub-config-'));
    const file = join(dir, 'hub.json');
    writeFileSync(
      file,
      JSON.stringify({
        TAPCLOCK_DATABASE_URL: url,
        TAPCLOCK_SECRETS_KEY,
        TAPCLOCK_HTTP_PORT: 9000,
        TAPCLOCK_LOG_LEVEL: 'warn',
      }),
    );
    const config = loadHubConfig({ TAPCLOCK_HUB_CONFIG: file, TAPCLOCK_HTTP_PORT: '9001' });
    expect(config.http.port).toBe(9001);
    expect(config.log.level).toBe('warn');
  });

  it('reads a broker elsewhere with its login', () => {
    const config = loadHubConfig({
      TAPCLOCK_DATABASE_URL: url,
      TAPCLOCK_SECRETS_KEY,
      TAPCLOCK_BROKER: 'mqtt://127.0.0.1:1884',
      TAPCLOCK_BROKER_USERNAME: 'hub',
      TAPCLOCK_BROKER_PASSWORD: 'x',
    });
    expect(config.broker).toEqual({
      kind: 'external',
      url: 'mqtt://127.0.0.1:1884',
      username: 'hub',
      password: 'x',
    });
  });

  it('knows who must have a second factor, or that nobody must', () => {
    const base = { TAPCLOCK_DATABASE_URL: url, TAPCLOCK_SECRETS_KEY };
    const roles = (text: string) =>
      loadHubConfig({ ...base, TAPCLOCK_SECOND_FACTOR_ROLES: text }).access.secondFactorRoles;
    expect(roles('supervisor, admin')).toEqual(['supervisor', 'admin']);
    expect(roles('none')).toEqual([]);
    expect(problemsOf({ ...base, TAPCLOCK_SECOND_FACTOR_ROLES: 'boss' })).toHaveLength(1);
  });
});
