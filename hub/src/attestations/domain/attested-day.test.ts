import { describe, expect, it } from '@jest/globals';
import { type AttestedDay, attestedDay } from './attested-day.ts';

const AT = '2026-11-27T06:00:00.000Z';
const MOMENT = { today: '2026-11-27', isPending: false };
const day = (more: Partial<AttestedDay> = {}): AttestedDay => ({
  date: '2026-11-26',
  hash: 'of-now',
  paidSeconds: 28_800,
  findings: [],
  latest: null,
  ...more,
});
const said = (kind: 'attest' | 'withdraw', hash: string | null) => ({
  ...{ kind, hash, at: AT },
});

describe('an attested day', () => {
  it.each([
    ['nobody said anything', null, 'open'],
    ['these hours were attested', said('attest', 'of-now'), 'attested'],
    ['other hours were attested', said('attest', 'of-then'), 'changed'],
    ['it was taken back', said('withdraw', 'of-now'), 'open'],
  ])('stands where its last word is of: %s', (_, latest, state) => {
    expect(attestedDay(day({ latest }), MOMENT).state).toBe(state);
  });

  it('without hours is attested as long as there are none', () => {
    const latest = said('attest', null);
    expect(attestedDay(day({ hash: null, latest }), MOMENT).state).toBe('attested');
    expect(attestedDay(day({ latest }), MOMENT).state).toBe('changed');
  });

  it('says when it was attested, also of other hours, and nothing once it is taken back', () => {
    expect(attestedDay(day({ latest: said('attest', 'of-then') }), MOMENT).attestedAt).toBe(AT);
    expect(attestedDay(day({ latest: said('withdraw', 'of-now') }), MOMENT).attestedAt).toBeNull();
  });

  it('cannot be attested before it is over, before it is derived, and while it is incomplete', () => {
    const blockers = (more: Partial<AttestedDay>, isPending = false) =>
      attestedDay(day(more), { ...MOMENT, isPending }).blockers;
    expect(blockers({})).toEqual([]);
    expect(blockers({ date: MOMENT.today })).toEqual(['DAY_NOT_OVER']);
    expect(blockers({}, true)).toEqual(['PENDING']);
    expect(blockers({ findings: ['LATE', 'MISSING_OUT', 'STILL_OPEN'] })).toEqual([
      'STILL_OPEN',
      'MISSING_OUT',
    ]);
  });
});
