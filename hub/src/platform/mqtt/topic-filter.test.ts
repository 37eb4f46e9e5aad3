import { describe, expect, it } from '@jest/globals';
import { filterCovers, filterMatches } from './topic-filter.ts';

describe('filterMatches', () => {
  it.each([
    ['a/+/c', 'a/b/c', true],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/+', 'a/b/c', false],
    ['a/b', 'a/b', true],
    ['a/b/c', 'a/b', false],
    ['+/monitor', '$SYS/monitor', false],
    ['#', '$SYS/monitor', false],
    ['a/+', 'a/', true],
  ])('%p on %p is %p', (filter, topic, expected) => expect(filterMatches(filter, topic)).toBe(expected));
});

describe('filterCovers', () => {
  it.each([
    ['s/roster/+', 's/roster/+', true],
    ['s/roster/+', 's/roster/x', true],
    ['s/roster/+', 's/+/x', false],
    ['s/roster/+', 's/roster/#', false],
    ['s/roster/+', '#', false],
    ['s/roster/+', '$share/g/s/roster/+', false],
    ['s/gate/receipt', 's/+/receipt', false],
    ['s/gate/receipt', 's/gate/receipt/', false],
  ])('%p allows %p: %p', (allowed, asked, expected) => expect(filterCovers(allowed, asked)).toBe(expected));
});
