import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NotesApp, openNotesApp } from './notes-app.ts';

let app: NotesApp;
beforeAll(async () => {
  app = await openNotesApp();
  await app.database.primary.query(
    `insert into note (id, title, grade, version)
     select gen_random_uuid(), title, grade, 1
     from unnest($1::text[], $2::int[]) as n (title, grade)`,
    [
      ['ada', 'ben', 'cem', 'ben', '100%', '100x', "o'neil", 'a_b', 'axb'],
      [3, 1, 2, 2, 6, 6, 6, 5, 5],
    ],
  );
});
afterAll(() => app.stop());

const list = async (query: string) => {
  const { status, body } = await app.ask('GET', `/api/v1/notes?${query}`);
  expect([query, status]).toEqual([query, 200]);
  return body;
};
const shown = async (query: string): Promise<string[]> =>
  (await list(query)).data.map(({ title, grade }: { title: string; grade: number }) => `${title} ${grade}`);

describe('a list', () => {
  it('comes in the order of whoever names none', async () => {
    expect((await shown('q=b')).toSorted()).toEqual(['ben 1', 'ben 2']);
    expect((await shown('')).map(line => line.split(' ')[0])).toEqual(
      (await shown('sort=title')).map(line => line.split(' ')[0]),
    );
  });

  it('is sorted by several fields, each in its direction', async () => {
    expect((await shown('sort=-title,grade')).slice(0, 4)).toEqual(["o'neil 6", 'cem 2', 'ben 1', 'ben 2']);
    expect((await shown('sort=title,-grade')).filter(line => line.startsWith('ben'))).toEqual([
      'ben 2',
      'ben 1',
    ]);
  });

  it('shows each row on one page, though rows are alike', async () => {
    const ids: string[] = [];
    for (const page of [1, 2, 3, 4, 5]) {
      const { data, pagination } = await list(`sort=-grade&per_page=2&page=${page}`);
      ids.push(...data.map(({ id }: { id: string }) => id));
      expect(pagination).toEqual({ page, per_page: 2, total: 9, pages: 5 });
    }
    expect(new Set(ids).size).toBe(9);
  });

  it('is searched for what was typed, not for what it means elsewhere', async () => {
    expect(await shown('q=100%25')).toEqual(['100% 6']);
    expect(await shown('q=a_')).toEqual(['a_b 5']);
    expect(await shown("q=o'")).toEqual(["o'neil 6"]);
    expect(await shown('q=\\')).toEqual([]);
  });

  it('is narrowed by filters of its own', async () => {
    expect(await shown('grade=1')).toEqual(['ben 1']);
  });

  it.each([
    'sort=price',
    'sort=title;drop table note',
    'sort=title,grade,title,grade',
    'sort=',
    'sort=--title',
    'per_page=101',
    'page=0',
    'page=1e9',
    'grade=x',
    'q=',
    `q=${'x'.repeat(101)}`,
  ])('refuses %p', async query => {
    const { status, body } = await app.ask('GET', `/api/v1/notes?${query}`);
    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR']);
  });
});
