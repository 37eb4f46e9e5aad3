import { describe, expect, it } from '@jest/globals';
import { isOwnRequest } from './own-request.ts';

const HERE = { behindProxy: false, publicUrl: null, corsOrigins: [] };
const PROXIED = { ...HERE, behindProxy: true };
const NAMED = { ...HERE, publicUrl: 'https://clock.example', corsOrigins: ['https://intranet.example'] };

describe('isOwnRequest', () => {
  it.each([
    ['a shell', { host: '127.0.0.1:8080' }, true],
    ['the dashboard', { host: 'localhost:8080', origin: 'http://localhost:8080' }, true],
    ['a development server', { host: '127.0.0.1:8080', origin: 'http://localhost:5173' }, true],
    ['IPv6', { host: '[::1]:8080', origin: 'http://[::1]:8080' }, true],
    ['a rebound name', { host: 'evil.example:8080', origin: 'http://evil.example:8080' }, false],
    ['another site', { host: '127.0.0.1:8080', origin: 'https://evil.example' }, false],
    ['a sandboxed frame', { host: '127.0.0.1:8080', origin: 'null' }, false],
    ['a lookalike', { host: 'localhost.evil.example' }, false],
    ['no host', {}, false],
  ])('%s', (_case, headers, expected) => expect(isOwnRequest(headers, HERE)).toBe(expected));

  it.each([
    ['the same name', { host: 'clock.example', origin: 'https://clock.example' }, true],
    ['another site', { host: 'clock.example', origin: 'https://evil.example' }, false],
    ['a page on the reader’s own machine', { host: 'clock.example', origin: 'http://localhost:3000' }, false],
  ])('behind a proxy: %s', (_case, headers, expected) =>
    expect(isOwnRequest(headers, PROXIED)).toBe(expected),
  );

  it.each([
    ['its own name', { host: 'clock.example', origin: 'https://clock.example' }, true],
    ['a health check on the machine itself', { host: '127.0.0.1:8443' }, true],
    ['a rebound name', { host: 'evil.example', origin: 'https://evil.example' }, false],
    ['an allowed origin', { host: 'clock.example', origin: 'https://intranet.example' }, true],
    ['a lookalike of one', { host: 'clock.example', origin: 'https://intranet.example.evil' }, false],
    ['an allowed origin in clear', { host: 'clock.example', origin: 'http://intranet.example' }, false],
  ])('with a public address: %s', (_case, headers, expected) =>
    expect(isOwnRequest(headers, NAMED)).toBe(expected),
  );
});
