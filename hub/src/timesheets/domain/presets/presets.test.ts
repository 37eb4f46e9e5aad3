import { describe, expect, it } from '@jest/globals';
import { Policy, type PolicyDraft } from '@tapclock/contracts';
import { aPolicy } from '../../../../test/kit/hours-kit.ts';
import { policyProblems } from '../round/fairness.ts';
import { PRESETS } from './index.ts';

/** Fields that are no rule of law. */
const NO_RULE = new Set(['name', 'version', 'sources', 'openQuestions']);

function rulesOf(preset: PolicyDraft): string[] {
  return Object.entries(preset).flatMap(([field, value]) => {
    if (NO_RULE.has(field)) return [];
    return field === 'ot' && typeof value === 'object'
      ? Object.keys(value ?? {}).map(key => `ot.${key}`)
      : [field];
  });
}

describe('presets', () => {
  it('are the eleven of the design', () => {
    expect([...PRESETS.keys()]).toEqual([
      'us-flsa',
      'us-ca',
      'us-co',
      'us-nv',
      'us-ak',
      'us-or',
      'eu-wtd',
      'de-arbzg',
      'es',
      'fr',
      'uk-wtr',
    ]);
  });

  it.each([...PRESETS])('%s is a policy that may be used, every rule names its source', (_name, preset) => {
    const policy = Policy.parse(preset);
    expect(policyProblems(policy)).toEqual([]);
    for (const rule of rulesOf(preset))
      expect({ rule, source: policy.sources[rule] ?? '' }).not.toEqual({ rule, source: '' });
    expect(policy.openQuestions.length).toBeGreaterThan(0);
  });
});

describe('policies that are refused', () => {
  it('in up and out down, until somebody has reviewed it', () => {
    const rounding = [
      { unitMin: 15, mode: 'up', scope: 'in' },
      { unitMin: 15, mode: 'down', scope: 'out' },
    ] as const;
    expect(policyProblems(aPolicy({ rounding: [...rounding] }))).toHaveLength(1);
    expect(policyProblems(aPolicy({ rounding: [...rounding], roundingReviewed: true }))).toEqual([]);
  });

  it('rounded meals where meals are owed, and a total over 14 days without an anchor', () => {
    const ca = Policy.parse({
      ...PRESETS.get('us-ca'),
      rounding: [{ unitMin: 10, mode: 'nearest', scope: 'mealTotal' }],
    });
    expect(policyProblems(ca)).toHaveLength(1);
    expect(policyProblems(aPolicy({ ot: { biweekly: [{ afterMin: 4800, rate: 1.5 }] } }))).toHaveLength(1);
  });

  it.each(['REG', 'OT', 'OT125', 'DT', 'TOP_UP', 'MEAL_PREMIUM', 'REST_PREMIUM', 'REPORTING_TIME'])(
    'a premium under %s, which the engine pays by itself',
    code => {
      const { error } = Policy.safeParse({ name: 'test', version: 1, premiums: [{ code }] });
      expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['premiums.0.code']);
    },
  );

  it('grace without a direction', () => {
    expect(
      policyProblems(aPolicy({ rounding: [{ unitMin: 15, mode: 'nearest', graceMin: 3, scope: 'in' }] })),
    ).toHaveLength(1);
  });
});
