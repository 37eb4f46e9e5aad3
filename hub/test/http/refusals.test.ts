import { request as rawRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError } from '@tapclock/contracts';
import { type NotesAnswer, type NotesApp, openNotesApp } from './notes-app.ts';

let app: NotesApp;
beforeAll(async () => {
  app = await openNotesApp();
});
afterAll(() => app.stop());

const NOTES = '/api/v1/notes';

/** Every refusal has the envelope, the id of its request, and says its language. */
function refused({ status, headers, body }: NotesAnswer): [number, string] {
  const { error, meta } = ApiError.parse(body);
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(headers.get('x-request-id')).toBe(meta.request_id);
  expect(headers.get('content-language')).toMatch(/^(en|de)$/);
  return [status, error.code];
}

describe('what is no request of ours', () => {
  it('is refused in the envelope: unknown paths, methods, types, sizes, and what is no JSON', async () => {
    expect(refused(await app.ask('GET', '/api/v1/nothing'))).toEqual([404, 'NOT_FOUND']);
    expect(refused(await app.ask('PUT', NOTES))).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(refused(await app.ask('POST', NOTES, { body: '{"title":' }))).toEqual([400, 'VALIDATION_ERROR']);
    const xml = { body: '<a/>', headers: { 'content-type': 'application/xml' } };
    expect(refused(await app.ask('POST', NOTES, xml))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const large = { body: { title: 'x'.repeat(600_000), grade: 1 } };
    expect(refused(await app.ask('POST', NOTES, large))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(refused(await app.ask('GET', `${NOTES}/%E0%A4%A`))).toEqual([400, 'VALIDATION_ERROR']);
    const polluting = { body: '{"__proto__": {"isAdmin": true}, "title": "a", "grade": 1}' };
    expect(refused(await app.ask('POST', NOTES, polluting))).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('is told which methods a path takes', async () => {
    expect((await app.ask('PUT', NOTES)).headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
    const options = await app.ask('OPTIONS', `${NOTES}/8f14e45f-ceea-467f-a8b1-c0ffee000001`);
    expect([options.status, options.headers.get('allow'), options.body]).toEqual([
      204,
      'DELETE, GET, HEAD, OPTIONS, PATCH',
      '',
    ]);
    expect((await app.ask('OPTIONS', '/api/v1/nothing')).status).toBe(404);
  });

  it.each(['TRACE', 'QUERY', 'PROPFIND'])('%s is not taken either', async method => {
    const status = await new Promise(resolve => {
      rawRequest(`${app.url}${NOTES}`, { method }, answer => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(405);
  });

  it('HEAD is GET without the body', async () => {
    const { status, headers, body } = await app.ask('HEAD', NOTES);
    expect([status, headers.get('content-type'), body]).toEqual([200, 'application/json; charset=utf-8', '']);
  });
});

describe('a field that is wrong', () => {
  const wrong = {
    title: '',
    grade: 'two',
    kind: 'blue',
    more: 1,
  };
  const problems = async (language: string, body: unknown = wrong) => {
    const answer = await app.ask('POST', NOTES, { body, headers: { 'accept-language': language } });
    expect(answer.headers.get('content-language')).toBe(language);
    return answer.body.error;
  };

  it('is named, with what is wrong and what to do, in English', async () => {
    const { message, details } = await problems('en');
    expect(message).toBe('The request is not valid: "details" names each field and what to do about it.');
    expect(details).toEqual([
      {
        path: 'title',
        code: 'TOO_SMALL',
        message: 'Too small: expected string to have >=1 characters',
        remedy: 'Send a length of at least 1.',
      },
      {
        path: 'grade',
        code: 'WRONG_TYPE',
        message: 'Invalid input: expected number, received string',
        remedy: 'Send it as the document at /api/docs describes it.',
      },
      {
        path: 'kind',
        code: 'NOT_ONE_OF',
        message: 'Invalid option: expected one of "plain"|"red"',
        remedy: 'Send one of: plain, red.',
      },
      { path: '', code: 'UNKNOWN_FIELD', message: 'Unrecognized key: "more"', remedy: 'Leave out: more.' },
    ]);
  });

  it('is named in German', async () => {
    const { message, details } = await problems('de');
    expect(message).toContain('nicht gültig');
    expect(details[0]).toEqual({
      path: 'title',
      code: 'TOO_SMALL',
      message: 'Zu klein: erwartet, dass string >=1 Zeichen hat',
      remedy: 'Senden Sie eine Länge von mindestens 1.',
    });
    expect(details[3].remedy).toBe('Lassen Sie weg: more.');
  });

  it('is missing, which is another thing than wrong', async () => {
    const { details } = await problems('en', { title: 'a' });
    expect(details).toMatchObject([{ path: 'grade', code: 'REQUIRED', remedy: 'Send this field.' }]);
  });

  it('is not repeated in the answer: it may be personal', async () => {
    const secret = 'Maria-Schneider';
    const error = await problems('en', { title: 'a', grade: secret, kind: secret });
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  it('in a check of our own speaks the same language', async () => {
    const list = (language: string) =>
      app.ask('GET', `${NOTES}?sort=price`, { headers: { 'accept-language': language } });
    const english = await list('en');
    expect(english.body.error.details).toMatchObject([{ path: 'sort', code: 'NOT_VALID' }]);
    expect(english.body.error.details[0].message).toMatch(/^must be at most 3 of title, grade/);
    expect((await list('de')).body.error.details[0].message).toMatch(/^muss höchstens 3 von title, grade/);
  });
});

describe('the language of a refusal', () => {
  const languageOf = async (who: string, wanted?: string) => {
    const headers: Record<string, string> = wanted === undefined ? {} : { 'accept-language': wanted };
    return (await app.ask('GET', `${NOTES}/8f14e45f-ceea-467f-a8b1-c0ffee000001`, { who, headers })).body
      .error.message;
  };

  it.each([
    ['de', 'Diese Notiz gibt es nicht.'],
    ['de-AT, en;q=0.5', 'Diese Notiz gibt es nicht.'],
    ['en;q=0.4, de;q=0.9', 'Diese Notiz gibt es nicht.'],
    ['fr, de;q=0.2', 'Diese Notiz gibt es nicht.'],
    ['en-GB', 'There is no such note.'],
    ['fr', 'There is no such note.'],
    ['de;q=0', 'There is no such note.'],
    ['*', 'There is no such note.'],
    [';;,,q=', 'There is no such note.'],
  ])('is what Accept-Language %p wants', async (wanted, message) => {
    expect(await languageOf('ada', wanted)).toBe(message);
  });

  it('is that of the account when the request wants none of ours', async () => {
    expect(await languageOf('deutsch', 'fr')).toBe('Diese Notiz gibt es nicht.');
    expect(await languageOf('deutsch', 'en')).toBe('There is no such note.');
  });
});
