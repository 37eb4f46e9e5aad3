import * as z from 'zod/mini';
import {
  BATCH_PUNCHES_MAX,
  Boot,
  Count,
  Digest,
  EmployeeId,
  Instant,
  PunchId,
  Sequence,
  Slug,
  TaskCode,
  Zone,
} from './primitives.ts';

/** What a person may do at a clock. `auto` is a tap whose kind nobody could choose: the badge was unknown at the terminal. */
export const PunchAction = z.enum([
  'clock-in',
  'clock-out',
  'break-start',
  'break-end',
  'job-change',
  'auto',
]);
export type PunchAction = z.infer<typeof PunchAction>;

/** Where a person stands. `out` also before the first punch ever. */
export const PersonState = z.enum(['in', 'break', 'out']);
export type PersonState = z.infer<typeof PersonState>;

/** How much the way of identification proves; a badge number identifies a badge, it does not prove it is genuine. */
export const Assurance = z.enum(['identifier-only', 'channel-protected', 'card-authenticated', 'knowledge']);
export type Assurance = z.infer<typeof Assurance>;

/** How a punch came to be: tapped, clocked in a browser, or added by a correction. */
export const PunchSource = z.enum(['terminal', 'web', 'correction']);
export type PunchSource = z.infer<typeof PunchSource>;

/** Where a device said that it was: degrees of WGS 84, and how far off that may be. */
export const PunchLocation = z.strictObject({
  latitude: z.number().check(z.minimum(-90), z.maximum(90)),
  longitude: z.number().check(z.minimum(-180), z.maximum(180)),
  accuracyMetres: z.number().check(z.minimum(0), z.maximum(100_000)),
});
export type PunchLocation = z.infer<typeof PunchLocation>;

/**
 * One clock event made at a terminal or the web clock: an immutable fact. The object is loose on purpose: fields that a newer bridge adds are
 * kept and stay under the signature, so an older hub can still verify the chain.
 */
export const Punch = z.looseObject({
  punchId: PunchId,
  sequence: Sequence,
  action: PunchAction,
  /** Whom the terminal's roster named; null for an unknown badge. The hub decides for itself and keeps both. */
  employee: z.nullable(EmployeeId),
  /** HMAC-SHA-256 of the badge's raw value under the site key; null after a PIN. */
  credential: z.nullable(Digest),
  /** `account`: the person was logged in at the web clock. */
  identifiedBy: z.enum(['badge', 'pin', 'account']),
  assurance: Assurance,
  reader: z.nullable(Slug),
  /** The terminal's clock. Never corrected afterwards: what the clock said is a fact too. */
  occurredAt: Instant,
  /** Offset of local time from UTC that the terminal's zone data gave at that instant. */
  utcOffsetMinutes: z.int().check(z.minimum(-18 * 60), z.maximum(18 * 60)),
  zone: Zone,
  /** Monotonic milliseconds since this boot: survives any jump of the wall clock. */
  uptimeMs: Count,
  /** Last measured hub clock minus terminal clock; null while nothing was measured in this boot. */
  clockOffsetMs: z.nullable(z.int()),
  /** The link to the hub was down when the punch was made. */
  offline: z.boolean(),
  /** The worker pressed a button, or the countdown recorded the proposed action. */
  chosenBy: z.enum(['worker', 'countdown', 'terminal']),
  /** Code of the task that the time from here on is booked on; null: on none; absent: nothing was said. */
  job: z.optional(z.nullable(TaskCode)),
  /** Where the worker's device was; of the web clock only. */
  location: z.optional(PunchLocation),
  /** What the worker wrote with it. */
  note: z.optional(z.string().check(z.maxLength(200))),
  /** Digest of the request that made it, so that the same request makes no other; of the web clock only. */
  request: z.optional(Digest),
});
export type Punch = z.infer<typeof Punch>;

/**
 * Punches `from`, `from + 1`, ... of one boot. Each punch has a chain hash, SHA-256 over the 32 bytes of the hash before it
 * followed by its RFC 8785 canonical JSON; `previous` is the hash before the first, `head` the hash of the last.
 * `sig` is Ed25519 by the terminal's device key over `signedText`, in base64.
 */
export const PunchBatch = z
  .object({
    terminal: Slug,
    boot: Boot,
    from: Sequence,
    previous: Digest,
    punches: z.array(Punch).check(z.minLength(1), z.maxLength(BATCH_PUNCHES_MAX)),
    head: Digest,
    /** The terminal's clocks at this sending; `uptimeMs` is null when the punches come from an earlier boot. */
    sent: z.object({ at: Instant, uptimeMs: z.nullable(Count) }),
    sig: z.string().check(z.regex(/^[A-Za-z0-9+/]{86}==$/)),
  })
  .check(
    z.refine(batch => batch.punches.every((punch, index) => punch.sequence === batch.from + index), {
      error: 'punches must be numbered from, from + 1, ... without holes',
      path: ['punches'],
    }),
  );
export type PunchBatch = z.infer<typeof PunchBatch>;

/** The chain's hash before the very first punch of a journal. */
export const CHAIN_START: Digest = '0'.repeat(64);

/** The exact text under a batch's signature. Its first line keeps a signature from being valid for anything else. */
export function signedText(batch: Omit<PunchBatch, 'sig' | 'previous'>): string {
  const { terminal, boot, from, punches, head, sent } = batch;
  return [
    'tapclock punch batch 1',
    terminal,
    boot,
    from,
    punches.length,
    head,
    sent.at,
    sent.uptimeMs ?? '-',
  ].join('\n');
}

/** The state a person is in after an action; null when the action alone does not say (`auto`). */
export function stateAfter(action: PunchAction): PersonState | null {
  switch (action) {
    case 'clock-in':
    case 'break-end':
    case 'job-change':
      return 'in';
    case 'break-start':
      return 'break';
    case 'clock-out':
      return 'out';
    case 'auto':
      return null;
  }
}

/** Whether an action follows from a state: nobody ends a break that was not started. */
export function mayFollow(state: PersonState, action: PunchAction): boolean {
  switch (action) {
    case 'clock-in':
      return state === 'out';
    case 'clock-out':
      return state !== 'out';
    case 'break-start':
    case 'job-change':
      return state === 'in';
    case 'break-end':
      return state === 'break';
    case 'auto':
      return true;
  }
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The receipt code a worker reads on the screen, such as `7F3K-2QXD`: the first 40 bits of the punch's chain hash in
 * Crockford's base 32 (no I, L, O, U). Whoever holds the chain can check it.
 */
export function receiptCode(chainHash: Digest): string {
  let bits = BigInt(`0x${chainHash.slice(0, 10)}`);
  let code = '';
  for (let digit = 0; digit < 8; digit += 1) {
    code = CROCKFORD.charAt(Number(bits & 31n)) + code;
    bits >>= 5n;
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
