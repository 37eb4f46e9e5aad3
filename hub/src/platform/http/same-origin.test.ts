import { describe, expect, it } from '@jest/globals';
import { isOwnRequest } from './same-origin.ts';

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
  ])('%s', (_case, headers, expected) => expect(isOwnRequest(headers, false)).toBe(expected));

  it.each([
    ['the same name', { host: 'clock.example', origin: 'https://clock.example' }, true],
    ['another site', { host: 'clock.example', origin: 'https://evil.example' }, false],
    ['a page on the reader’s own machine', { host: 'clock.example', origin: 'http://localhost:3000' }, false],
  ])('behind a proxy: %s', (_case, headers, expected) => expect(isOwnRequest(headers, true)).toBe(expected));
});
