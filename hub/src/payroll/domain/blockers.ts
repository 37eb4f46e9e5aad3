import type { Blocker, BlockerCode, BlockingFinding } from '@tapclock/contracts';

/** What tells findings of one person apart. */
interface NamedFinding {
  code: string;
  date: string | null;
  punches: readonly string[];
}

/** A finding of one date that somebody must settle or accept before the hours are paid. */
export interface OpenFinding {
  code: BlockingFinding;
  date: string;
  punches: readonly string[];
}

/** One finding's name: the same code about other punches is another one. */
export function findingKey({ code, date, punches }: NamedFinding): string {
  return [date, code, ...punches].join(' ');
}

/** What decides whether one person's hours of a period can be approved. Dates are `YYYY-MM-DD`. */
export interface Readiness {
  /** Findings of the period's dates; others than the blocking ones are not in it. */
  findings: readonly OpenFinding[];
  /** As `findings`, of dates of earlier, locked periods: those that came after their locks and were not accepted since. */
  earlierFindings: readonly OpenFinding[];
  /** Dates with punches and without any policy. */
  datesWithoutPolicy: readonly string[];
  /** The hours are about to be derived again. */
  isPending: boolean;
  /** The period's last date has not passed on the site's wall clock. */
  isPeriodOver: boolean;
}

const MESSAGES: Record<BlockerCode, string> = {
  MISSING_OUT: 'There is a clock-in and no clock-out. Add it, or accept that the stay is not paid.',
  MISSING_IN: 'There is a clock-out and no clock-in. Add it, or accept that the stay is not paid.',
  STILL_OPEN: 'Somebody is still at work. Wait for the clock-out.',
  AUTO_CLOSED: 'The policy ended a forgotten stay. Add the real clock-out, or accept the one it took.',
  CORRECTION_WITHOUT_PUNCH: 'A correction is about a punch that there is not. Accept it and say why.',
  NO_POLICY:
    'There are punches on a date that no policy pays. Assign a policy from that date on, or void them.',
  PENDING: 'These hours are about to be derived again. Try again in a moment.',
  PERIOD_NOT_OVER: 'The period is not over yet.',
  NOT_ATTESTED: 'The worker has not attested these hours. Wait for it, or accept that they did not.',
  NOT_APPROVED: 'These hours are not approved.',
  CHANGED_SINCE_APPROVAL: 'These hours came out differently since they were approved. Approve them again.',
  OWN_HOURS: 'Nobody approves their own hours: ask somebody else.',
};

/** A blocker with the sentence that says what to do about it. */
export function blocker(
  code: BlockerCode,
  date: string | null = null,
  punches: readonly string[] = [],
): Blocker {
  return { code, message: MESSAGES[code], date, punches: [...punches] };
}

/** What keeps these hours from being approved, findings that were accepted left out. Findings first, by date. */
export function approvalBlockers(person: Readiness, accepted: readonly string[]): Blocker[] {
  const findings = [...person.earlierFindings, ...person.findings]
    .filter(({ code }) => !accepted.includes(code))
    .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return [
    ...findings.map(({ code, date, punches }) => blocker(code, date, punches)),
    ...person.datesWithoutPolicy.map(date => blocker('NO_POLICY', date)),
    ...(person.isPending ? [blocker('PENDING')] : []),
    ...(person.isPeriodOver ? [] : [blocker('PERIOD_NOT_OVER')]),
  ];
}

/** What was decided about one person's hours of a period elsewhere than at the period. */
export interface DecidedElsewhere {
  /** `findingKey` of those that were accepted in the inbox. */
  acceptedFindings: ReadonlySet<string>;
  /** Dates whose worker must attest them and has not, ascending; empty where the site asks for none. */
  datesNotAttested: readonly string[];
}

/** The blockers that are left when one knows what was decided elsewhere; `accepted` is what the approval itself accepts. */
export function blockersKnowing(
  blockers: readonly Blocker[],
  { acceptedFindings, datesNotAttested }: DecidedElsewhere,
  accepted: readonly string[],
): Blocker[] {
  const left = blockers.filter(one => !acceptedFindings.has(findingKey(one)));
  const [first] = datesNotAttested;
  return first === undefined || accepted.includes('NOT_ATTESTED')
    ? left
    : [...left, blocker('NOT_ATTESTED', first)];
}
