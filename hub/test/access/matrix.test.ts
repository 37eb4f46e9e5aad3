import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError, ApiKeyMade, LiveClientMessage, type Right, Role } from '@tapclock/contracts';
import { z } from 'zod';
import { NOT_FOR_KEYS } from '../../src/access/index.ts';
import { listRoutes, type Route } from '../../src/platform/http/access/list-routes.ts';
import { LiveSocket } from '../kit/live-socket.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { ask } from './asks.ts';
import { COLUMNS, isLetIn, LIVE_MESSAGES, matrixOf, reaches } from './matrix-table.ts';

/**
 * Every route and message, asked by every kind of account about themselves, their team and strangers. Nothing is listed here: routes come
 * from the running hub, expectations from the table of rights. `UPDATE_DOCS=1` writes the table into docs/security.md.
 */
const DOCUMENT = join(import.meta.dirname, '../../../docs/security.md');
const BEGIN = '<!-- matrix: begin -->';
const END = '<!-- matrix: end -->';
/** Whoever of this role has no second factor may do nothing but set it up. */
const RESTRICTED: Role = 'hr';

type Whom = 'own' | 'team' | 'foreign';
/** Who asks, by token, and whom they ask about. */
interface Asked {
  token: string;
  target: string;
}
type Outcome = 'unauthenticated' | 'forbidden' | 'let in';

let hub: RunningTestHub;
let routes: Route[];
let keys: Map<Right, string>;

beforeAll(async () => {
  hub = await runHub({ change: config => ({ ...config, access: { secondFactorRoles: [RESTRICTED] } }) });
  await hub.database.primary.query(`insert into team (site_id, id, name) values ($1, 'late', 'Late')`, [
    SITE,
  ]);
  // Closed, it would refuse everybody whatever their rights.
  await hub.database.primary.query(
    `insert into web_clock_setting (site_id, open, teams, location, networks, version) values ($1, 'everybody', '{}', 'never', '{}', 2)`,
    [SITE],
  );
  routes = listRoutes(hub.app);
  keys = await keysOf();
}, 60_000);
afterAll(() => hub.stop());

/** A key for each right that keys can have. */
async function keysOf(): Promise<Map<Right, string>> {
  const rights = [...new Set(routes.flatMap(({ rule }) => (rule?.kind === 'right' ? [rule.right] : [])))];
  const made = await Promise.all(
    rights
      .filter(right => !NOT_FOR_KEYS.has(right))
      .map(async (right): Promise<[Right, string]> => {
        const answer = await ask(hub, 'POST', '/api-keys', {
          body: { name: `Key for ${right}`, scopes: [right] },
        });
        return [right, answer.data(ApiKeyMade).key];
      }),
  );
  return new Map(made);
}

const known = new Map<string, Promise<Asked>>();

/** The same for every route that only reads; writes get people of their own, whom they may change. */
function asked({ method }: Route, role: Role, whom: Whom): Promise<Asked> {
  if (method !== 'GET') return somebody(role, whom);
  const key = `${role} ${whom}`;
  const made = known.get(key) ?? somebody(role, whom);
  known.set(key, made);
  return made;
}

/** A new account of a role, its own person, and somebody who is as near to it as `whom` says. */
async function somebody(role: Role, whom: Whom): Promise<Asked> {
  const person = await addPerson(hub, { team: null });
  const other = await addPerson(hub, { team: whom === 'team' ? 'early' : 'late' });
  const teams = role === 'supervisor' ? [{ site: SITE, team: 'early' }] : [];
  const name = `Somebody ${randomUUID()}`;
  const token = await hub.askers.token({ name, role, employee: person.id, teams });
  if (role === RESTRICTED) await withSecondFactor(name);
  return { token, target: whom === 'own' ? person.id : other.id };
}

async function withSecondFactor(name: string): Promise<void> {
  await hub.database.primary.query(
    'update session set second_factor = true where account_id = (select id from account where name = $1)',
    [name],
  );
}

