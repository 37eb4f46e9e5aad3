import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, connect as tlsConnect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { followCertificate, readCertificate } from '../../src/platform/http/security/certificate.ts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { testLog } from '../support/hub-parts.ts';

const NAME = 'clock.example';
let dir: string;
let hub: RunningTestHub;

/** A certificate of its own for NAME, as openssl makes it. */
function makeCertificate(name: string): { certFile: string; keyFile: string } {
  const certFile = join(dir, `${name}.crt`);
  const keyFile = join(dir, `${name}.key`);
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${NAME}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-nodes', '-days', '2', ...curve, '-keyout', keyFile, '-out', certFile, ...subject],
    { stdio: 'ignore' },
  );
  return { certFile, keyFile };
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hub-tls-'));
  const tls = makeCertificate('first');
  hub = await runHub({
    change: config => ({ ...config, http: { ...config.http, tls, publicUrl: `https://${NAME}` } }),
  });
});
afterAll(async () => {
  await hub.stop();
  rmSync(dir, { recursive: true });
});

function ask(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port: hub.httpPort, path, headers, servername: NAME, rejectUnauthorized: false },
      answer => {
        answer.resume();
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
      },
    )
      .on('error', reject)
      .end();
  });
}

describe('a hub with a certificate of its own', () => {
  it('answers under its public name, and tells browsers to come back encrypted only', async () => {
    const answer = await ask('/health/live', { host: NAME, origin: `https://${NAME}` });
    expect(answer.status).toBe(200);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(answer.headers['content-security-policy']).toContain('upgrade-insecure-requests');
  });

  it('does not answer to a name that is not its own', async () => {
    expect((await ask('/health/live', { host: 'evil.example' })).status).toBe(403);
    expect((await ask('/health/live', { host: NAME, origin: 'https://evil.example' })).status).toBe(403);
  });

  it('speaks no TLS older than 1.2', async () => {
    const socket = tlsConnect({
      ...{ host: '127.0.0.1', port: hub.httpPort, rejectUnauthorized: false },
      ...{ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    });
    await expect(
      new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject)),
    ).rejects.toThrow();
  });
});

it('a renewed certificate is taken without a restart, and one that does not fit is not', async () => {
  const files = makeCertificate('served');
  const server = createServer(readCertificate(files));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const served = () =>
    new Promise<string>((resolve, reject) => {
      const socket = tlsConnect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        const name = socket.getPeerCertificate().subject.CN;
        resolve(String(name));
        socket.destroy();
      }).on('error', reject);
    });
  const stop = followCertificate(server, files, testLog(), 20);
  try {
    expect(await served()).toBe('served');
    writeFileSync(files.certFile, 'no certificate');
    const renewed = makeCertificate('renewed');
    expect(await served()).toBe('served');
    copyFileSync(renewed.keyFile, files.keyFile);
    copyFileSync(renewed.certFile, files.certFile);
    let name = '';
    for (let tries = 0; tries < 500 && name !== 'renewed'; tries += 1) {
      name = await served();
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(name).toBe('renewed');
  } finally {
    stop();
    server.close();
  }
});
