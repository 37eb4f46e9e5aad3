import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError } from '@tapclock/contracts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';

const INTRANET = 'https://intranet.example';
let hub: RunningTestHub;
let base: string;

beforeAll(async () => {
  hub = await runHub({
    change: config => ({
      ...config,
      http: { ...config.http, corsOrigins: [INTRANET], requestsPerMinute: 40 },
    }),
  });
  base = `http://127.0.0.1:${hub.httpPort}`;
});
afterAll(() => hub.stop());

/** Asks as often as it takes for the limit; the last answer. */
async function askTooOften(headers: Record<string, string> = {}): Promise<Response> {
  for (let asked = 0; asked < 100; asked += 1) {
    const answer = await fetch(`${base}/health/live`, { headers });
    if (answer.status === 429) return answer;
  }
  throw new Error('never too often');
}

describe('a browser', () => {
  it('is told not to frame, sniff, cache or send on what it gets', async () => {
    const { headers } = await fetch(`${base}/api/v1/sites`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    // In clear on this machine only: a promise to come back encrypted would lock it out.
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('lets pages of the allow-list call, without cookies', async () => {
    const preflight = await fetch(`${base}/api/v1/sites`, {
      method: 'OPTIONS',
      headers: {
        origin: INTRANET,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,if-match',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(INTRANET);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await fetch(`${base}/api/v1/sites`, {
      headers: { origin: INTRANET, ...(await hub.askers.headers()) },
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, INTRANET]);
  });

  it.each(['https://evil.example', 'http://intranet.example', 'null'])(
    'keeps pages of %s away',
    async origin => {
      const answer = await fetch(`${base}/api/v1/sites`, {
        headers: { origin, ...(await hub.askers.headers()) },
      });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});

it.each([
  ['its own page', {}],
  ['another page, which is refused anyway,', { origin: 'https://evil.example' }],
])('R11: an address that asks too often from %s is told when to come back', async (_case, headers) => {
  const answer = await askTooOften(headers);
  const { error } = ApiError.parse(await answer.json());
  expect(error.code).toBe('RATE_LIMITED');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(error.details).toEqual({ retryAfterSeconds: expect.any(Number) });
});
