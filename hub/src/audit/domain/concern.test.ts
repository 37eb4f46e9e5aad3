import { describe, expect, it } from '@jest/globals';
import { AUDIT_PEOPLE_MAX } from '@tapclock/contracts';
import { keptConcern, othersOf } from './concern.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => `person-${index}`);

describe('whom an entry concerns', () => {
  it('names each person once, in one order', () => {
    expect(keptConcern({ people: ['b', 'a', 'b'], site: 'north' })).toEqual({
      people: ['a', 'b'],
      everybody: false,
      site: 'north',
    });
  });

  it('names as many people as an entry holds, and says "everybody" of one more', () => {
    expect(keptConcern({ people: many(AUDIT_PEOPLE_MAX) }).people).toHaveLength(AUDIT_PEOPLE_MAX);
    expect(keptConcern({ people: many(AUDIT_PEOPLE_MAX + 1), site: 'north' })).toEqual({
      people: [],
      everybody: true,
      site: 'north',
    });
  });

  it('is nobody when somebody looks at themself only', () => {
    expect(othersOf({ people: ['a'] }, 'a')).toBeNull();
    expect(othersOf({ people: [] }, null)).toBeNull();
    expect(othersOf({ people: ['a', 'b'] }, 'a')).toEqual({ people: ['b'] });
    expect(othersOf({ everybodyOf: 'north' }, 'a')).toEqual({ everybodyOf: 'north' });
  });
});
