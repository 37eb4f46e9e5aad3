import * as z from 'zod/mini';
import { ExceptionEvent } from './exceptions.ts';
import { LocalDateText } from './policy.ts';
import { Count, EmployeeId, Instant, lineOfText, PunchId, Slug } from './primitives.ts';
import { PersonState, PunchAction } from './punch.ts';
import { RequestEvent } from './requests.ts';
import { said } from './said.ts';

/** Webhooks of a company; a company has a handful of systems that listen. */
export const WEBHOOKS_MAX = 50;
/** Messages that wait for one webhook; it is switched off when another would come. */
export const WEBHOOK_QUEUE_MAX = 100_000;
/** Most people that one message names; of more it says that it may be anybody. */
export const WEBHOOK_PEOPLE_MAX = 1_000;
/** How long the secret before may stay good after a new one was made. */
export const SECRET_OVERLAP_HOURS_MAX = 168;

/** What a system outside can be told. */
export const WebhookEventType = z.enum([
  'punch.recorded',
  'correction.made',
  'exception.changed',
  'schedule.published',
  'request.changed',
  'attestation.changed',
  'period.changed',
  'task.changed',
  'people.changed',
  'terminal.changed',
]);
export type WebhookEventType = z.infer<typeof WebhookEventType>;

/** People by their ids; null: more than a message names, or anybody of the site. Ask the API what they are now. */
const People = z.nullable(z.array(EmployeeId).check(z.maxLength(WEBHOOK_PEOPLE_MAX)));

const message = <Type extends string, Data extends z.ZodMiniType>(type: Type, data: Data) =>
  z.object({
    /** The same in every delivery of the message: whoever has seen it has had it. */
    id: z.string(),
    type: z.literal(type),
    /** Of `data` of this type; a change that a reader would notice raises it. */
    version: z.literal(1),
    /** When it was committed. */
    time: Instant,
    /** null: the message is about no site. */
    site: z.nullable(Slug),
    data,
  });

/**
 * What is sent. Ids and times and no names: whoever needs more asks the API with a key of its own, whose rights say how much it gets.
 */
export const WebhookMessage = z.discriminatedUnion('type', [
  message(
    'punch.recorded',
    z.object({
      punchId: PunchId,
      terminal: Slug,
      employee: z.nullable(EmployeeId),
      action: PunchAction,
      occurredAt: Instant,
      receivedAt: Instant,
      state: z.nullable(PersonState),
      /** Codes of what was noticed. */
      findings: z.array(z.string()),
    }),
  ),
  message(
    'correction.made',
    z.object({ correction: z.uuid(), employee: EmployeeId, from: Instant, to: Instant }),
  ),
  message('exception.changed', z.omit(ExceptionEvent, { by: true })),
  message(
    'schedule.published',
    z.object({ publication: z.uuid(), employees: People, from: LocalDateText, to: LocalDateText }),
  ),
  message('request.changed', z.extend(z.omit(RequestEvent, { by: true }), { others: People })),
  message(
    'attestation.changed',
    z.object({ employee: EmployeeId, from: LocalDateText, to: LocalDateText, attested: z.boolean() }),
  ),
  message(
    'period.changed',
    z.object({
      group: z.string(),
      from: LocalDateText,
      change: z.enum(['approved', 'withdrawn', 'locked', 'unlocked', 'exported']),
      employees: People,
    }),
  ),
  message('task.changed', z.object({ task: z.uuid() })),
  message('people.changed', z.object({ employees: People })),
  message('terminal.changed', z.object({ terminal: Slug })),
  /** Sent by hand, to see whether the way is open. */
  message('webhook.test', z.object({})),
]);
export type WebhookMessage = z.infer<typeof WebhookMessage>;

const URL_LENGTH_MAX = 2_000;

/** Where messages go: HTTPS, in clear on this machine only; no name and password in it, they would stand in logs. */
export const WebhookUrl = z.string().check(
  z.trim(),
  z.maxLength(URL_LENGTH_MAX),
  z.refine(
    isWebhookUrl,
    said({
      en: 'must be a URL starting with https: (http: on this machine only), without user, password and #fragment',
      de: 'muss eine URL sein, die mit https: beginnt (http: nur auf diesem Rechner), ohne Benutzer, Passwort und #Fragment',
    }),
  ),
);

