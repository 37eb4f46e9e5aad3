import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { HubConfig } from '../../platform/config/hub-config.ts';
import { ANSWER_BYTES_MAX, WebhookSender } from './webhook-sender.ts';

let received: string[] = [];
let answer: (response: ServerResponse) => void = response => response.end('fine');
const senders: WebhookSender[] = [];

function sender(...webhookNetworks: string[]): WebhookSender {
  const made = new WebhookSender({ webhookNetworks } as unknown as HubConfig);
  senders.push(made);
  return made;
}

const plain = createHttp((request, response) => {
  received.push(`${request.method} ${request.url}`);
  answer(response);
});
let encrypted: Server;
let dir: string;

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

let port: number;
let tlsPort: number;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'webhook-tls-'));
  const [keyFile, certFile] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync(
    'openssl',
    ['req', '-x509', ...curve, '-keyout', keyFile, '-out', certFile, '-subj', '/CN=localhost'],
    {
      stdio: 'ignore',
    },
  );
  encrypted = createHttps(
    { key: readFileSync(keyFile), cert: readFileSync(certFile) },
    (_request, response) => {
      received.push('encrypted');
      response.end();
    },
  );
  port = await listen(plain);
  tlsPort = await listen(encrypted);
});
afterEach(() => {
  received = [];
  answer = response => response.end('fine');
});
afterAll(() => {
  for (const one of senders) one.interrupt();
  plain.closeAllConnections();
  plain.close();
  encrypted.close();
  rmSync(dir, { recursive: true });
});

describe('sending a webhook', () => {
  it('says what was answered', async () => {
    expect(
      await sender('127.0.0.0/8').send(`http://127.0.0.1:${port}/a?b=c`, { 'webhook-id': '1' }, '{}'),
    ).toEqual({
      ...{ kind: 'answered', status: 200, answer: 'fine' },
    });
    expect(received).toEqual(['POST /a?b=c']);
  });

  it('keeps the beginning of an answer only, and is not held up by the rest', async () => {
    answer = response => {
      response.write('x'.repeat(ANSWER_BYTES_MAX + 1));
      // never ended
    };
    const attempt = await sender('127.0.0.0/8').send(`http://127.0.0.1:${port}/`, {}, '{}');
    expect(attempt).toEqual({ kind: 'answered', status: 200, answer: 'x'.repeat(ANSWER_BYTES_MAX) });
  });

  it.each(['127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f.0.0.1'])(
    'reaches no forbidden address, however it is spelt: %s',
    async host => {
      const attempt = await sender().send(`http://${host}:${port}/`, {}, '{}');
      expect(attempt).toEqual({ kind: 'failed', problem: 'forbidden-address' });
      expect(received).toEqual([]);
    },
  );

  it('reaches a name whose address is allowed', async () => {
    expect(await sender('127.0.0.0/8').send(`http://localhost:${port}/`, {}, '{}')).toMatchObject({
      status: 200,
    });
  });

  it('follows no redirect', async () => {
    answer = response => response.writeHead(307, { location: `http://127.0.0.1:${port}/other` }).end();
    expect(await sender('127.0.0.0/8').send(`http://127.0.0.1:${port}/`, {}, '{}')).toMatchObject({
      status: 307,
    });
    expect(received).toEqual(['POST /']);
  });

  it('tells nothing to whom it cannot be sure of', async () => {
    const attempt = await sender('127.0.0.0/8').send(`https://localhost:${tlsPort}/`, {}, '{}');
    expect(attempt).toEqual({ kind: 'failed', problem: 'tls' });
    expect(received).toEqual([]);
  });

  it('says why nobody answered', async () => {
    const nobody = createHttp();
    const closed = await listen(nobody);
    await new Promise(resolve => nobody.close(resolve));
    const any = sender('127.0.0.0/8');
    expect(await any.send(`http://127.0.0.1:${closed}/`, {}, '{}')).toEqual({
      kind: 'failed',
      problem: 'connection',
    });
    answer = response => response.destroy();
    expect(await any.send(`http://127.0.0.1:${port}/`, {}, '{}')).toEqual({
      kind: 'failed',
      problem: 'connection',
    });
    expect(await any.send('https://nobody.invalid/', {}, '{}')).toEqual({
      kind: 'failed',
      problem: 'unknown-host',
    });
  });

  it('is cut short when the hub stops, and says so', async () => {
    answer = () => undefined;
    const stopping = sender('127.0.0.0/8');
    const attempt = stopping.send(`http://127.0.0.1:${port}/`, {}, '{}');
    setTimeout(() => stopping.interrupt(), 50);
    expect(await attempt).toEqual({ kind: 'interrupted' });
  });

  it('does not wait for ever', async () => {
    answer = () => undefined;
    const attempt = await sender('127.0.0.0/8').send(`http://127.0.0.1:${port}/`, {}, '{}');
    expect(attempt).toEqual({ kind: 'failed', problem: 'timeout' });
  }, 15_000);
});
