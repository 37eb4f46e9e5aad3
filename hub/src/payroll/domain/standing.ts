import type { Approval, Blocker, PeriodState, PersonPeriodState } from '@tapclock/contracts';
import { approvalBlockers, blocker, type Readiness } from './blockers.ts';

/** The latest approval that was not withdrawn, and the digest of the days that it is of. */
export interface StandingApproval extends Approval {
  digest: string;
}

/** One person's hours of a period that is not locked. */
export interface Standing extends Readiness {
  /** Digest of the person's days, and of what is unsettled on earlier ones, as they are now. */
  digest: string;
  approval: StandingApproval | null;
}

/** How one person stands, with everything that keeps the hours from being approved. */
export interface Verdict {
  state: PersonPeriodState;
  blockers: Blocker[];
}

/** An approval is of certain hours: when they come out otherwise, it stands no more. */
export function verdictOf(standing: Standing): Verdict {
  const { approval, digest } = standing;
  const isOfThese = approval?.digest === digest;
  // What was accepted of other hours is not accepted of these.
  const blockers = approvalBlockers(standing, isOfThese ? approval.accepted : []);
  if (approval === null) return { state: 'open', blockers };
  return { state: isOfThese ? 'approved' : 'changed', blockers };
}

/** What keeps a period from being locked because of this person. */
export function lockBlockers(standing: Standing): Blocker[] {
  const { state, blockers } = verdictOf(standing);
  switch (state) {
    case 'open':
      return [...blockers, blocker('NOT_APPROVED')];
    case 'changed':
      return [...blockers, blocker('CHANGED_SINCE_APPROVAL')];
    default:
      return blockers;
  }
}

/** Where a period stands. One without anybody in it is open: there is nothing to approve. */
export function periodState(period: {
  people: number;
  approved: number;
  isLocked: boolean;
  isExported: boolean;
}): PeriodState {
  if (period.isLocked) return period.isExported ? 'exported' : 'locked';
  return period.people > 0 && period.approved === period.people ? 'approved' : 'open';
}

export interface PeriodCounts {
  people: number;
  approved: number;
  blocked: number;
  changed: number;
}

/** How many people of a period stand where; approved are those whom nothing else keeps from being locked. */
export function countVerdicts(verdicts: Iterable<Verdict>): PeriodCounts {
  const counts = { people: 0, approved: 0, blocked: 0, changed: 0 };
  for (const { state, blockers } of verdicts) {
    counts.people += 1;
    if (state === 'approved' && blockers.length === 0) counts.approved += 1;
    if (state === 'changed') counts.changed += 1;
    if (blockers.length > 0) counts.blocked += 1;
  }
  return counts;
}
