import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { known } from './policy.ts';
import { said, saidOf } from './said.ts';

const WORDS = { en: 'must be good', de: 'muss gut sein' };

/** Message and words of the first issue. */
function firstOf(schema: z.ZodMiniType, value: unknown) {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  return { message: issue?.message, words: issue && 'params' in issue ? issue.params : undefined };
}

describe('words in every language', () => {
  it.each<[string, z.ZodMiniType]>([
    ['a pattern', z.string().check(z.regex(/^good$/, said(WORDS)))],
    ['a length', z.string().check(z.minLength(20, said(WORDS)))],
    ['a refinement', z.string().check(z.refine(text => text === 'good', said(WORDS)))],
  ])('of %s stay with the issue; its message is English', (_check, schema) => {
    expect(firstOf(schema, 'bad')).toEqual({ message: WORDS.en, words: { said: WORDS } });
  });

  it('may depend on what is wrong', () => {
    expect(firstOf(known({ a: z.string(), b: z.string() }), { a: '', b: '', c: 1 })).toEqual({
      message: 'unknown field "c"; known fields: a, b',
      words: {
        said: {
          en: 'unknown field "c"; known fields: a, b',
          de: 'unbekanntes Feld „c“; bekannte Felder: a, b',
        },
      },
    });
  });

  it('are left to zod where there are none', () => {
    const schema = z.strictObject({}, { error: saidOf(() => undefined) });
    expect(firstOf(schema, { c: 1 })).toEqual({ message: 'Invalid input', words: undefined });
  });
});
