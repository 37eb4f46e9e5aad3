import { describe, expect, it } from '@jest/globals';
import { countWaiting, offerRows } from './steady-rows.ts';

const shown = (...ids: string[]) => ({ shown: ids, waiting: null });

describe('rows that hold still', () => {
  it('follow the hub while nobody is at the list', () => {
    expect(offerRows(null, ['a'], true)).toEqual(shown('a'));
    expect(offerRows(shown('a'), ['b', 'a'], false)).toEqual(shown('b', 'a'));
  });

  it('keep every place under a hand, and count what waits', () => {
    const held = offerRows(shown('a', 'b'), ['c', 'b'], true);
    expect(held).toEqual({ shown: ['a', 'b'], waiting: ['c', 'b'] });
    expect(countWaiting(held)).toBe(2);
    expect(countWaiting(offerRows(shown('a', 'b'), ['b', 'a'], true))).toBe(1);
    expect(offerRows(held, ['c', 'b'], false)).toEqual(shown('c', 'b'));
  });

  it('wait for nothing any more when things are as they are shown', () => {
    const held = offerRows(shown('a'), ['a', 'b'], true);
    expect(offerRows(held, ['a'], true)).toEqual(shown('a'));
  });

  it('are the same object when nothing changes', () => {
    const steady = shown('a');
    expect(offerRows(steady, ['a'], true)).toBe(steady);
    const held = offerRows(steady, ['a', 'b'], true);
    expect(offerRows(held, ['a', 'b'], true)).toBe(held);
  });
});
