import * as z from 'zod/mini';
import { LocalDateText } from './policy.ts';
import { Count, EmployeeId, Instant, Slug } from './primitives.ts';

/** Notifications are kept for so many days. */
export const NOTIFICATION_DAYS = 90;
/** Most mails to one account between two midnights; what comes after waits for the next morning. */
export const MAILS_PER_DAY_MAX = 20;
/** Those of them that are kept for what colleagues cannot bring about: nobody floods anybody out of their news. */
export const MAILS_RESERVED = 10;

/** What somebody can be told about. */
export const NotificationKind = z.enum([
  /** Somebody asks you about a day. */
  'question-asked',
  'statement-decided',
  'request-decided',
  'schedule-published',
  'shift-offered',
  /** Somebody in your teams has an exception that touches pay or law. */
  'exception-open',
  /** An exception was left open for too long. */
  'exception-escalated',
  'request-to-decide',
  'understaffed',
  /** A pay period was locked, unlocked or exported. */
  'period-changed',
  'device-problem',
  'webhook-off',
]);
export type NotificationKind = z.infer<typeof NotificationKind>;

/** What a notification is about, by ids: what does not apply is left out. */
export const NotificationSubject = z.object({
  exception: z.optional(z.uuid()),
  request: z.optional(z.uuid()),
  publication: z.optional(z.uuid()),
  webhook: z.optional(z.uuid()),
  employee: z.optional(EmployeeId),
  terminal: z.optional(Slug),
  /** Pay group of a period. */
  group: z.optional(z.string()),
  from: z.optional(LocalDateText),
  to: z.optional(LocalDateText),
  /** What sort of thing it is, such as the category of an exception or the kind of a request. */
  what: z.optional(z.string()),
  /** What became of it. */
  state: z.optional(z.string()),
});
export type NotificationSubject = z.infer<typeof NotificationSubject>;

export const NotificationView = z.object({
  id: z.uuid(),
  kind: NotificationKind,
  /** One sentence in the caller's language, without names. */
  message: z.string(),
  site: z.nullable(Slug),
  about: NotificationSubject,
  at: Instant,
  readAt: z.nullable(Instant),
});
export type NotificationView = z.infer<typeof NotificationView>;

export const UnreadCount = z.object({ unread: Count });
export type UnreadCount = z.infer<typeof UnreadCount>;

/** `POST /api/v1/notifications/read`: these, or all up to a moment. */
export const NotificationsRead = z.union([
  z.strictObject({ ids: z.array(z.uuid()).check(z.minLength(1), z.maxLength(100)) }),
  z.strictObject({ through: Instant }),
]);
export type NotificationsRead = z.infer<typeof NotificationsRead>;

/** `HH:MM` on the wall. */
const WallClock = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/));

/** How somebody hears of one kind. */
export const KindChannels = z.strictObject({ inApp: z.boolean(), email: z.boolean() });
export type KindChannels = z.infer<typeof KindChannels>;

/** `PUT /api/v1/auth/me/notification-settings` */
export const NotificationSettingsPut = z.strictObject({
  /** Kinds that are left out stay as they usually are. */
  kinds: z.partialRecord(NotificationKind, KindChannels),
  /** No mail between these local times; they may span midnight. null: at any time. */
  quiet: z.nullable(
    z.strictObject({
      from: WallClock,
      to: WallClock,
      /** Urgent kinds come all the same. */
      exceptUrgent: z.boolean(),
    }),
  ),
});
export type NotificationSettingsPut = z.infer<typeof NotificationSettingsPut>;

export const NotificationSettings = z.object({
  /** Every kind that the role can hear of. */
  kinds: z.array(
    z.object({ kind: NotificationKind, inApp: z.boolean(), email: z.boolean(), urgent: z.boolean() }),
  ),
  quiet: NotificationSettingsPut.shape.quiet,
  /** Where the quiet hours are looked up: the zone of the person's site. */
  zone: z.string(),
  /** Whether this hub sends mail at all. */
  mailAvailable: z.boolean(),
  /** Rises with every change; the ETag. */
  version: z.int(),
});
export type NotificationSettings = z.infer<typeof NotificationSettings>;

export const MailState = z.enum(['waiting', 'sent', 'dead']);
export type MailState = z.infer<typeof MailState>;

/** One mail, as whoever keeps the hub sees it: no address, no text. */
export const MailView = z.object({
  id: z.uuid(),
  account: z.uuid(),
  state: MailState,
  notifications: Count,
  attempts: Count,
  madeAt: Instant,
  nextTryAt: z.nullable(Instant),
  endedAt: z.nullable(Instant),
  /** Of the last try: status of the mail server without its words, or what kept it from answering. */
  problem: z.nullable(z.string()),
});
export type MailView = z.infer<typeof MailView>;
