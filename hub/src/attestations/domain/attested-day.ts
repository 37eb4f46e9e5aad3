import type { AttestationBlockerCode, AttestationState, DayAttestation } from '@tapclock/contracts';

/** One date of one person as it is now, and what its worker said last about it. */
export interface AttestedDay {
  date: string;
  /** Of the day record; null: there are no hours on the date. */
  hash: string | null;
  paidSeconds: number;
  /** Codes of findings that nobody has settled or accepted. */
  findings: readonly string[];
  /** The latest word about the date; null: there was none. */
  latest: { kind: 'attest' | 'withdraw'; hash: string | null; at: string } | null;
}

/** What holds for the whole question. */
export interface AttestingMoment {
  /** Today on the site's wall clock, `YYYY-MM-DD`. */
  today: string;
  /** The person's hours are about to be derived again. */
  isPending: boolean;
}

/** Findings that say that a day's hours are not all there. */
const INCOMPLETE = ['STILL_OPEN', 'MISSING_OUT', 'MISSING_IN'] as const satisfies AttestationBlockerCode[];

/** Where a day stands. An attestation is of certain hours: when they come out otherwise, it holds no more. */
export function attestedDay(day: AttestedDay, moment: AttestingMoment): DayAttestation {
  const { date, paidSeconds, latest } = day;
  const attestedAt = latest?.kind === 'attest' ? latest.at : null;
  return { date, state: stateOf(day), paidSeconds, attestedAt, blockers: blockersOf(day, moment) };
}

function stateOf({ latest, hash }: AttestedDay): AttestationState {
  if (latest?.kind !== 'attest') return 'open';
  return latest.hash === hash ? 'attested' : 'changed';
}

function blockersOf(
  { date, findings }: AttestedDay,
  { today, isPending }: AttestingMoment,
): AttestationBlockerCode[] {
  return [
    ...(date >= today ? (['DAY_NOT_OVER'] as const) : []),
    ...(isPending ? (['PENDING'] as const) : []),
    ...INCOMPLETE.filter(code => findings.includes(code)),
  ];
}
