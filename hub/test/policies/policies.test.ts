import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiPage, apiSuccess, Policy, PolicyEntry, PolicyVersion } from '@tapclock/contracts';
import { z } from 'zod';
import { openPoliciesApp, type PoliciesApp, problemsOf, whenWaiting } from './policies-app.ts';

let app: PoliciesApp;

beforeAll(async () => {
  app = await openPoliciesApp();
});
afterAll(() => app.stop());

const versionIn = ({ body }: { body: unknown }) => apiSuccess(PolicyVersion).parse(body).data;

describe('GET /api/v1/policies/presets', () => {
  it('shows what to start from, with the law and what is uncertain about it', async () => {
    const { status, body } = await app.get('/api/v1/policies/presets');
    expect(status).toBe(200);
    const presets = apiSuccess(z.array(Policy)).parse(body).data;
    const california = presets.find(({ name }) => name === 'us-ca');
    expect(california?.sources['ot.daily']).toBe('Cal. Lab. Code 510(a)');
    expect(california?.openQuestions.length).toBeGreaterThan(0);
    expect(presets).toHaveLength(11);
  });
});

describe('POST /api/v1/policies', () => {
  it('numbers the versions of a name and keeps each as it was', async () => {
    const first = await app.post('/api/v1/policies', {
      name: 'hourly',
      reason: 'new plant',
      preset: 'us-flsa',
      overrides: { rounding: { unitMin: 15, mode: 'nearest', scope: 'both' } },
    });
    expect(first.status).toBe(201);
    expect(versionIn(first)).toMatchObject({
      policy: { name: 'hourly', version: 1, meal: { minUnpaidMin: 30 }, rounding: [{ unitMin: 15 }] },
      made: { by: 'Mia Wagner', reason: 'new plant' },
    });
    // A policy that was read may be sent back: its name and number count for nothing.
    const again = { ...versionIn(first).policy, name: 'other', version: 7, rounding: [] };
    const second = await app.post(
      '/api/v1/policies',
      { name: 'hourly', reason: 'no rounding any more', policy: again },
      'Ewa Zielińska',
    );
    expect(versionIn(second)).toMatchObject({
      policy: { name: 'hourly', version: 2, rounding: [] },
      made: { by: 'Ewa Zielińska' },
    });
    expect(versionIn(await app.get('/api/v1/policies/hourly/1'))).toEqual(versionIn(first));
    expect(versionIn(await app.get('/api/v1/policies/hourly/2'))).toEqual(versionIn(second));
    const { body } = await app.get('/api/v1/policies');
    expect(apiPage(PolicyEntry).parse(body)).toMatchObject({
      data: [{ name: 'hourly', version: 2, made: { reason: 'no rounding any more' } }],
      pagination: { total: 1 },
    });
  });

  it('answers 409 to the second of two who add a version at once', async () => {
    const body = { name: 'contested', reason: 'r', preset: 'us-flsa' };
    const inserted = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const other = app.database.transaction(async sql => {
      await sql.query(
        `insert into policy (name, version, rules, made_by, made_at, reason) values ('contested', 1, '{}', 'x', now(), 'r')`,
      );
      inserted.resolve();
      await released.promise;
    });
    await inserted.promise;
    const second = app.post('/api/v1/policies', body);
    await whenWaiting(app, 'insert into policy ');
    released.resolve();
    await other;
    const answer = await second;
    expect(answer.status).toBe(409);
    expect(problemsOf(answer)).toEqual(['CONFLICT', expect.stringContaining('contested')]);
    expect(versionIn(await app.post('/api/v1/policies', body)).policy.version).toBe(2);
  });

  it('gives every number to one of many who come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        app.post('/api/v1/policies', { name: 'crowded', reason: 'r', preset: 'us-flsa' }),
      ),
    );
    const numbers = answers
      .filter(({ status }) => status === 201)
      .map(answer => versionIn(answer).policy.version);
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });

  it.each<[string, object, string[]]>([
    ['an unknown rule', { policy: { roundings: [] } }, ['policy: unknown field "roundings"']],
    [
      'every wrong value at once',
      {
        preset: 'us-flsa',
        overrides: { rounding: [{ unitMin: 0, mode: 'nearest', scope: 'both' }], debounceSec: -1 },
      },
      ['overrides.debounceSec: ', 'overrides.rounding.0.unitMin: '],
    ],
    ['an unknown preset', { preset: 'us-tx' }, ['preset: there is no preset "us-tx"']],
    ['nothing', {}, ['which rules?']],
    ['both', { preset: 'us-flsa', policy: {} }, ['policy: give either']],
    [
      'rounding that only takes',
      {
        policy: {
          rounding: [
            { unitMin: 15, mode: 'up', scope: 'in' },
            { unitMin: 15, mode: 'down', scope: 'out' },
          ],
        },
      },
      ['policy: rounding: in up and out down is not neutral'],
    ],
    [
      'a pay period from a date that does not exist',
      { policy: { payPeriod: { kind: 'biweekly', anchor: '2026-02-30' } } },
      ['policy: payPeriod.anchor: there is no date'],
    ],
    [
      'a zone that does not exist',
      { policy: { workweek: { zone: 'Mars/Base' } } },
      ['policy: workweek.zone: '],
    ],
  ])('refuses %s by path', async (_name, rules, expected) => {
    const answer = await app.post('/api/v1/policies', { name: 'bad', reason: 'r', ...rules });
    expect(answer.status).toBe(400);
    const [code, ...problems] = problemsOf(answer);
    expect(code).toBe('VALIDATION_ERROR');
    expect(problems.sort()).toEqual(expected.map(text => expect.stringContaining(text)));
    expect((await app.get('/api/v1/policies/bad/1')).status).toBe(404);
  });

  it.each([
    [{ policy: { rounding: { unitMin: 15, mode: 'rund' } } }, 'policy.rounding.0.mode: Ungültige Option'],
    [{ policy: { workdayStart: '6 Uhr' } }, 'policy.workdayStart: muss eine Uhrzeit sein, etwa 06:00'],
    [{ policy: { dayly: 1 } }, 'policy: unbekanntes Feld „dayly“; bekannte Felder: name'],
    [{ preset: 'mars' }, 'preset: es gibt keine Vorlage „mars“'],
    [{ policy: { ot: { biweekly: [{ afterMin: 1, rate: 2 }] } } }, 'policy: ot.biweeklyAnchor: wird für'],
    [{ policy: { workweek: { zone: 'Mars/Base' } } }, 'policy: workweek.zone: es gibt keine Zeitzone'],
  ])('says in German what is wrong with %j', async (rules, expected) => {
    const body = { name: 'schlecht', reason: 'r', ...rules };
    const answer = await app.post('/api/v1/policies', body, 'Mia Wagner', 'de');
    expect(problemsOf(answer)).toContainEqual(expect.stringContaining(expected));
  });

  it.each<[string, object, string]>([
    ['the text of a source', { policy: { sources: { ot: 'a\u0000b' } } }, 'policy.sources.ot: '],
    ['half a character in a source', { policy: { sources: { ot: 'a\ud800' } } }, 'policy.sources.ot: '],
    ['the name of a source', { policy: { sources: { 'a\u0000b': 'x' } } }, 'policy.sources'],
    ['an open question', { policy: { openQuestions: ['a\u0000b'] } }, 'policy.openQuestions.0: '],
    [
      'a payday that never comes',
      { policy: { payPeriod: { kind: 'weekly', startDow: 1, payLagDays: -1e15 } } },
      'policy.payPeriod.payLagDays: ',
    ],
    ['a reason', { preset: 'fr', reason: 'a\u0000b' }, 'reason: '],
  ])('refuses what no database holds and no calendar ends: %s', async (_name, rules, expected) => {
    const answer = await app.post('/api/v1/policies', { name: 'bad', reason: 'r', ...rules });
    expect([answer.status, ...problemsOf(answer)]).toEqual([
      400,
      'VALIDATION_ERROR',
      expect.stringContaining(expected),
    ]);
  });

  it('is asked for by names and numbers that there can be', async () => {
    for (const path of ['a%00b/1', 'p/99999999999', 'P/1'])
      expect([path, (await app.get(`/api/v1/policies/${path}`)).status]).toEqual([path, 400]);
  });

  it.each<[string, object, string]>([
    ['a name that is none', { name: 'Büro 1', reason: 'r', preset: 'fr' }, 'name: must be lower-case'],
    ['no reason', { name: 'x', reason: '  ', preset: 'fr' }, 'reason: '],
    [
      'a field that nobody knows',
      { name: 'x', reason: 'r', preset: 'fr', version: 3 },
      'unknown field "version"',
    ],
  ])('refuses %s', async (_name, body, expected) => {
    const answer = await app.post('/api/v1/policies', body);
    expect(answer.status).toBe(400);
    expect(problemsOf(answer)[1]).toContain(expected);
  });

  it('refuses to write for nobody', async () => {
    const answer = await app.post('/api/v1/policies', { name: 'x', reason: 'r', preset: 'fr' }, null);
    expect(answer.status).toBe(401);
    expect(problemsOf(answer)).toEqual(['UNAUTHENTICATED', 'Log in first.']);
  });
});
