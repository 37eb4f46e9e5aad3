import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NotesApp, openNotesApp } from './notes-app.ts';

let app: NotesApp;
beforeAll(async () => {
  app = await openNotesApp();
});
afterAll(() => app.stop());

interface More {
  who?: string;
  grade?: number;
  language?: string;
  path?: string;
}

function add(title: string, key: string, { who = 'ada', grade = 1, language = 'en', path = '' }: More = {}) {
  return app.ask('POST', `/api/v1/notes${path}`, {
    body: { title, grade },
    who,
    headers: { 'idempotency-key': key, 'accept-language': language },
  });
}

/** Turns back the clock of a key. */
async function age(key: string, minutes: number): Promise<void> {
  await app.database.primary.query(
    `update idempotency_key set claimed_at = claimed_at - $2 * interval '1 minute',
                                expires_at = expires_at - $2 * interval '1 minute' where key = $1`,
    [key, minutes],
  );
}

const code = (answer: { body: { error: { details: { code: string }[] } } }) =>
  answer.body.error.details[0]?.code;

describe('a write with a key', () => {
  it('is done once, and answered the same every time', async () => {
    const key = randomUUID();
    const first = await add('once', key);
    const again = await add('once', key);
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(again.body.data).toEqual(first.body.data);
    expect(again.headers.get('etag')).toBe('"1"');
    expect(again.body.meta.request_id).toBe(again.headers.get('x-request-id'));
    expect(await app.count('once')).toBe(1);
  });

  it('is done once when it comes many times at once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 12 }, () => add('stampede', key)));
    expect(await app.count('stampede')).toBe(1);
    // Whoever comes while it is being done is told so.
    for (const answer of answers) {
      if (answer.status === 201) continue;
      expect([answer.status, code(answer)]).toEqual([409, 'IDEMPOTENCY_KEY_IN_USE']);
    }
    expect(answers.some(({ status }) => status === 201)).toBe(true);
  });

  it('is not answered while the first is still being done', async () => {
    const key = randomUUID();
    const held = app.gate.hold();
    const first = add('slow', key);
    await held.entered;
    const second = await add('slow', key);
    held.release();
    expect([second.status, code(second), second.headers.get('retry-after')]).toEqual([
      409,
      'IDEMPOTENCY_KEY_IN_USE',
      '1',
    ]);
    expect((await first).status).toBe(201);
    expect((await add('slow', key)).headers.get('idempotent-replayed')).toBe('true');
  });

  it('is refused when its key stood for something else', async () => {
    const key = randomUUID();
    await add('mine', key);
    for (const more of [{ grade: 2 }, { path: '?copy=1' }]) {
      const answer = await add('mine', key, more);
      expect([answer.status, answer.body.error.code, code(answer)]).toEqual([
        409,
        'CONFLICT',
        'IDEMPOTENCY_KEY_REUSED',
      ]);
    }
    expect(await app.count('mine')).toBe(1);
  });

  it('has its key to itself: the same of somebody else is another', async () => {
    const key = randomUUID();
    await add('of two', key);
    const other = await add('of two', key, { who: 'ben' });
    expect([other.status, other.headers.get('idempotent-replayed')]).toEqual([201, null]);
    expect(await app.count('of two')).toBe(2);
  });

  it('is judged anew after a refusal, in the language of now', async () => {
    const key = randomUUID();
    expect((await add('', key)).status).toBe(400);
    const again = await add('', key, { language: 'de' });
    expect([again.status, again.headers.get('content-language')]).toEqual([400, 'de']);
    expect((await add('mended', key)).status).toBe(201);
  });

  it('may have a key as the draft writes it, in quotes, and means the same', async () => {
    const key = randomUUID();
    await add('quoted', `"${key}"`);
    expect((await add('quoted', key)).headers.get('idempotent-replayed')).toBe('true');
  });

  it.each(['x'.repeat(256), '"open', 'two words', '""'])('is refused with the key %p', async key => {
    const answer = await add('never', key);
    expect([answer.status, code(answer)]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID']);
    expect(await app.count('never')).toBe(0);
  });

  it('is a new one after a day', async () => {
    const key = randomUUID();
    await add('yesterday', key);
    await age(key, 24 * 60 + 1);
    const next = await add('today', key);
    expect([next.status, next.headers.get('idempotent-replayed')]).toEqual([201, null]);
  });
});

