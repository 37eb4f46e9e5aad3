import * as z from 'zod/mini';
import { Role } from './access.ts';
import { PublicKeyText } from './bundle.ts';
import { Count, Digest, EmployeeId, Instant } from './primitives.ts';

/** Most people that one entry names; of more it says that it is about everybody of the site. */
export const AUDIT_PEOPLE_MAX = 1_000;
/** Most bytes of what was there before, and of what is there after; longer ones are kept as their digest. */
export const AUDIT_STATE_BYTES_MAX = 64 * 1024;
/** Most bytes of one line of an exported trail: both states, spelt with escapes, the people, and room. */
export const AUDIT_LINE_BYTES_MAX = 2 * 1024 * 1024;

/** `anonymous`: somebody who was not logged in. `system`: the hub itself, or a command at its machine. */
export const ActorKind = z.enum(['account', 'api-key', 'terminal', 'system', 'anonymous']);
export type ActorKind = z.infer<typeof ActorKind>;

/** Who did it, as they were then. The id says who it is; the name is for reading. */
export const AuditActor = z.object({
  kind: ActorKind,
  id: z.nullable(z.string()),
  name: z.string(),
  role: z.nullable(Role),
});
export type AuditActor = z.infer<typeof AuditActor>;

/** What was done, a stable name such as `corrections.made`. Names that end with `.seen` are looks: nothing changed. */
export const AuditAction = z.string().check(z.regex(/^[a-z][a-z-]*(?:\.[a-z][a-z-]*)+$/), z.maxLength(64));
export type AuditAction = z.infer<typeof AuditAction>;

const Subject = z.object({ kind: z.string(), id: z.nullable(z.string()) });
const Xid = z.string().check(z.regex(/^\d{1,20}$/));
const Position = z.int().check(z.minimum(1));

const ENTRY = {
  position: Position,
  id: z.uuid(),
  at: Instant,
  actor: AuditActor,
  session: z.nullable(z.string()),
  request: z.nullable(z.string()),
  /** Network address the request came from. */
  source: z.nullable(z.string()),
  action: AuditAction,
  subject: Subject,
  site: z.nullable(z.string()),
  /** Employees whom it concerns. */
  people: z.array(EmployeeId),
  /** It concerns everybody of `site`, or of all sites where that is null. */
  everybody: z.boolean(),
  why: z.nullable(z.string()),
};

/** An entry exactly as it is sealed: `before` and `after` are the characters of a JSON text. */
export const AuditEntry = z.strictObject({
  ...ENTRY,
  actor: z.strictObject(AuditActor.shape),
  subject: z.strictObject(Subject.shape),
  /** Transaction that wrote it; with `position` the order of the trail. */
  xid: Xid,
  before: z.nullable(z.string()),
  after: z.nullable(z.string()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** An entry as the API shows it. */
export const AuditEntryView = z.object({ ...ENTRY, before: z.unknown(), after: z.unknown() });
export type AuditEntryView = z.infer<typeof AuditEntryView>;

/** One link of the chain. `hash` is SHA-256 over the 32 bytes of the one before and the canonical JSON of `{ entry, number, sealedAt }`. */
export const AuditSeal = z.strictObject({
  number: z.int().check(z.minimum(1)),
  position: Position,
  xid: Xid,
  sealedAt: Instant,
  hash: Digest,
});
export type AuditSeal = z.infer<typeof AuditSeal>;

/** `GET /api/v1/audit` */
export const AuditPage = z.object({
  entries: z.array(AuditEntryView),
  /** Send it as `before` for the entries that come next; null: these are the oldest. */
  next: z.nullable(Position),
});
export type AuditPage = z.infer<typeof AuditPage>;

/** A look at somebody's data as that person may see it. */
export const LookView = z.object({
  id: z.uuid(),
  at: Instant,
  by: z.object({ kind: ActorKind, name: z.string(), role: z.nullable(Role) }),
  action: AuditAction,
});
export type LookView = z.infer<typeof LookView>;

/** `GET /api/v1/employees/:employee/looks` */
export const LooksPage = z.object({ looks: z.array(LookView), next: z.nullable(Position) });
export type LooksPage = z.infer<typeof LooksPage>;

/** The newest link of the chain. */
export const AuditHead = z.object({ number: z.int().check(z.minimum(1)), hash: Digest, at: Instant });
export type AuditHead = z.infer<typeof AuditHead>;

/** `GET /api/v1/audit/head`: null while nothing is sealed. */
export const AuditHeadAnswer = z.nullable(AuditHead);

/** `GET /api/v1/audit/key` */
export const AuditKey = z.object({ algorithm: z.literal('ed25519'), publicKey: PublicKeyText });
export type AuditKey = z.infer<typeof AuditKey>;

/** A head as it is published: one line of a heads file, the body of a POST. */
export const PublishedHead = z.object({
  ...AuditHead.shape,
  sig: z.string().check(z.regex(/^[A-Za-z0-9+/]{86}==$/)),
});
export type PublishedHead = z.infer<typeof PublishedHead>;

/** The exact text under a published head's signature. Its first line keeps the signature from being valid for anything else. */
export function headText({ number, hash, at }: AuditHead): string {
  return ['tapclock audit head 1', number, hash, at].join('\n');
}

/** A line of an exported trail. */
export const TrailLine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('trail'), version: z.literal(1), writtenAt: Instant }),
  z.strictObject({ kind: z.literal('sealed'), seal: AuditSeal, entry: z.nullable(AuditEntry) }),
  z.strictObject({ kind: z.literal('unsealed'), entry: AuditEntry }),
  z.strictObject({ kind: z.literal('end'), sealed: Count, unsealed: Count }),
]);
export type TrailLine = z.infer<typeof TrailLine>;