const Wanted = {
  url: WebhookUrl,
  types: z.array(WebhookEventType).check(z.minLength(1), z.maxLength(WebhookEventType.options.length)),
  /** Messages of this site only; null: of all. */
  site: z.nullable(Slug),
  /** Which system it is, for people. */
  description: lineOfText(200),
  /** While it is not, nothing is sent and nothing new waits. */
  active: z.boolean(),
};

/** `POST /api/v1/webhooks` */
export const NewWebhook = z.strictObject({
  ...Wanted,
  site: z._default(Wanted.site, null),
  active: z._default(Wanted.active, true),
});
export type NewWebhook = z.infer<typeof NewWebhook>;

/** `PUT /api/v1/webhooks/:id` */
export const WebhookChange = z.strictObject(Wanted);
export type WebhookChange = z.infer<typeof WebhookChange>;

/** Why the hub sends nothing more until somebody switches it on again. */
export const WebhookOffReason = z.enum([
  /** It answered 410: nobody wants to hear any more. */
  'gone',
  /** Nothing got through for three days. */
  'failing',
  /** Too many messages wait. */
  'queue-full',
]);
export type WebhookOffReason = z.infer<typeof WebhookOffReason>;

export const WebhookView = z.object({
  id: z.uuid(),
  ...Wanted,
  /** What the hub switched off by itself. */
  off: z.nullable(z.object({ at: Instant, why: WebhookOffReason })),
  /** Messages on their way. */
  waiting: Count,
  /** Nothing has got through since then; null: the last one did. */
  failingSince: z.nullable(Instant),
  /** The next try; null: nothing waits. */
  nextTryAt: z.nullable(Instant),
  /** Messages are signed with the secret before, too, until then. */
  earlierSecretUntil: z.nullable(Instant),
  createdBy: z.string(),
  createdAt: Instant,
  /** Rises when it is changed or switched off; the ETag of the webhook. Its queue moves without it. */
  version: z.int(),
});
export type WebhookView = z.infer<typeof WebhookView>;

/** The secret is shown here and nowhere again: `whsec_` and 32 bytes in base64. */
export const WebhookMade = z.extend(WebhookView, { secret: z.string() });
export type WebhookMade = z.infer<typeof WebhookMade>;

/** `POST /api/v1/webhooks/:id/secret` */
export const NewWebhookSecret = z.strictObject({
  /** Messages carry signatures of both secrets for so long. 0: the old one is known to somebody else. */
  overlapHours: z._default(z.int().check(z.minimum(0), z.maximum(SECRET_OVERLAP_HOURS_MAX)), 24),
});
export type NewWebhookSecret = z.infer<typeof NewWebhookSecret>;

export const DeliveryState = z.enum(['waiting', 'delivered', 'given-up']);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** Why no answer came. */
export const DeliveryProblem = z.enum([
  /** Its name is not known. */
  'unknown-host',
  /** It is in a network that webhooks may not reach. */
  'forbidden-address',
  'timeout',
  /** Its certificate was not accepted. */
  'tls',
  'connection',
]);
export type DeliveryProblem = z.infer<typeof DeliveryProblem>;

/** One message to one webhook. */
export const DeliveryView = z.object({
  id: z.uuid(),
  webhook: z.uuid(),
  /** Id of the message, as in `webhook-id`. */
  message: z.string(),
  type: z.string(),
  state: DeliveryState,
  attempts: Count,
  madeAt: Instant,
  endedAt: z.nullable(Instant),
  /** The last try. */
  last: z.nullable(
    z.object({
      at: Instant,
      tookMs: Count,
      status: z.nullable(z.int()),
      problem: z.nullable(DeliveryProblem),
      /** The first bytes of what was answered. */
      answer: z.nullable(z.string()),
    }),
  ),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

/** With what was sent, to the letter. */
export const DeliveryDetail = z.extend(DeliveryView, { body: z.string() });
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;

/** Names of this machine itself. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
  return isSafe && username === '' && password === '' && hash === '' && !text.endsWith('#');
}
