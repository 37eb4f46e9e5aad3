import * as z from 'zod/mini';
import { AttestedCount } from './attestations.ts';
import { LocalDateText } from './policy.ts';
import { Count, Digest, EmployeeId, Instant, lineOfText, Slug, Zone } from './primitives.ts';
import { said } from './said.ts';
import { LockDigests, MadeBy, PeriodName, Sheet, SheetCode, SheetDelta } from './sheet.ts';

/** Where a period stands. Derived from what people decided, never stored: exported is locked with a file made of it. */
export const PeriodState = z.enum(['open', 'approved', 'locked', 'exported']);
export type PeriodState = z.infer<typeof PeriodState>;

/** Where one person's hours of a period stand. `changed`: they were approved, and came out differently since. */
export const PersonPeriodState = z.enum(['open', 'changed', 'approved', 'locked', 'exported']);
export type PersonPeriodState = z.infer<typeof PersonPeriodState>;

/** Why hours cannot be approved, or a period not be locked, yet. A finding's code, or one of the others. */
export const BlockerCode = z.enum([
  'MISSING_OUT',
  'MISSING_IN',
  'STILL_OPEN',
  'AUTO_CLOSED',
  'CORRECTION_WITHOUT_PUNCH',
  /** Punches on dates without any policy: nothing pays them. Somebody under no policy at all is in every period of the site. */
  'NO_POLICY',
  /** The hours are about to be derived again. */
  'PENDING',
  'PERIOD_NOT_OVER',
  /** The site asks its workers to attest their hours, and this one has not. */
  'NOT_ATTESTED',
  /** For locking only. */
  'NOT_APPROVED',
  'CHANGED_SINCE_APPROVAL',
  /** For approving only: these are the hours of the one who approves. */
  'OWN_HOURS',
]);
export type BlockerCode = z.infer<typeof BlockerCode>;

/** The findings that block, and that somebody may accept as they are with a reason. */
export const BlockingFinding = z.enum([
  'MISSING_OUT',
  'MISSING_IN',
  'STILL_OPEN',
  'AUTO_CLOSED',
  'CORRECTION_WITHOUT_PUNCH',
]);
export type BlockingFinding = z.infer<typeof BlockingFinding>;

/** What somebody may accept as it is, with a reason. */
export const AcceptableBlocker = z.enum([...BlockingFinding.options, 'NOT_ATTESTED']);
export type AcceptableBlocker = z.infer<typeof AcceptableBlocker>;

export const Blocker = z.object({
  code: BlockerCode,
  message: z.string(),
  /** The date it is about; null for the whole period. */
  date: z.nullable(LocalDateText),
  /** Ids of the punches, or corrections, it is about. */
  punches: z.array(z.string()),
});
export type Blocker = z.infer<typeof Blocker>;

/** One person's blockers, as bulk approval and locking list them. */
export const BlockedPerson = z.object({
  employee: EmployeeId,
  number: z.string(),
  name: z.string(),
  blockers: z.array(Blocker),
});
export type BlockedPerson = z.infer<typeof BlockedPerson>;

/** A lock that holds. */
export const PeriodLock = z.object({
  id: z.uuid(),
  /** 1, and one more each time the period was unlocked. */
  revision: z.int(),
  by: z.string(),
  at: Instant,
  people: Count,
  engineVersion: z.int(),
  timeZoneData: z.string(),
  digests: LockDigests,
});
export type PeriodLock = z.infer<typeof PeriodLock>;

/** Somebody asks to open a locked period again; somebody else decides. */
export const PendingUnlock = z.object({ id: z.uuid(), ...MadeBy.shape });
export type PendingUnlock = z.infer<typeof PendingUnlock>;

/** What an open period pays, or takes back, for earlier locked ones. */
export const PeriodDeltas = z.object({
  people: Count,
  /** Lines, of everybody. */
  total: Count,
  /** Names all of them: whoever locks says with it that they have been seen. */
  digest: Digest,
  /** The first lines by employee; `total` says how many there are. */
  shown: z.array(
    z.object({ employee: EmployeeId, number: z.string(), name: z.string(), ...SheetDelta.shape }),
  ),
});
export type PeriodDeltas = z.infer<typeof PeriodDeltas>;

/** A pay period: its id in URLs is `{site}/{group}/{from}`. */
export const PayPeriodView = z.object({
  ...PeriodName.shape,
  payday: LocalDateText,
  zone: Zone,
  state: PeriodState,
  counts: z.object({
    people: Count,
    /** With the hours of now. */
    approved: Count,
    blocked: Count,
    changed: Count,
    /** Whose hours of earlier, locked periods are not what was locked, whether that was made good for since or not. */
    changedEarlier: Count,
  }),
  /** What it owes for earlier periods. Null in lists, of a locked period, and where too many changed to count it here. */
  owed: z.nullable(z.omit(PeriodDeltas, { shown: true })),
  lock: z.nullable(PeriodLock),
  unlockRequest: z.nullable(PendingUnlock),
});
export type PayPeriodView = z.infer<typeof PayPeriodView>;

export const Approval = z.object({
  ...MadeBy.shape,
  /** What was accepted as it is: with the approval, or in the inbox before it. */
  accepted: z.array(z.string()),
});
export type Approval = z.infer<typeof Approval>;

