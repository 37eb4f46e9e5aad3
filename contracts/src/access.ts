import * as z from 'zod/mini';
import { Count, EmployeeId, Instant, Language, lineOfText, Slug } from './primitives.ts';
import { said } from './said.ts';

/** What somebody is in the company. Rights follow from it; nobody is given a single right. */
export const Role = z.enum(['worker', 'supervisor', 'hr', 'admin']);
export type Role = z.infer<typeof Role>;

/** One thing that may be done. A route names the one it needs; a role, or the scopes of an API key, grant some. */
export const Right = z.enum([
  'sites.read',
  'sites.write',
  'people.read',
  'people.write',
  'people.erase',
  'badges.write',
  'punches.read',
  'board.read',
  'terminals.read',
  'terminals.write',
  'quarantine.read',
  'timesheets.read',
  'corrections.read',
  'corrections.write',
  'calendar.read',
  'calendar.write',
  'leave.read',
  'leave.write',
  'policies.read',
  'policies.write',
  'fairness.read',
  'periods.read',
  'periods.approve',
  'periods.lock',
  'periods.unlock',
  'exports.read',
  'exports.write',
  'mappings.read',
  'mappings.write',
  'accounts.read',
  'accounts.write',
  'api-keys.read',
  'api-keys.write',
  'audit.read',
  'metrics.read',
  'schedule.read',
  'schedule.write',
  'shifts.write',
  'schedule.subscribe',
  'requests.write',
  'requests.decide',
  'exceptions.read',
  'exceptions.settle',
  'statements.write',
  'timesheets.attest',
  'time.write',
  'tasks.read',
  'tasks.write',
  'webhooks.read',
  'webhooks.write',
]);
export type Right = z.infer<typeof Right>;

/** A team of a site. */
export const TeamName = z.object({ site: Slug, team: Slug });
export type TeamName = z.infer<typeof TeamName>;

/** Whose data a right is for. */
export const Reach = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everybody') }),
  z.object({ kind: z.literal('teams'), teams: z.array(TeamName) }),
  z.object({ kind: z.literal('self') }),
]);
export type Reach = z.infer<typeof Reach>;

export const PASSWORD_LENGTH_MIN = 12;
/** bcrypt reads 72 bytes and ignores the rest: longer ones are refused instead of cut. */
export const PASSWORD_BYTES_MAX = 72;

export const AccountId = z.uuid();
export type AccountId = z.infer<typeof AccountId>;

/** Login name; compared in lower case. RFC 5321, 4.5.3.1: at most 64 characters before the @. */
export const Email = z
  .string()
  .check(z.trim(), z.toLowerCase(), z.maxLength(254), z.email(), z.regex(/^.{1,64}@/));
export type Email = z.infer<typeof Email>;

/** A secret that somebody types; its strength is judged where it is chosen, not where it is used. */
export const TypedPassword = z.string().check(z.minLength(1), z.maxLength(1_024));
/** Six digits of an authenticator, or a recovery code. */
export const SecondFactorCode = z
  .string()
  .check(z.trim(), z.toLowerCase(), z.regex(/^(?:\d{6}|[a-z0-9]{5}-[a-z0-9]{5})$/));
/** A single-use secret that came in a link or a letter. */
export const Ticket = z.string().check(z.regex(/^[A-Za-z0-9_-]{20,100}$/));
export const PersonName = lineOfText(120);

/** An account as its owner and administrators see it. */
export const AccountView = z.object({
  id: AccountId,
  email: Email,
  name: PersonName,
  role: Role,
  /** The employee who owns it; null for somebody who does not clock in. */
  employee: z.nullable(EmployeeId),
  /** Teams a supervisor leads; empty for other roles. */
  teams: z.array(TeamName),
  language: Language,
  secondFactor: z.boolean(),
  disabledAt: z.nullable(Instant),
  createdAt: Instant,
  lastLoginAt: z.nullable(Instant),
  /** Rises with every change that an administrator makes; the ETag of the account. */
  version: z.int(),
});
export type AccountView = z.infer<typeof AccountView>;

/** `POST /api/v1/auth/login` */
export const LoginRequest = z.object({
  email: Email,
  password: TypedPassword,
  code: z.optional(SecondFactorCode),
});
export type LoginRequest = z.infer<typeof LoginRequest>;

/**
 * Answer of login, register, refresh and the way back from an identity provider. The refresh token is a cookie no script can read. `restricted`
 * is what must be done first: until then the session may do nothing but that.
 */
export const SessionView = z.object({
  accessToken: z.string(),
  expiresAt: Instant,
  account: AccountView,
  rights: z.array(Right),
  reach: Reach,
  restricted: z.nullable(z.enum(['enrol-second-factor'])),
});
export type SessionView = z.infer<typeof SessionView>;

/** `GET /api/v1/auth/me` */
export const Me = z.object({
  kind: z.enum(['account', 'api-key']),
  name: z.string(),
  account: z.nullable(AccountView),
  rights: z.array(Right),
  reach: Reach,
  restricted: z.nullable(z.enum(['enrol-second-factor'])),
});
export type Me = z.infer<typeof Me>;

/** How one may log in here, asked before anybody is logged in. */
export const LoginOptions = z.object({
  /** No account exists: the first one is made with the set-up code that the hub printed when it started. */
  setupNeeded: z.boolean(),
  /** Name of the company's own identity provider as shown on the button; null: there is none. */
  identityProvider: z.nullable(z.string()),
});
export type LoginOptions = z.infer<typeof LoginOptions>;

