import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KioskClientMessage } from '@tapclock/contracts';
import { WebSocket } from 'ws';
import { silentLogger, systemTimers } from '../platform/index.ts';
import { KioskServer } from './kiosk-server.ts';
import { SOCKETS_MAX } from './kiosk-sockets.ts';
import type { VirtualTap } from './virtual-tap.ts';

const dir = mkdtempSync(join(tmpdir(), 'tapclock-kiosk-'));
const heard: KioskClientMessage[] = [];
const taps: VirtualTap[] = [];
let port = 0;
const server = new KioskServer(
  { host: '127.0.0.1', port: 0, staticDir: join(dir, 'dist') },
  {
    timers: systemTimers(),
    log: silentLogger(),
    greeting: () => [{ type: 'screen', screen: { screen: 'idle' } }],
    onMessage: message => heard.push(message),
    health: () => ({ status: 'ok' }),
    tap: tap => {
      taps.push(tap);
      return tap.badge === '9999999999' ? { kind: 'no-such-badge' } : { kind: 'presented', reader: 'desk' };
    },
  },
);

beforeAll(async () => {
  mkdirSync(join(dir, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(dir, 'secret.txt'), 'secret');
  for (const file of ['index.html', 'sw.js', 'assets/app-1a2b.js'])
    writeFileSync(join(dir, 'dist', file), file);
  port = await server.start();
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

type Options = { method?: string; headers?: Record<string, string>; body?: string };

/** Without fetch: it would tidy up paths and refuse to send a foreign Host. */
function ask(path: string, { method = 'GET', headers = {}, body }: Options = {}) {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const call = request({ host: '127.0.0.1', port, path, method, headers }, response => {
        let text = '';
        response.on('data', chunk => {
          text += String(chunk);
        });
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      });
      call.on('error', reject);
      call.end(body);
    },
  );
}

const open = (path = '/kiosk', headers: Record<string, string> = {}) =>
  new Promise<{ socket: WebSocket; first: string }>((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.once('message', data => resolve({ socket, first: String(data) }));
    socket.once('error', reject);
  });

describe('the kiosk server', () => {
  it.each([
    ['/', 'index.html', 'no-cache'],
    ['/sw.js', 'sw.js', 'no-cache'],
    ['/assets/app-1a2b.js', 'assets/app-1a2b.js', 'public, max-age=31536000, immutable'],
  ])('serves %s with the right caching', async (path, text, caching) => {
    const answer = await ask(path);
    expect(answer).toMatchObject({ status: 200, text });
    expect(answer.headers['cache-control']).toBe(caching);
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%00',
    '/%',
    '/assets',
    '/..\\secret.txt',
  ])('serves nothing for %s', async path => {
    expect((await ask(path)).status).toBe(404);
  });

  it('answers a path that is none instead of breaking', async () => {
    expect((await ask('//')).status).toBe(400);
    expect((await ask('/', { method: 'DELETE' })).status).toBe(405);
  });

  it.each<Record<string, string>>([
    { host: 'evil.example' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
  ])('turns away %o on every door', async headers => {
    for (const path of ['/', '/health', '/virtual-reader/tap'])
      expect((await ask(path, { headers })).status).toBe(403);
    await expect(open('/kiosk', headers)).rejects.toThrow('403');
  });

  it('lets pages of this machine in', async () => {
    const headers = { host: `localhost:${port}`, origin: 'http://127.0.0.1:5173' };
    expect((await ask('/health', { headers })).status).toBe(200);
  });

  it('takes a virtual tap as JSON only, and only a badge', async () => {
    const post = (body: string, type = 'application/json') =>
      ask('/virtual-reader/tap', { method: 'POST', body, headers: { 'content-type': type } });
    expect((await post('{"badge":"0003887558"}')).status).toBe(202);
    expect((await post('{"badge":"67003B51C6","holdMs":300}')).status).toBe(202);
    expect(taps).toEqual([{ badge: '0003887558' }, { badge: '67003B51C6', holdMs: 300 }]);
    expect((await post('{"badge":"12"}')).status).toBe(400);
    expect((await post('{"badge":"9999999999"}')).status).toBe(400);
    expect((await post('{')).status).toBe(400);
    expect((await post('{"badge":"0003887558"}', 'text/plain')).status).toBe(415);
    expect((await post(`{"badge":"${'0'.repeat(5000)}"}`)).status).toBe(413);
    expect((await ask('/virtual-reader/tap')).status).toBe(405);
  });

  it('greets a page, hears it, and ignores what was not agreed', async () => {
    const { socket, first } = await open();
    expect(JSON.parse(first)).toEqual({ type: 'screen', screen: { screen: 'idle' } });
    socket.send('nonsense');
    socket.send('{"type":"choose","visit":1,"action":"explode"}');
    socket.send('{"type":"pin-start"}');
    const said = new Promise(resolve => socket.once('message', data => resolve(String(data))));
    while (heard.length === 0) await new Promise(resolve => setImmediate(resolve));
    server.broadcast({ type: 'screen', screen: { screen: 'identify', remainingMs: 1 } });
    expect(await said).toContain('identify');
    expect(heard).toEqual([{ type: 'pin-start' }]);
    socket.terminate();
  });

  it('cuts off a page that sends too much, and turns away too many (R11)', async () => {
    const { socket } = await open();
    const closed = new Promise(resolve => socket.once('close', code => resolve(code)));
    socket.send('x'.repeat(2000));
    expect(await closed).toBe(1009);
    const pages = await Promise.all(Array.from({ length: SOCKETS_MAX }, () => open()));
    await expect(open()).rejects.toThrow('503');
    for (const page of pages) page.socket.terminate();
  });
});