/** One person's line in a period's list. */
export const PeriodPerson = z.object({
  employee: EmployeeId,
  number: z.string(),
  givenName: z.string(),
  familyName: z.string(),
  team: z.nullable(Slug),
  state: PersonPeriodState,
  /** What the dates of the period pay, summed by code. */
  codes: z.array(SheetCode),
  /** Lines that make good for earlier periods: of an open period those that it would have if it were locked now. */
  deltas: Count,
  blockers: z.array(Blocker),
  /** The approval that stands; it is of other hours where the state is `changed`. */
  approval: z.nullable(Approval),
  /** How far they attested their hours; absent of a locked period. */
  attestation: z.optional(AttestedCount),
});
export type PeriodPerson = z.infer<typeof PeriodPerson>;

/** One person's hours of a period: of a locked one exactly what was locked. */
export const PeriodSheet = z.object({
  state: PersonPeriodState,
  blockers: z.array(Blocker),
  approval: z.nullable(Approval),
  sheet: Sheet,
  /** SHA-256 of the locked documents; null while the period is not locked. */
  hashes: z.nullable(z.object({ inputs: Digest, sheet: Digest })),
});
export type PeriodSheet = z.infer<typeof PeriodSheet>;

/** Most people named in one request; `everybody` has no such limit. */
export const NAMED_PEOPLE_MAX = 1_000;
const REASON = lineOfText(500);

/** Whom a decision is about: exactly one of the three. */
const WHOM = {
  employees: z.optional(z.array(EmployeeId).check(z.minLength(1), z.maxLength(NAMED_PEOPLE_MAX))),
  team: z.optional(Slug),
  everybody: z.optional(z.literal(true)),
};
const namesOne = (whom: { employees?: unknown; team?: unknown; everybody?: unknown }) =>
  [whom.employees, whom.team, whom.everybody].filter(value => value !== undefined).length === 1;
const WHOM_ERROR = said({
  en: 'say whom: exactly one of "employees", "team" and "everybody"',
  de: 'sagen Sie, wen: genau eines von „employees“, „team“ und „everybody“',
});

/** Approves whoever has no blocker. Findings are accepted for one person at a time, with a reason. */
export const ApproveRequest = z
  .strictObject({
    ...WHOM,
    acceptFindings: z.optional(z.array(AcceptableBlocker).check(z.minLength(1))),
    reason: z.optional(REASON),
  })
  .check(
    z.refine(namesOne, WHOM_ERROR),
    z.refine(
      ({ acceptFindings, employees }) => acceptFindings === undefined || employees?.length === 1,
      said({
        en: 'findings are accepted for one person at a time: name one in "employees"',
        de: 'Befunde werden für eine Person auf einmal angenommen: nennen Sie eine in „employees“',
      }),
    ),
    z.refine(
      ({ acceptFindings, reason }) => acceptFindings === undefined || reason !== undefined,
      said({
        en: 'accepting findings needs a reason',
        de: 'Befunde anzunehmen braucht einen Grund',
      }),
    ),
  );
export type ApproveRequest = z.infer<typeof ApproveRequest>;

export const ApproveAnswer = z.object({
  /** Who is approved now, those who were before included. */
  approved: z.array(EmployeeId),
  blocked: z.array(BlockedPerson),
});
export type ApproveAnswer = z.infer<typeof ApproveAnswer>;

export const WithdrawRequest = z
  .strictObject({ ...WHOM, reason: REASON })
  .check(z.refine(namesOne, WHOM_ERROR));
export type WithdrawRequest = z.infer<typeof WithdrawRequest>;

/** Whose approvals were taken back. */
export const WithdrawAnswer = z.object({ withdrawn: z.array(EmployeeId) });
export type WithdrawAnswer = z.infer<typeof WithdrawAnswer>;

/** `details` of the 409 that refuses to lock: the first people who block, and how many there are. */
export const LockRefusal = z.object({ total: Count, people: z.array(BlockedPerson) });
export type LockRefusal = z.infer<typeof LockRefusal>;

/** `deltas` is the digest of what the period owes for earlier ones, where it owes anything: nobody is paid what nobody has seen. */
export const LockRequest = z.strictObject({ deltas: z.optional(Digest) });
export type LockRequest = z.infer<typeof LockRequest>;

export const UnlockRequest = z.strictObject({ reason: REASON });
export type UnlockRequest = z.infer<typeof UnlockRequest>;

export const UnlockDecision = z.strictObject({ granted: z.boolean(), reason: REASON });
export type UnlockDecision = z.infer<typeof UnlockDecision>;

/** Something somebody decided about a period; approvals that were made together are one entry. */
export const PeriodDecision = z.object({
  kind: z.enum([
    'approved',
    'withdrawn',
    'locked',
    'unlock-requested',
    'unlock-granted',
    'unlock-refused',
    'exported',
  ]),
  ...MadeBy.shape,
  /** How many people it is about, and the first of them by id. */
  people: Count,
  employees: z.array(EmployeeId),
  /** The lock it made or is about. */
  lock: z.nullable(z.uuid()),
});
export type PeriodDecision = z.infer<typeof PeriodDecision>;

/** How what was locked compares with what the raw records and the engine say now. */
export const PeriodProof = z.object({
  lock: z.uuid(),
  people: Count,
  /** People whose inputs and hours came out byte for byte as they were locked. */
  identical: Count,
  /** The first of the others. */
  differences: z.array(z.object({ employee: EmployeeId, what: z.string() })),
  digests: z.object({ locked: LockDigests, rebuilt: LockDigests }),
});
export type PeriodProof = z.infer<typeof PeriodProof>;
