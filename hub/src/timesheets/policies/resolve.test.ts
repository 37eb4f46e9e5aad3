import { describe, expect, it } from '@jest/globals';
import { formatDay, parseDay } from '../domain/index.ts';
import { type AssignedPolicy, byScope, resolvePolicies } from './resolve.ts';

const MARIA = { employee: 'maria', site: 'north', team: 'early' };
let made = 0;

function assigned(
  name: string | null,
  validFrom: string,
  more: Partial<AssignedPolicy> = {},
): AssignedPolicy {
  made += 1;
  return {
    // Ids sort the other way: only when something was made may decide.
    id: `z${999 - made}`,
    site: 'north',
    team: null,
    employee: null,
    policy: name === null ? null : { name, version: 1 },
    validFrom: parseDay(validFrom),
    madeAt: `2026-01-01T00:00:00.${String(made).padStart(3, '0')}Z`,
    ...more,
  };
}

function resolved(assignments: AssignedPolicy[], person: typeof MARIA | { team: null } = MARIA) {
  const spans = resolvePolicies(
    { ...MARIA, ...person },
    byScope(assignments),
    parseDay('2026-06-01'),
    parseDay('2026-06-30'),
  );
  return spans.map(
    ({ policy, from, to }) => `${policy.name}.${policy.version} ${formatDay(from)} ${formatDay(to)}`,
  );
}

describe('the policy of a person', () => {
  it('is none where nobody assigned one', () => {
    expect(resolved([])).toEqual([]);
    expect(resolved([assigned('later', '2026-07-01')])).toEqual([]);
    expect(resolved([assigned('elsewhere', '2026-01-05', { site: 'south' })])).toEqual([]);
  });

  it('begins where the first one begins', () => {
    expect(resolved([assigned('site', '2026-06-08')])).toEqual(['site.1 2026-06-08 2026-06-30']);
  });

  it('is the most specific: person, then team, then site', () => {
    const site = assigned('site', '2026-06-22');
    const team = assigned('team', '2026-06-08', { team: 'early' });
    const own = assigned('own', '2026-06-15', { employee: 'maria' });
    const expected = ['team.1 2026-06-08 2026-06-14', 'own.1 2026-06-15 2026-06-30'];
    expect(resolved([site, team, own])).toEqual(expected);
    expect(resolved([own, team, site])).toEqual(expected);
    expect(resolved([site, team, own], { team: null })).toEqual(['own.1 2026-06-15 2026-06-30']);
  });

  it('is not that of another team or person', () => {
    const others = [
      assigned('team', '2026-01-05', { team: 'late' }),
      assigned('own', '2026-01-05', { employee: 'ben' }),
    ];
    expect(resolved(others)).toEqual([]);
  });

  it('falls back to the team and the site where a scope has none of its own any more', () => {
    const assignments = [
      assigned('site', '2026-01-05'),
      assigned('team', '2026-01-05', { team: 'early' }),
      assigned('own', '2026-01-05', { employee: 'maria' }),
      assigned(null, '2026-06-08', { employee: 'maria' }),
      assigned(null, '2026-06-15', { team: 'early' }),
      assigned(null, '2026-06-22'),
    ];
    expect(resolved(assignments)).toEqual([
      'own.1 2026-06-01 2026-06-07',
      'team.1 2026-06-08 2026-06-14',
      'site.1 2026-06-15 2026-06-21',
    ]);
  });

  it('is the latest valid-from within a scope, whenever it was made', () => {
    const july = assigned('second', '2026-06-15');
    const june = assigned('first', '2026-06-01');
    expect(resolved([july, june])).toEqual([
      'first.1 2026-06-01 2026-06-14',
      'second.1 2026-06-15 2026-06-30',
    ]);
  });

  it('is the latest made of those that begin on the same date', () => {
    const wrong = assigned('wrong', '2026-06-15');
    const right = assigned('right', '2026-06-15');
    expect(resolved([right, wrong])).toEqual(['right.1 2026-06-15 2026-06-30']);
  });

  it('is one span where an assignment repeats it, two where its version changes', () => {
    const repeated = [assigned('site', '2026-06-01'), assigned('site', '2026-06-15')];
    expect(resolved(repeated)).toEqual(['site.1 2026-06-01 2026-06-30']);
    const next = assigned(null, '2026-06-22', { policy: { name: 'site', version: 2 } });
    expect(resolved([...repeated, next])).toEqual([
      'site.1 2026-06-01 2026-06-21',
      'site.2 2026-06-22 2026-06-30',
    ]);
  });
});
