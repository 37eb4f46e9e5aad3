import { describe, expect, it } from '@jest/globals';
import { NOT_FOR_KEYS, ROLE_RIGHTS } from './rights.ts';
import { refusedScopes } from './scopes.ts';

describe('scopes of a key', () => {
  it('are some of what its maker may do', () => {
    expect(refusedScopes(['exports.read', 'people.read'], ROLE_RIGHTS.hr)).toEqual([]);
    expect(refusedScopes(['exports.read', 'terminals.write'], ROLE_RIGHTS.hr)).toEqual(['terminals.write']);
  });

  it('are never what lets others in, erases somebody or opens what is locked', () => {
    const wanted = [...ROLE_RIGHTS.admin];
    expect(refusedScopes(wanted, ROLE_RIGHTS.admin).toSorted()).toEqual([...NOT_FOR_KEYS].toSorted());
  });
});