describe('a write whose end nobody saw', () => {
  it('is done by the next who asks once the first is taken for dead, and not by the first any more', async () => {
    const key = randomUUID();
    const held = app.gate.hold();
    const first = add('orphan', key);
    await held.entered;
    await age(key, 4);
    expect(code(await add('orphan', key))).toBe('IDEMPOTENCY_KEY_IN_USE');
    await age(key, 2);
    expect((await add('orphan', key)).status).toBe(201);
    held.release();
    expect([(await first).status, code(await first)]).toEqual([409, 'IDEMPOTENCY_KEY_IN_USE']);
    expect((await add('orphan', key)).headers.get('idempotent-replayed')).toBe('true');
    expect(await app.count('orphan')).toBe(1);
  });

  it('is never done again once something of it is committed', async () => {
    const key = randomUUID();
    expect((await add('breaks afterwards', key)).status).toBe(500);
    const again = await add('breaks afterwards', key);
    expect([again.status, code(again)]).toEqual([409, 'IDEMPOTENCY_ANSWER_LOST']);
    expect(await app.count('breaks afterwards')).toBe(1);
  });

  it('is never done again when the hub died between commit and answer', async () => {
    const key = randomUUID();
    await add('died', key);
    await app.database.primary.query(
      'update idempotency_key set status = null, answer = null where key = $1',
      [key],
    );
    expect(code(await add('died', key))).toBe('IDEMPOTENCY_KEY_IN_USE');
    await age(key, 6);
    expect(code(await add('died', key))).toBe('IDEMPOTENCY_ANSWER_LOST');
    expect(await app.count('died')).toBe(1);
  });
});

describe('an answer', () => {
  it('that is larger than is kept is not sent again, and the write is not done again', async () => {
    const key = randomUUID();
    const title = 'x'.repeat(270_000);
    expect((await add(title, key)).status).toBe(201);
    expect(code(await add(title, key))).toBe('IDEMPOTENCY_ANSWER_LOST');
    expect(await app.count(title)).toBe(1);
  });

  it('of bytes is not kept', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    expect((await app.ask('POST', '/api/v1/notes/bytes', { headers })).body).toBe('bytes');
    expect(code(await app.ask('POST', '/api/v1/notes/bytes', { headers }))).toBe('IDEMPOTENCY_ANSWER_LOST');
  });

  it.each(['secrets', 'public'])('of %s is stored nowhere', async path => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await app.ask('POST', `/api/v1/notes/${path}`, { headers });
    const second = await app.ask('POST', `/api/v1/notes/${path}`, { headers });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.data.secret).not.toBe(first.body.data.secret);
    const rows = await app.database.primary.query('select from idempotency_key where key = $1', [
      headers['idempotency-key'],
    ]);
    expect(rows).toEqual([]);
  });
});

describe('the keys of the past', () => {
  it('are cleared away by themselves, and no others', async () => {
    const key = randomUUID();
    await add('of today', key);
    await app.database.primary.query(
      `insert into idempotency_key (principal, key, fingerprint, claim, claimed_at, created_at, expires_at)
       select 'account:old', n::text, '', gen_random_uuid(), now(), now(), now() - interval '1 minute'
       from generate_series(1, 2_100) n`,
    );
    await app.keys.clearExpired();
    const left = await app.database.primary.query(`select from idempotency_key where expires_at <= now()`);
    expect(left).toEqual([]);
    expect((await add('of today', key)).headers.get('idempotent-replayed')).toBe('true');
  });
});
