import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { type NotesApp, openNotesApp } from './notes-app.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const Operation = z.object({
  summary: z.string().min(5),
  tags: z.array(z.string()).min(1),
  parameters: z.array(z.unknown()),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

describe('the document of the hub', () => {
  let hub: RunningTestHub;
  let document: z.infer<typeof Document>;
  beforeAll(async () => {
    hub = await runHub();
    document = Document.parse((await hub.get('/api/docs-json')).body);
  });
  afterAll(() => hub.stop());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.filter(method => method in item).map(method => ({
        name: `${method.toUpperCase()} ${path}`,
        path,
        operation: item[method],
      })),
    );

  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect([valid, document.openapi]).toEqual([true, '3.1.0']);
  });

  it('says of every route what it is for, where it belongs, and what each part of its path is', () => {
    for (const { name, path, operation } of operations()) {
      const { success, data } = Operation.safeParse(operation);
      expect([name, success]).toEqual([name, true]);
      const described = (data?.parameters ?? []).flatMap(parameter => {
        const { data: known } = z
          .object({ in: z.literal('path'), name: z.string(), schema: z.looseObject({}) })
          .safeParse(parameter);
        return known ? [known.name] : [];
      });
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, part]) => part);
      expect([name, described.toSorted()]).toEqual([name, inPath.toSorted()]);
    }
  });

  it('has a schema for every answer that has a body', () => {
    for (const { name, operation } of operations()) {
      const { responses } = Operation.parse(operation);
      const good = Object.entries(responses).filter(([status]) => /^[23]/.test(status));
      expect([name, good.length > 0]).toEqual([name, true]);
      for (const [status, answer] of good) {
        if (status.startsWith('3') || status === '204') continue;
        const { success } = z
          .object({ content: z.record(z.string(), z.object({ schema: z.looseObject({}) })) })
          .safeParse(answer);
        expect([name, status, success]).toEqual([name, status, true]);
      }
    }
  });
});

describe('an answer that the document does not know', () => {
  let app: NotesApp;
  beforeAll(async () => {
    app = await openNotesApp();
  });
  afterAll(() => app.stop());

  const problemOf = async (ask: () => Promise<unknown>): Promise<string> => {
    app.openapi.verify();
    await ask();
    try {
      app.openapi.verify();
    } catch (error) {
      return String(error);
    }
    return 'nothing';
  };

  it('fails whoever asked, with what is wrong', async () => {
    const lie = () => app.ask('GET', '/api/v1/notes/lies/8f14e45f-ceea-467f-a8b1-c0ffee000001');
    expect(await problemOf(lie)).toContain("must have required property 'grade'");
    expect(await problemOf(() => app.ask('GET', '/api/v1/notes'))).toBe('nothing');
  });

  it('is one with a field too many, with another status, or of another type', async () => {
    const seen = {
      method: 'GET',
      url: '/api/v1/notes?page=1',
      status: 200,
      contentType: 'application/json; charset=utf-8',
      body: (await app.ask('GET', '/api/v1/notes')).body,
    };
    const noted = (more: object) => problemOf(async () => app.openapi.note({ ...seen, ...more }));
    expect(await noted({})).toBe('nothing');
    expect(await noted({ body: { ...seen.body, secret: 1 } })).toContain('additional properties');
    expect(await noted({ status: 418 })).toContain('no such status');
    expect(await noted({ contentType: 'text/html' })).toContain('no text/html');
    expect(await noted({ url: '/api/v1/none' })).toContain('no such route');
  });
});
