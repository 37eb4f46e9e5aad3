import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { apiSuccess, LoginOptions, SessionView } from '@tapclock/contracts';
import { z } from 'zod';
import { SetupCodes } from '../../src/access/index.ts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { refused, Visitor } from '../kit/visitor.ts';

const ADMIN = { email: 'ada@werk.example', name: 'Ada Admin', password: 'lilac tundra oboe' };

let hub: RunningTestHub;
let databaseUrl: string;

beforeEach(async () => {
  hub = await runHub({
    change: config => {
      databaseUrl = config.database.url;
      return { ...config, http: { ...config.http, behindProxy: true } };
    },
  });
});
afterEach(() => hub.stop());

async function newCode(): Promise<string> {
  const { value } = await hub.database.transaction(sql => hub.part(SetupCodes).make(sql, Date.now()));
  return value.code;
}

async function setupNeeded(): Promise<boolean> {
  const { body } = await new Visitor(hub).get('options');
  return apiSuccess(LoginOptions).parse(body).data.setupNeeded;
}

async function roles(): Promise<string[]> {
  const rows = await hub.database.primary.query<{ role: string }>('select role from account');
  return rows.map(({ role }) => role);
}

describe('the set-up of a new hub', () => {
  it('makes the first administrator and logs them in, once', async () => {
    expect(await setupNeeded()).toBe(true);
    const code = await newCode();
    const visitor = new Visitor(hub);
    const answer = await visitor.post('setup', { ...ADMIN, code });
    expect(answer.status).toBe(201);
    const view = apiSuccess(SessionView).parse(answer.body).data;
    expect(view.account).toMatchObject({ email: ADMIN.email, role: 'admin', employee: null });
    expect((await visitor.refresh()).account.id).toBe(view.account.id);
    expect(await setupNeeded()).toBe(false);
    expect(
      refused(await new Visitor(hub).post('setup', { ...ADMIN, code, email: 'eve@werk.example' })),
    ).toEqual([409, 'CONFLICT']);
    expect((await new Visitor(hub).logIn(ADMIN)).account.role).toBe('admin');
  });

  it('gives one of two who come at once the hub', async () => {
    const codes = [await newCode(), await newCode()];
    const answers = await Promise.all(
      codes.map((code, index) =>
        new Visitor(hub).post('setup', { ...ADMIN, code, email: `a${index}@werk.example` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await roles()).toEqual(['admin']);
  });

  it('has a code of its own from every hub that started, kept as a digest for a day', async () => {
    const rows = await hub.database.primary.query<{ digest: Buffer; hours: number }>(
      'select digest, extract(epoch from expires_at - created_at)::int / 3600 as hours from setup_code',
    );
    expect(rows).toHaveLength(1);
    expect([rows[0]?.digest.length, rows[0]?.hours]).toEqual([32, 24]);
    await hub.database.primary.query('delete from setup_code');
    const code = await newCode();
    await hub.database.transaction(sql => hub.part(SetupCodes).make(sql, Date.now() - 25 * 3_600_000));
    expect((await new Visitor(hub).post('setup', { ...ADMIN, code })).status).toBe(201);
  });

  it('has a fresh code from the command line, for whom the log is out of reach', async () => {
    const cli = resolve(import.meta.dirname, '../../dist/cli.js');
    const env = { ...process.env, TAPCLOCK_DATABASE_URL: databaseUrl };
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'setup-code'], { env });
    const { code } = z.object({ code: z.string(), expiresAt: z.string() }).parse(JSON.parse(stdout));
    expect((await new Visitor(hub).post('setup', { ...ADMIN, code })).status).toBe(201);
    await expect(promisify(execFile)(process.execPath, [cli, 'setup-code'], { env })).rejects.toThrow(
      'There is an account already',
    );
  });

  it('takes no wrong and no old code, whatever else is right', async () => {
    const { value } = await hub.database.transaction(sql =>
      hub.part(SetupCodes).make(sql, Date.now() - 25 * 3_600_000),
    );
    for (const code of ['A'.repeat(43), value.code]) {
      expect(refused(await new Visitor(hub).post('setup', { ...ADMIN, code }))).toEqual([
        403,
        'FORBIDDEN',
        'SETUP_CODE_INVALID',
      ]);
    }
    expect(await roles()).toEqual([]);
  });

  it('makes an administrator of whoever asks for something else, and takes the same passwords as ever', async () => {
    const code = await newCode();
    const visitor = new Visitor(hub);
    expect(refused(await visitor.post('setup', { ...ADMIN, code, password: 'Tapclock2026!' }))).toEqual([
      400,
      'VALIDATION_ERROR',
      'PASSWORD_TOO_COMMON',
    ]);
    for (const name of ['\u202eadA', 'a\u0000b', 'x'.repeat(121), '']) {
      expect((await visitor.post('setup', { ...ADMIN, code, name })).status).toBe(400);
    }
    const more = {
      role: 'worker',
      employee: '0',
      teams: [{ site: 'x', team: 'y' }],
      id: '1',
      disabledAt: null,
    };
    const { status } = await visitor.post('setup', {
      ...ADMIN,
      ...more,
      code,
      name: "Robert'); drop table account;--",
    });
    expect([status, await roles()]).toEqual([201, ['admin']]);
  });
});
