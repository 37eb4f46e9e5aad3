import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { JsonSchema, type Place, sampleOf, textPlaces, withAt } from '../kit/schema-samples.ts';

/**
 * Hostile texts in every text field, path and query of every route in the API document, asked by an administrator, who gets furthest. The hub
 * may take or refuse each; it may not break, and a text never becomes part of a header. Every answer is held against the document, too.
 */
const MARK = 'zq7x';
const TEXTS: Readonly<Record<string, string>> = {
  'SQL that ends a string': `${MARK}'; drop table account; --`,
  'SQL that is always true': `${MARK}' or '1'='1`,
  'a pattern of LIKE': `%${MARK}_\\`,
  'a NUL': `${MARK}\u0000x`,
  'a text that turns round': `${MARK}\u202etxt.exe`,
  'half a character': `${MARK}\ud800`,
  'a new line with a header': `${MARK}\r\nx-injected: ${MARK}`,
  'a very long text': MARK.repeat(5_000),
  'a way out of a folder': `../../../../${MARK}/passwd`,
  'a way out of a folder, encoded': `..%2f..%2f${MARK}`,
  'a template': `{{${MARK}}}\${${MARK}}<%= ${MARK} %>`,
  'a script': `<script>${MARK}</script>`,
  'a formula': `=cmd|'/c ${MARK}'!A1`,
  'the name of a prototype': '__proto__',
  'an empty text': '',
};
/** Values of other kinds where a text is expected. */
const VALUES: Readonly<Record<string, unknown>> = {
  'an object': { $ne: null },
  'a list': ['a', 'b'],
  'a number beyond numbers': 1e308,
};
/** At once; each waits for the database. */
const LANES = 4;

interface Operation {
  method: string;
  path: string;
  body: JsonSchema | null;
  query: string[];
}
interface Question {
  said: string;
  method: string;
  url: string;
  body?: string;
}

const Parameter = z.object({ name: z.string(), in: z.string() });
const Document = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(z.unknown()).optional(),
        requestBody: z
          .object({ content: z.record(z.string(), z.object({ schema: JsonSchema.optional() })) })
          .optional(),
      }),
    ),
  ),
});

let hub: RunningTestHub;
let operations: Operation[];
let token: string;

beforeAll(async () => {
  hub = await runHub();
  token = await hub.askers.token();
  operations = operationsOf(hub.openapi.document);
}, 60_000);
afterAll(() => hub.stop());

/** Routes that end the session that asks are not asked with a body that could; `/auth` has suites of its own. */
function operationsOf(document: unknown): Operation[] {
  return Object.entries(Document.parse(document).paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      body: requestBody?.content['application/json']?.schema ?? null,
      query: parameters.flatMap(each => {
        const parameter = Parameter.safeParse(each);
        return parameter.data?.in === 'query' ? [parameter.data.name] : [];
      }),
    })),
  );
}

const plainPath = (path: string) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'site'
      ? 'werk-nord'
      : name === 'date' || name === 'from'
        ? '2026-06-01'
        : '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11',
  );

function bodyQuestions({ method, path, body }: Operation): Question[] {
  if (body === null) return [];
  const sample = sampleOf(body);
  const url = plainPath(path);
  const put = (place: Place, value: unknown) => JSON.stringify(withAt(sample, place, value));
  const inFields = textPlaces(sample).flatMap(place =>
    Object.entries({ ...TEXTS, ...VALUES }).map(([what, value]) => ({
      said: `${what} in ${place.join('.') || 'the body'} of ${method} ${path}`,
      method,
      url,
      body: put(place, value),
    })),
  );
  const pollution = `${JSON.stringify(sample).replace(/\}$/, '')}${Object.keys(Object(sample)).length > 0 ? ',' : ''}"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}`;
  const whole = [pollution, '[]', 'null', '"text"', '{', `[${'['.repeat(2_000)}`].map(text => ({
    said: `${text.slice(0, 20)} as the body of ${method} ${path}`,
    method,
    url,
    body: text,
  }));
  return [...inFields, ...(typeof sample === 'object' ? whole : [])];
}

function addressQuestions({ method, path, query }: Operation): Question[] {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{}' };
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  // A path segment may not be empty: that is another path.
  const texts = Object.entries(TEXTS).filter(
    ([, text]) => text !== '' && !text.includes('\ud800') && text.length < 5_000,
  );
  const inPath = names.flatMap(name =>
    texts.map(([what, text]) => ({
      said: `${what} as {${name}} of ${method} ${path}`,
      method,
      url: plainPath(path.replace(`{${name}}`, encodeURIComponent(text))),
      ...body,
    })),
  );
  const inQuery = query.flatMap(name =>
    texts.map(([what, text]) => ({
      said: `${what} as ?${name} of ${method} ${path}`,
      method,
      url: `${plainPath(path)}?${name}=${encodeURIComponent(text)}&${name}=twice`,
      ...body,
    })),
  );
  return [...inPath, ...inQuery];
}

/** What is wrong with an answer; null: nothing. */
async function harmOf({ said, method, url, body }: Question): Promise<string | null> {
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}${url}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  if (answer.status >= 500) return `${said}: ${answer.status} ${text.slice(0, 200)}`;
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  if (headers.includes(MARK)) return `${said}: in a header: ${headers}`;
  return /\bat .+\.(?:ts|js):\d+/.test(text) ? `${said}: tells where it broke: ${text.slice(0, 200)}` : null;
}

async function harms(questions: readonly Question[]): Promise<string[]> {
  const found: string[] = [];
  const waiting = questions.values();
  const lane = async () => {
    for (const question of waiting) {
      const harm = await harmOf(question);
      if (harm !== null) found.push(harm);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return found;
}

/** Whatever ends sessions would log out the one who asks. */
const keepsSession = ({ path }: Operation) => !path.startsWith('/api/v1/auth/');

describe('hostile text', () => {
  it('in every text field of every body breaks nothing', async () => {
    const questions = operations.filter(keepsSession).flatMap(bodyQuestions);
    expect(questions.length).toBeGreaterThan(500);
    expect(await harms(questions)).toEqual([]);
  }, 300_000);

  it('in every part of every path and query breaks nothing', async () => {
    const questions = operations.filter(keepsSession).flatMap(addressQuestions);
    expect(questions.length).toBeGreaterThan(500);
    expect(await harms(questions)).toEqual([]);
  }, 300_000);

  it('in the fields of logging in breaks nothing, for somebody who is not logged in', async () => {
    const questions = operations
      .filter(one => !keepsSession(one))
      .flatMap(one => [...bodyQuestions(one), ...addressQuestions(one)]);
    token = 'none';
    expect(await harms(questions)).toEqual([]);
  }, 300_000);

  it('leaves no trace on objects of the process', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('isAdmin' in {}).toBe(false);
  });
});
