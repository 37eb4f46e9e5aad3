import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError, apiPage, apiSuccess, Board, BoardTerminal, Cursor } from '@tapclock/contracts';
import { z } from 'zod';
import { addPerson, type RunningTestHub, runHub, SITE } from './kit/running-hub.ts';

let hub: RunningTestHub;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapclock-dashboard-'));
  await mkdir(join(dir, 'assets'));
  await writeFile(join(dir, 'index.html'), '<!doctype html><title>Floor</title>');
  await writeFile(join(dir, 'assets', 'main-1a2b.js'), 'let a = 1;');
  await writeFile(join(dir, '..', 'secret-of-a-test.txt'), 'secret');
  hub = await runHub({
    change: config => ({ ...config, http: { ...config.http, dashboardDir: dir } }),
  });
  for (const familyName of ['Weber', 'Adam', 'Kaya'])
    await addPerson(hub, { givenName: 'Ina', familyName, area: 'logistics' });
});
afterAll(async () => {
  await hub.stop();
  await rm(dir, { recursive: true });
  await rm(join(dir, '..', 'secret-of-a-test.txt'));
});

describe('people', () => {
  it('lists sites', async () => {
    const { status, body } = await hub.get('/api/v1/sites');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      data: [{ id: SITE, name: 'Werk Nord', zone: 'Europe/Berlin', language: 'en' }],
    });
  });

  it('lists people in pages, by name', async () => {
    const read = async (query: string) => {
      const { body } = await hub.get(`/api/v1/employees?site=${SITE}&area=logistics&${query}`);
      const parsed = apiPage(z.object({ name: z.string(), number: z.string() })).parse(body);
      return { names: parsed.data.map(({ name }) => name), pagination: parsed.pagination };
    };
    expect(await read('per_page=2')).toEqual({
      names: ['Ina Adam', 'Ina Kaya'],
      pagination: { page: 1, per_page: 2, total: 3, pages: 2 },
    });
    expect((await read('per_page=2&page=2')).names).toEqual(['Ina Weber']);
  });

  it.each(['per_page=101', 'page=0', 'site=No%20Slug'])('refuses %s', async query => {
    const { status, body } = await hub.get(`/api/v1/employees?${query}`);
    expect(status).toBe(400);
    expect(ApiError.parse(body).error.code).toBe('VALIDATION_ERROR');
  });

  it('shows nothing that identifies a badge or a PIN', async () => {
    const { body } = await hub.get('/api/v1/employees');
    expect(JSON.stringify(body)).not.toMatch(/pin|credential|digest|hash/i);
  });
});

describe('board', () => {
  it('comes with the cursor that the live line goes on from', async () => {
    const { body } = await hub.get(`/api/v1/sites/${SITE}/board`);
    const { board } = apiSuccess(z.object({ board: Board, cursor: Cursor })).parse(body).data;
    expect(board.areas.map(({ id }) => id)).toEqual(['assembly', 'logistics']);
    expect(board.people).toHaveLength(3);
  });

  it('says that a site is unknown', async () => {
    const { status, body } = await hub.get('/api/v1/sites/nowhere/board');
    expect([status, ApiError.parse(body).error.code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('terminals', () => {
  it('lists them as the board shows them', async () => {
    await hub.enrol('api-1');
    const { body } = await hub.get(`/api/v1/terminals?site=${SITE}`);
    const { data } = apiSuccess(z.array(BoardTerminal)).parse(body);
    expect(data).toContainEqual(
      expect.objectContaining({ terminal: 'api-1', online: false, journalDepth: null, alarm: null }),
    );
  });
});

describe('documents', () => {
  it('describe every path under /api/v1', async () => {
    const { body } = await hub.get('/api/docs-json');
    const { paths } = z.object({ paths: z.record(z.string(), z.unknown()) }).parse(body);
    for (const path of [
      '/api/v1/sites',
      '/api/v1/employees',
      '/api/v1/sites/{site}/board',
      '/api/v1/terminals',
      '/api/v1/terminals/{id}/commands',
      '/api/v1/punches',
    ])
      expect(Object.keys(paths)).toContain(path);
    expect(Object.keys(paths).some(path => path.startsWith('/health'))).toBe(false);
  });
});

describe('the page', () => {
  it.each(['/', '/people/17', '/index.html'])('is served at %s', async path => {
    const { status, body } = await hub.get(path);
    expect([status, body]).toEqual([200, '<!doctype html><title>Floor</title>']);
  });

  it('keeps hashed files for long, and itself not at all', async () => {
    const base = `http://127.0.0.1:${hub.httpPort}`;
    const script = await fetch(`${base}/assets/main-1a2b.js`);
    expect([await script.text(), script.headers.get('cache-control')]).toEqual([
      'let a = 1;',
      'public, max-age=31536000, immutable',
    ]);
    const page = await fetch(`${base}/`);
    expect(page.headers.get('cache-control')).toBe('public, max-age=0');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    await page.body?.cancel();
  });

  it.each([
    '/assets/gone.js',
    '/api/v1/nothing',
    '/..%2fsecret-of-a-test.txt',
    '/%2e%2e/secret-of-a-test.txt',
  ])('is not what %s gets', async path => {
    const { status, body } = await hub.get(path);
    expect([status, ApiError.parse(body).error.code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('the door', () => {
  it('is closed to a rebound name and to other sites', async () => {
    const { status, body } = await hub.get('/api/v1/sites', { origin: 'https://evil.example' });
    expect([status, ApiError.parse(body).error.code]).toEqual([403, 'FORBIDDEN']);
  });
});
