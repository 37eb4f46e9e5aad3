import { describe, expect, it } from '@jest/globals';
import { BatchCache } from './batch-cache.ts';

function counted(values: Record<string, number>, max = 100) {
  const asked: string[][] = [];
  const cache = new BatchCache<number>({
    max,
    load: async keys => {
      asked.push([...keys]);
      return new Map(Object.entries(values).filter(([key]) => keys.includes(key)));
    },
  });
  return { cache, asked, values };
}

describe('BatchCache', () => {
  it('asks once for all that is not known, and remembers that there is none', async () => {
    const { cache, asked } = counted({ a: 1, b: 2 });
    expect(await cache.get(['a', 'x', 'a'])).toEqual(
      new Map([
        ['a', 1],
        ['x', null],
      ]),
    );
    expect(await cache.get(['a', 'x', 'b'])).toEqual(
      new Map([
        ['a', 1],
        ['x', null],
        ['b', 2],
      ]),
    );
    expect(asked).toEqual([['a', 'x'], ['b']]);
  });

  it('does not keep what was read before it was told to forget', async () => {
    const { cache, values, asked } = counted({ a: 1 });
    const reading = cache.get(['a']);
    cache.clear();
    values.a = 2;
    await reading;
    expect(await cache.get(['a'])).toEqual(new Map([['a', 2]]));
    expect(asked).toHaveLength(2);
  });

  it('starts anew at its limit', async () => {
    const { cache, asked } = counted({ a: 1, b: 2, c: 3 }, 2);
    await cache.get(['a', 'b']);
    await cache.get(['c']);
    await cache.get(['a']);
    expect(asked).toEqual([['a', 'b'], ['c'], ['a']]);
  });
});
