import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadHubConfig } from './hub-config.ts';

const url = 'postgres://tapclock_app:secret@127.0.0.1:5432/tapclock';

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
  it('needs nothing but the database', () => {
    expect(loadHubConfig({ TAPCLOCK_DATABASE_URL: url })).toEqual({
      database: { url, ownerUrl: null, replicaUrl: null, appRole: 'tapclock_app', poolMax: 10 },
      http: { host: '127.0.0.1', port: 8080, behindProxy: false, dashboardDir: null },
      broker: { kind: 'embedded', port: 1883 },
      log: { level: 'info' },
      payroll: { program: null },
    });
  });

  it('lists every problem at once and prints no value', () => {
    const problems = problemsOf({
      TAPCLOCK_REPLICA_URL: 'hunter2',
      TAPCLOCK_HTTP_PORT: '99999',
      TAPCLOCK_BROKER: 'hunter2',
    });
    expect(problems.map(problem => problem.split(':')[0])).toEqual([
      'TAPCLOCK_DATABASE_URL',
      'TAPCLOCK_REPLICA_URL',
      'TAPCLOCK_HTTP_PORT',
      'TAPCLOCK_BROKER',
    ]);
    expect(problems[0]).toBe('TAPCLOCK_DATABASE_URL: is missing');
    expect(problems.join()).not.toContain('hunter2');
  });

  it('refuses to listen beyond loopback unless a proxy stands in front', () => {
    const open = { TAPCLOCK_DATABASE_URL: url, TAPCLOCK_HTTP_HOST: '0.0.0.0' };
    expect(problemsOf(open)).toHaveLength(1);
    expect(problemsOf({ ...open, TAPCLOCK_BEHIND_PROXY: '1' })).toEqual([]);
  });

  it('lets the environment win over the file', () => {
    const dir = mkdtempSync(join(tmpdir(), 'hub-config-'));
    const file = join(dir, 'hub.json');
    writeFileSync(
      file,
      JSON.stringify({
        TAPCLOCK_DATABASE_URL: url,
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
});
