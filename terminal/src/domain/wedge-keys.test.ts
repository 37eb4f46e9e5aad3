import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endKeys, IDLE_MS, KEY_GAP_MS, KEYS_MAX, type KeyRun, NO_KEYS, pressKey } from './wedge-keys.ts';

type Typed = { run: KeyRun; texts: string[]; readers: boolean[]; nowMs: number };

function type(keys: readonly string[], gapMs: number, from: Partial<Typed> = {}): Typed {
  const typed: Typed = { run: NO_KEYS, texts: [], readers: [], nowMs: 1_000, ...from };
  for (const key of keys) {
    const step = pressKey(typed.run, key, false, typed.nowMs);
    typed.run = step.run;
    if (step.text !== null) typed.texts.push(step.text);
    typed.readers.push(step.isReaders);
    typed.nowMs += gapMs;
  }
  return typed;
}

const BADGE = [...'67003B51C6'];

describe('keys of a reader', () => {
  it.each(['Enter', 'Tab'])(
    'are a text at %s, and none of the page’s business from the second key on',
    end => {
      const { texts, readers, run } = type([...BADGE, end], 4);
      expect(texts).toEqual(['67003B51C6']);
      expect(readers).toEqual([false, ...Array.from({ length: 10 }, () => true)]);
      expect(run).toBe(NO_KEYS);
    },
  );

  it('are a text after a silence, where it presses no Enter', () => {
    const { run, nowMs } = type(BADGE, 4);
    const lastMs = nowMs - 4;
    expect(endKeys(run, lastMs + IDLE_MS - 1).text).toBeNull();
    expect(endKeys(run, lastMs + IDLE_MS)).toEqual({ run: NO_KEYS, text: '67003B51C6', isReaders: false });
  });

  it('that came late are a text of their own, even if nobody looked in between', () => {
    const first = type(BADGE, 4);
    const second = type([...'3C00CE754C', 'Enter'], 4, { ...first, nowMs: first.nowMs + 10_000 });
    expect(second.texts).toEqual(['67003B51C6', '3C00CE754C']);
  });

  it('may hold shift, and lock the digits', () => {
    expect(type(['NumLock', '6', '7', 'Shift', 'A', 'Shift', 'B', 'Enter'], 4).texts).toEqual(['67AB']);
  });

  it('may be as far apart as the gap, and no farther', () => {
    expect(type([...BADGE, 'Enter'], KEY_GAP_MS).texts).toEqual(['67003B51C6']);
    expect(type([...BADGE, 'Enter'], KEY_GAP_MS + 1).texts).toEqual([]);
  });

  it('are at most as many as the bridge takes', () => {
    expect(type([...'A'.repeat(KEYS_MAX), 'Enter'], 1).texts).toEqual(['A'.repeat(KEYS_MAX)]);
    const tooMany = type([...'A'.repeat(KEYS_MAX + 1), 'Enter'], 1);
    expect(tooMany.texts).toEqual([]);
    expect(type([...BADGE, 'Enter'], 1, { run: tooMany.run }).texts).toEqual(['67003B51C6']);
  });
});

describe('keys of a person', () => {
  it.each([
    ['three digits', ['4', '7', '1', 'Enter'], 4],
    ['Enter alone', ['Enter'], 4],
    ['a word, quickly', [...'seventeen', 'Enter'], 80],
    ['an arrow among the digits', ['1', '2', 'ArrowLeft', '3', '4', '5', 'Enter'], 4],
    ['a letter beyond ASCII', [...'stra', 'ß', 'e', 'Enter'], 4],
    ['a dead key', ['1', '2', '3', '4', 'Dead', 'Enter'], 4],
  ])('are nothing: %s', (_what, keys, gapMs) => {
    const { texts, readers } = type(keys, gapMs);
    expect(texts).toEqual([]);
    expect(readers.at(-1)).toBe(false);
  });

  it('are nothing when a command is among them', () => {
    const begun = type(['1', '2', '3'], 4);
    const { run } = pressKey(begun.run, 'v', true, begun.nowMs);
    expect(type(['4', '5', 'Enter'], 4, { ...begun, run }).texts).toEqual([]);
  });

  it('do not turn into a badge behind a pause: half a number is nobody’s', () => {
    const half = type([...'67003B'], 4);
    const { texts } = type([...'51C6CB1A', 'Enter'], 4, { ...half, nowMs: half.nowMs + KEY_GAP_MS });
    expect(texts).toEqual([]);
  });

  it('do not keep a reader from being heard afterwards', () => {
    const hand = type([...'abcd'], 90);
    expect(type([...BADGE, 'Enter'], 4, { ...hand, nowMs: hand.nowMs + IDLE_MS }).texts).toEqual([
      '67003B51C6',
    ]);
  });
});

describe('any keys at any time', () => {
  const key = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...'0123456789ABCDEF') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('Enter', 'Tab', 'Shift', 'Backspace', 'F5', 'é', 'Unidentified', ''),
    },
  );
  const keys = fc.array(fc.tuple(key, fc.boolean(), fc.nat(150)), { maxLength: 200 });

  it('give texts that the bridge takes, and the next badge is read', () => {
    fc.assert(
      fc.property(keys, pressed => {
        let run = NO_KEYS;
        let nowMs = 0;
        for (const [name, isCommand, waitMs] of pressed) {
          nowMs += waitMs;
          const step = pressKey(run, name, isCommand && name.length === 1, nowMs);
          if (step.text !== null) expect(step.text).toMatch(/^[ -~]{4,128}$/);
          expect(step.run.text.length).toBeLessThanOrEqual(KEYS_MAX);
          run = step.run;
        }
        expect(type([...BADGE, 'Enter'], 4, { run, nowMs: nowMs + IDLE_MS }).texts.at(-1)).toBe('67003B51C6');
      }),
      { numRuns: 500 },
    );
  });
});
