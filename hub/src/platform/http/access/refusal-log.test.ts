import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../../logging/logger.ts';
import { rememberRule } from './needs.ts';
import { type Principal, remember } from './principal.ts';
import { REFUSALS_TOLD_MAX, RefusalLog, type Refused } from './refusal-log.ts';

const MINUTE_MS = 60_000;
const ROUTE = '/api/v1/employees/:employee';

function open() {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: 'info' }, { write: line => lines.push(JSON.parse(line)) });
  return { refusals: new RefusalLog(log), lines };
}

function principal(id: string): Principal {
  return {
    ...{ kind: 'account', id, name: 'Wanda Worker', role: 'worker', employee: null },
    ...{ rights: new Set(), reach: { kind: 'self' }, account: null, session: null, restricted: null },
  };
}

function request(more: Partial<Refused> & { by?: string } = {}): Refused {
  const { by, ...rest } = more;
  const made: Refused = {
    ...{ id: 'request-1', method: 'GET', ip: '192.0.2.7', routeOptions: { url: ROUTE } },
    headers: { authorization: 'Bearer secret' },
    ...rest,
  };
  if (by !== undefined) remember(made, principal(by));
  rememberRule(made, { kind: 'right', right: 'people.read', param: 'employee' });
  return made;
}

describe('a refusal', () => {
  it('is told with who, what and why by ids, and without names, tokens and addresses', () => {
    const { refusals, lines } = open();
    refusals.note(request({ by: 'account-1' }), 'FORBIDDEN', 0);
    expect(lines).toEqual([
      {
        ...{ level: 'warn', service: 'hub', at: expect.any(String), message: 'a request was refused' },
        ...{ requestId: 'request-1', principal: 'account-1', principalKind: 'account' },
        ...{ method: 'GET', route: ROUTE, code: 'FORBIDDEN', right: 'people.read' },
      },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/Wanda|secret|192\.0\.2\.7/);
  });

  it('is one only where somebody shows a token or may not', () => {
    const { refusals, lines } = open();
    refusals.note(request({ headers: {} }), 'UNAUTHENTICATED', 0);
    refusals.note(request({ by: 'account-1' }), 'NOT_FOUND', 0);
    expect(lines).toEqual([]);
    refusals.note(request(), 'UNAUTHENTICATED', 0);
    refusals.note(request({ headers: {} }), 'FORBIDDEN', 0);
    expect(lines.map(({ code, principal }) => [code, principal])).toEqual([
      ['UNAUTHENTICATED', null],
      ['FORBIDDEN', null],
    ]);
  });
});

describe('refusals in one minute', () => {
  it('are told once for each principal, route and code, and counted when the next minute begins', () => {
    const { refusals, lines } = open();
    for (let asked = 0; asked < 50; asked += 1) {
      refusals.note(request({ by: 'account-1' }), 'FORBIDDEN', MINUTE_MS - 1);
    }
    refusals.note(request({ by: 'account-2' }), 'FORBIDDEN', MINUTE_MS - 1);
    refusals.note(request({ by: 'account-1', method: 'PATCH' }), 'FORBIDDEN', MINUTE_MS - 1);
    expect(lines).toHaveLength(3);
    refusals.note(request({ by: 'account-1' }), 'FORBIDDEN', 2 * MINUTE_MS);
    expect(lines.slice(3)).toMatchObject([
      { level: 'warn', refusals: 49 },
      { principal: 'account-1', code: 'FORBIDDEN' },
    ]);
  });

  it('of nobody known are taken together by their source', () => {
    const { refusals, lines } = open();
    for (const ip of ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1']) {
      refusals.note(request({ ip }), 'UNAUTHENTICATED', 0);
    }
    expect(lines).toHaveLength(2);
  });

  it(`R11: are ${REFUSALS_TOLD_MAX} lines at most, whoever asks`, () => {
    const { refusals, lines } = open();
    const beyond = 7;
    for (let asked = 0; asked < REFUSALS_TOLD_MAX + beyond; asked += 1) {
      refusals.note(request({ by: `account-${asked}` }), 'FORBIDDEN', 0);
    }
    expect(lines).toHaveLength(REFUSALS_TOLD_MAX);
    refusals.note(request({ by: 'account-0' }), 'FORBIDDEN', MINUTE_MS);
    expect(lines[REFUSALS_TOLD_MAX]).toMatchObject({ refusals: beyond });
  });
});
