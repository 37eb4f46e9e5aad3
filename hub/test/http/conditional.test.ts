import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NotesApp, openNotesApp } from './notes-app.ts';

let app: NotesApp;
beforeAll(async () => {
  app = await openNotesApp();
});
afterAll(() => app.stop());

async function aNote(title = 'first'): Promise<string> {
  const { body } = await app.ask('POST', '/api/v1/notes', { body: { title, grade: 1 } });
  return `/api/v1/notes/${body.data.id}`;
}

const change = (path: string, title: string, headers: Record<string, string>) =>
  app.ask('PATCH', path, { body: { title, grade: 2 }, headers });

describe('an object that others may change too', () => {
  it('is sent with the tag of its state, and a new one after each change', async () => {
    const path = await aNote();
    expect((await app.ask('GET', path)).headers.get('etag')).toBe('"1"');
    const changed = await change(path, 'second', { 'if-match': '"1"' });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect((await app.ask('GET', path)).headers.get('etag')).toBe('"2"');
  });

  it('is not changed by whoever does not say which state they change', async () => {
    const path = await aNote();
    const saidNothing: Record<string, string>[] = [{}, { 'if-match': '*' }, { 'if-match': ' ' }];
    for (const headers of saidNothing) {
      const { status, body } = await change(path, 'blind', headers);
      expect([status, body.error.code, body.error.details[0].code]).toEqual([
        428,
        'PRECONDITION_REQUIRED',
        'IF_MATCH_MISSING',
      ]);
    }
    expect((await app.ask('GET', path)).body.data.title).toBe('first');
  });

  it('is not changed on top of a change that one has not seen, and tells its version of now', async () => {
    const path = await aNote();
    await change(path, 'second', { 'if-match': '"1"' });
    // Of an older state, of no state of ours, weak (RFC 9110, 13.1.1: a strong comparison), several.
    for (const tag of ['"1"', '"other"', 'W/"2"', '"2", "3"', '2', '"0"']) {
      const { status, body } = await change(path, 'lost update', { 'if-match': tag });
      expect([tag, status, body.error.code, body.error.details]).toEqual([
        tag,
        412,
        'PRECONDITION_FAILED',
        [{ code: 'CHANGED_MEANWHILE', version: 2 }],
      ]);
    }
    expect((await app.ask('GET', path)).body.data.title).toBe('second');
  });

  it('takes one of many changes of the same state', async () => {
    const path = await aNote();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, serial) => change(path, `by ${serial}`, { 'if-match': '"1"' })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(412)]);
    expect((await app.ask('GET', path)).body.data.version).toBe(2);
  });

  it('is not sent again to whoever has its state', async () => {
    const path = await aNote();
    for (const tag of ['"1"', 'W/"1"', '"7", "1"', '*']) {
      const { status, headers, body } = await app.ask('GET', path, { headers: { 'if-none-match': tag } });
      expect([tag, status, headers.get('etag'), body]).toEqual([tag, 304, '"1"', '']);
    }
    const { status, body } = await app.ask('GET', path, { headers: { 'if-none-match': '"2"' } });
    expect([status, body.data.title]).toEqual([200, 'first']);
  });

  it('that is not there is told before any state of it', async () => {
    const { status } = await change(`/api/v1/notes/${randomUUID()}`, 'none', { 'if-match': '"1"' });
    expect(status).toBe(404);
  });
});