/** Something that fits each parameter by its name; what is asked for need not be there, only the way in matters. */
function pathOf({ path, rule }: Route, target: string): string {
  const person = rule?.kind === 'right' ? (rule.param ?? 'employee') : 'employee';
  return path.replace(/:(\w+)/g, (_, name: string) => {
    if (name === person) return target;
    if (name === 'site') return SITE;
    if (name === 'date' || name === 'from') return '2026-06-01';
    return randomUUID();
  });
}

/** What a hub that lets in answers about is its own affair; here only whether it does is looked at. */
async function outcome(route: Route, target: string, token: string | null): Promise<Outcome> {
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE';
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}${pathOf(route, target)}`, {
    method: route.method,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: '{}' } : {}),
  });
  const text = await answer.text();
  if (answer.status >= 500 && answer.status !== 503)
    throw new Error(`${route.method} ${route.path}: ${text}`);
  if (answer.status === 401) return 'unauthenticated';
  return answer.status === 403 && ApiError.parse(JSON.parse(text)).error.code === 'FORBIDDEN'
    ? 'forbidden'
    : 'let in';
}

/** A sentence for each question that was answered otherwise than the table says. */
async function surprises(expected: Outcome, ask: () => Promise<Outcome>, said: string): Promise<string[]> {
  const got = await ask();
  return got === expected ? [] : [`${said}: ${got}, not ${expected}`];
}

const isAboutSomebody = ({ path, rule }: Route) =>
  path.includes(`:${rule?.kind === 'right' ? (rule.param ?? 'employee') : 'employee'}`);

/** Routes that need a right: the others have no role to tell apart. */
const guarded = () =>
  routes.flatMap(route => (route.rule?.kind === 'right' ? [{ route, right: route.rule.right }] : []));

describe('the rule of every route', () => {
  it('is there: a route without one is refused to everybody', () => {
    expect(routes.filter(({ rule }) => rule === null)).toEqual([]);
  });

  it('is of a route that the API document tells of, and the other way round', () => {
    const { paths } = z
      .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
      .parse(hub.openapi.document);
    const told = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter(method => /^(?:get|put|post|patch|delete)$/.test(method))
        .map(method => `${method.toUpperCase()} ${path}`),
    );
    const known = routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(told.filter(route => !known.includes(route))).toEqual([]);
  });

  it('stands in docs/security.md as it is', async () => {
    const document = await readFile(DOCUMENT, 'utf8');
    const [before, rest] = document.split(BEGIN);
    const [, after] = (rest ?? '').split(END);
    const fresh = `${before}${BEGIN}\n\n${matrixOf(routes)}\n\n${END}${after}`;
    if (process.env.UPDATE_DOCS === '1') await writeFile(DOCUMENT, fresh);
    // Once more, as it stands now: `UPDATE_DOCS=1 npm run -s test -- access/matrix` writes it.
    expect(await readFile(DOCUMENT, 'utf8')).toBe(fresh);
  });
});

describe('every route', () => {
  it('lets in nobody who is not logged in, unless it is public', async () => {
    const found: string[] = [];
    for (const route of routes) {
      if (isLetIn(route.rule, 'nobody')) continue;
      const said = `${route.method} ${route.path} for nobody`;
      found.push(...(await surprises('unauthenticated', () => outcome(route, randomUUID(), null), said)));
      const forged = `${route.method} ${route.path} for a forged token`;
      found.push(
        ...(await surprises('unauthenticated', () => outcome(route, randomUUID(), 'x.y.z'), forged)),
      );
    }
    expect(found).toEqual([]);
  }, 120_000);

  it.each(Role.options)(
    'that needs a right is used by a %s as the table says, and about whom it says',
    async role => {
      const found: string[] = [];
      for (const { route, right } of guarded()) {
        const whoms: Whom[] = isAboutSomebody(route) ? ['own', 'team', 'foreign'] : ['foreign'];
        for (const whom of whoms) {
          const { token, target } = await asked(route, role, whom);
          const mayAsk = isLetIn(route.rule, role) && (whoms.length === 1 || reaches(role, right, whom));
          const said = `${route.method} ${route.path} for a ${role} about ${whom}`;
          found.push(
            ...(await surprises(mayAsk ? 'let in' : 'forbidden', () => outcome(route, target, token), said)),
          );
        }
      }
      expect(found).toEqual([]);
    },
    240_000,
  );

  it('is used by an API key with its scope only', async () => {
    const found: string[] = [];
    const { id: target } = await addPerson(hub);
    for (const { route, right } of guarded()) {
      const said = `${route.method} ${route.path} for an API key`;
      const fitting = keys.get(right);
      if (fitting !== undefined)
        found.push(
          ...(await surprises('let in', () => outcome(route, target, fitting), `${said} with ${right}`)),
        );
      for (const [other, key] of [...keys].filter(([scope]) => scope !== right).slice(0, 3))
        found.push(
          ...(await surprises('forbidden', () => outcome(route, target, key), `${said} with ${other}`)),
        );
    }
    expect(found).toEqual([]);
  }, 120_000);

  it('that needs a right waits until the second factor is set up; the others do not', async () => {
    const found: string[] = [];
    const { id: target } = await addPerson(hub);
    for (const route of routes.filter(({ rule }) => rule?.kind !== 'public')) {
      const token = await hub.askers.token({
        name: `Half ${randomUUID()}`,
        role: RESTRICTED,
        employee: target,
      });
      // What is about a person waits, too, be it oneself.
      const expected = route.rule?.kind === 'right' || isAboutSomebody(route) ? 'forbidden' : 'let in';
      const said = `${route.method} ${route.path} without a second factor`;
      found.push(...(await surprises(expected, () => outcome(route, target, token), said)));
    }
    expect(found).toEqual([]);
  }, 120_000);

  it('that is for everybody about themselves is for nobody about others', async () => {
    const found: string[] = [];
    for (const route of routes.filter(one => one.rule?.kind === 'signed-in' && isAboutSomebody(one))) {
      for (const whom of ['own', 'team', 'foreign'] as const) {
        const { token, target } = await somebody('worker', whom);
        const said = `${route.method} ${route.path} for a worker about ${whom}`;
        const expected = whom === 'own' ? 'let in' : 'forbidden';
        found.push(...(await surprises(expected, () => outcome(route, target, token), said)));
      }
    }
    expect(found).toEqual([]);
  });

  it('that is public answers everybody the same', async () => {
    const found: string[] = [];
    for (const route of routes.filter(({ rule }) => rule?.kind === 'public')) {
      const { token } = await somebody('admin', 'foreign');
      const stranger = await outcome(route, randomUUID(), null);
      const said = `${route.method} ${route.path} for an admin`;
      found.push(...(await surprises(stranger, () => outcome(route, randomUUID(), token), said)));
    }
    expect(found).toEqual([]);
  }, 60_000);
});

describe('every message of the live line', () => {
  it('is known to this matrix', () => {
    expect(Object.keys(LIVE_MESSAGES).toSorted()).toEqual(
      LiveClientMessage.def.options.flatMap(({ def }) => def.shape.type.def.values).toSorted(),
    );
  });

  it.each(COLUMNS)('is for %s as the table says', async column => {
    const token =
      column === 'nobody'
        ? 'x.y.z'
        : column === 'API key'
          ? (keys.get('board.read') ?? '')
          : (await somebody(column, 'foreign')).token;
    const isAllowed = isLetIn({ kind: 'right', right: 'board.read', param: null }, column);
    expect(await boardFor(token)).toBe(isAllowed ? 'board' : column === 'nobody' ? 4401 : 4403);
  });

  it('is not for an API key without the scope, nor before the second factor is set up', async () => {
    expect(await boardFor(keys.get('terminals.read') ?? '')).toBe(4403);
    expect(await boardFor(await hub.askers.token({ name: `Half ${randomUUID()}`, role: RESTRICTED }))).toBe(
      4403,
    );
  });
});

/** Whether a token gets a board, or the code its line is closed with. */
async function boardFor(token: string): Promise<'board' | number> {
  const socket = await LiveSocket.open(hub.httpPort);
  socket.hello(token);
  socket.subscribe(SITE);
  await socket.until(() => socket.board !== null || socket.closed !== null);
  socket.close();
  return socket.board === null ? (socket.closed?.code ?? 0) : 'board';
}
