import { describe, expect, it } from '@jest/globals';
import { readerProblemText } from './reader-problem.ts';
import { wordsOf } from './words.ts';

describe('what is wrong with a reader', () => {
  it('is said in the words of whoever is sent to look', () => {
    const english = wordsOf('en');
    expect(readerProblemText({ state: 'missing', problem: 'no-permission' }, english)).toMatch(/right/);
    expect(readerProblemText({ state: 'silent', problem: 'default-key' }, wordsOf('de'))).toMatch(
      /Schlüssel/,
    );
    expect(readerProblemText({ state: 'missing', problem: null }, english)).toBe('no reader');
  });

  it('is nothing for one that works', () => {
    expect(readerProblemText({ state: 'online', problem: null }, wordsOf('en'))).toBeNull();
  });

  it('is shown by its code when a newer terminal knows more than this page', () => {
    expect(readerProblemText({ state: 'silent', problem: 'coil-hot' }, wordsOf('en'))).toBe(
      'problem coil-hot',
    );
  });

  it('has the same problems in each language', () => {
    const [en, de] = [wordsOf('en'), wordsOf('de')];
    expect(Object.keys(de.readerProblems)).toEqual(Object.keys(en.readerProblems));
  });
});
