import { describe, expect, it } from '@jest/globals';
import { countVerdicts, lockBlockers, periodState, type Standing, verdictOf } from './standing.ts';

function aStanding(more: Partial<Standing> = {}): Standing {
  return {
    digest: 'now',
    approval: null,
    findings: [],
    earlierFindings: [],
    datesWithoutPolicy: [],
    isPending: false,
    isPeriodOver: true,
    ...more,
  };
}

function anApproval(digest: string, accepted: string[] = []) {
  return { digest, accepted, by: 'Mia', at: '2026-07-01T08:00:00.000Z', reason: '' };
}

const MISSING = { code: 'MISSING_OUT', date: '2026-06-15', punches: ['p1'] } as const;
const codes = (standing: Standing) => lockBlockers(standing).map(({ code }) => code);

describe('how a person stands', () => {
  it('is open until somebody approves, and approved with the hours that were approved', () => {
    expect(verdictOf(aStanding())).toEqual({ state: 'open', blockers: [] });
    expect(codes(aStanding())).toEqual(['NOT_APPROVED']);
    const approved = aStanding({ approval: anApproval('now') });
    expect(verdictOf(approved)).toEqual({ state: 'approved', blockers: [] });
    expect(codes(approved)).toEqual([]);
  });

  it('is changed when the hours came out otherwise since', () => {
    const changed = aStanding({ approval: anApproval('before') });
    expect(verdictOf(changed).state).toBe('changed');
    expect(codes(changed)).toEqual(['CHANGED_SINCE_APPROVAL']);
  });

  it('has accepted nothing of hours that came out otherwise since', () => {
    const changed = aStanding({ findings: [MISSING], approval: anApproval('before', ['MISSING_OUT']) });
    expect(codes(changed)).toEqual(['MISSING_OUT', 'CHANGED_SINCE_APPROVAL']);
  });

  it('blocks with findings of earlier, locked dates like with its own', () => {
    const standing = aStanding({ earlierFindings: [MISSING], approval: anApproval('now') });
    expect(codes(standing)).toEqual(['MISSING_OUT']);
    expect(codes({ ...standing, approval: anApproval('now', ['MISSING_OUT']) })).toEqual([]);
  });

  it('blocks with each finding that was not accepted, by date', () => {
    const earlier = { code: 'AUTO_CLOSED', date: '2026-06-12', punches: ['p0'] } as const;
    const standing = aStanding({
      findings: [MISSING, earlier],
      approval: anApproval('now', ['AUTO_CLOSED']),
    });
    expect(verdictOf(standing).blockers).toEqual([
      expect.objectContaining({ code: 'MISSING_OUT', date: '2026-06-15', punches: ['p1'] }),
    ]);
    expect(codes({ ...standing, approval: null })).toEqual(['AUTO_CLOSED', 'MISSING_OUT', 'NOT_APPROVED']);
  });

  it('blocks while hours are derived, dates have no policy or the period goes on', () => {
    const standing = aStanding({
      isPending: true,
      isPeriodOver: false,
      datesWithoutPolicy: ['2026-06-15'],
      approval: anApproval('now'),
    });
    expect(codes(standing)).toEqual(['NO_POLICY', 'PENDING', 'PERIOD_NOT_OVER']);
  });
});

describe('how a period stands', () => {
  const approved = verdictOf(aStanding({ approval: anApproval('now') }));
  const changed = verdictOf(aStanding({ approval: anApproval('before') }));
  const blocked = verdictOf(aStanding({ approval: anApproval('now'), findings: [MISSING] }));
  const stateOf = (verdicts: readonly (typeof approved)[]) =>
    periodState({ ...countVerdicts(verdicts), isLocked: false, isExported: false });

  it('counts people by where they stand', () => {
    expect(countVerdicts([approved, changed, blocked])).toEqual({
      people: 3,
      approved: 1,
      blocked: 1,
      changed: 1,
    });
  });

  it('is approved when everybody is and nothing blocks, open else, also with nobody in it', () => {
    expect(stateOf([approved, approved])).toBe('approved');
    expect(stateOf([approved, blocked])).toBe('open');
    expect(stateOf([approved, changed])).toBe('open');
    expect(stateOf([])).toBe('open');
  });

  it('is locked with a lock and exported with a file, whoever came later', () => {
    const open = { people: 2, approved: 1, isLocked: true };
    expect(periodState({ ...open, isExported: false })).toBe('locked');
    expect(periodState({ ...open, isExported: true })).toBe('exported');
  });
});