/** `POST /api/v1/auth/setup`: the first administrator. */
export const SetupRequest = z.object({
  code: Ticket,
  email: Email,
  name: PersonName,
  password: TypedPassword,
  language: z._default(Language, 'en'),
});
export type SetupRequest = z.infer<typeof SetupRequest>;

/** `POST /api/v1/invitations` */
export const NewInvitation = z
  .strictObject({
    email: Email,
    role: Role,
    employee: z._default(z.nullable(EmployeeId), null),
    teams: z._default(z.array(TeamName).check(z.maxLength(100)), []),
    language: z._default(Language, 'en'),
  })
  .check(
    z.refine(({ role, employee }) => role !== 'worker' || employee !== null, {
      ...said({
        en: 'a worker sees their own hours only: name the employee',
        de: 'ein Mitarbeiterkonto sieht nur die eigenen Stunden: nennen Sie die Person',
      }),
      path: ['employee'],
    }),
    z.refine(({ role, teams }) => role === 'supervisor' || teams.length === 0, {
      ...said({ en: 'only a supervisor has teams', de: 'nur Vorgesetzte haben Teams' }),
      path: ['teams'],
    }),
  );
export type NewInvitation = z.infer<typeof NewInvitation>;

export const InvitationView = z.object({
  id: z.uuid(),
  email: Email,
  role: Role,
  employee: z.nullable(EmployeeId),
  teams: z.array(TeamName),
  language: Language,
  invitedBy: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
});
export type InvitationView = z.infer<typeof InvitationView>;

/** The ticket is shown once and kept as a digest: hand it to the person. */
export const InvitationMade = z.extend(InvitationView, { ticket: Ticket });
export type InvitationMade = z.infer<typeof InvitationMade>;

/** `POST /api/v1/auth/register` */
export const RegisterRequest = z.strictObject({ ticket: Ticket, name: PersonName, password: TypedPassword });
export type RegisterRequest = z.infer<typeof RegisterRequest>;

/** `POST /api/v1/auth/password`: of the person who is logged in. */
export const PasswordChange = z.object({ current: TypedPassword, next: TypedPassword });
export type PasswordChange = z.infer<typeof PasswordChange>;

/** `POST /api/v1/accounts/:account/password-reset`: a ticket to hand to the person. */
export const PasswordResetMade = z.object({ ticket: Ticket, expiresAt: Instant });
export type PasswordResetMade = z.infer<typeof PasswordResetMade>;

/** `POST /api/v1/auth/password-reset` */
export const PasswordReset = z.object({ ticket: Ticket, password: TypedPassword });
export type PasswordReset = z.infer<typeof PasswordReset>;

/**
 * `POST /api/v1/auth/second-factor`. Only an account that has no password, because it logs in at the company's identity provider, goes
 * without.
 */
export const SecondFactorRequest = z.object({ password: z.optional(TypedPassword) });
export type SecondFactorRequest = z.infer<typeof SecondFactorRequest>;
/** A secret to scan; nothing is switched on until a code of it comes back. */
export const SecondFactorOffer = z.object({ secret: z.string(), uri: z.string() });
export type SecondFactorOffer = z.infer<typeof SecondFactorOffer>;
/** `POST /api/v1/auth/second-factor/confirm` */
export const SecondFactorConfirm = z.object({ code: z.string().check(z.regex(/^\d{6}$/)) });
export type SecondFactorConfirm = z.infer<typeof SecondFactorConfirm>;
/** Shown once; each works once in place of a code. */
export const SecondFactorOn = z.object({ recoveryCodes: z.array(z.string()) });
export type SecondFactorOn = z.infer<typeof SecondFactorOn>;
/** `POST /api/v1/auth/second-factor/remove` */
export const SecondFactorRemove = z.object({ password: z.optional(TypedPassword), code: SecondFactorCode });
export type SecondFactorRemove = z.infer<typeof SecondFactorRemove>;

/** `PATCH /api/v1/accounts/:account` */
export const AccountChange = z.strictObject({
  name: z.optional(PersonName),
  role: z.optional(Role),
  employee: z.optional(z.nullable(EmployeeId)),
  teams: z.optional(z.array(TeamName).check(z.maxLength(100))),
  language: z.optional(Language),
  disabled: z.optional(z.boolean()),
});
export type AccountChange = z.infer<typeof AccountChange>;

export const API_KEY_DAYS_MAX = 400;

/** `POST /api/v1/api-keys` */
export const NewApiKey = z.strictObject({
  name: PersonName,
  scopes: z.array(Right).check(z.minLength(1)),
  expiresInDays: z._default(z.int().check(z.minimum(1), z.maximum(API_KEY_DAYS_MAX)), 365),
});
export type NewApiKey = z.infer<typeof NewApiKey>;

export const ApiKeyView = z.object({
  id: z.uuid(),
  name: PersonName,
  scopes: z.array(Right),
  /** First characters of the key, by which its owner knows it again. */
  prefix: z.string(),
  createdBy: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
  lastUsedAt: z.nullable(Instant),
  revokedAt: z.nullable(Instant),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

/** The key is shown once and kept as a digest. */
export const ApiKeyMade = z.extend(ApiKeyView, { key: z.string() });
export type ApiKeyMade = z.infer<typeof ApiKeyMade>;

/** Sessions of one's own account: what is logged in where. */
export const OwnSession = z.object({
  id: z.uuid(),
  createdAt: Instant,
  lastUsedAt: Instant,
  expiresAt: Instant,
  userAgent: z.nullable(z.string()),
  current: z.boolean(),
});
export type OwnSession = z.infer<typeof OwnSession>;

/** Details of RATE_LIMITED: when to try again. */
export const RetryAfter = z.object({ retryAfterSeconds: Count });
export type RetryAfter = z.infer<typeof RetryAfter>;
