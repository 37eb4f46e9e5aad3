import { isPrivateBroker, Language, Slug, Zone } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { LOG_LEVELS } from '../platform/index.ts';
import { ReaderConfig, sharesLinesRightly } from '../readers/index.ts';

/** What stands for a part that is not there: each of its fields is then named as missing by itself. */
const missing = {} as never;

const LOOPBACK_HOSTS = ['127.0.0.1', '::1', 'localhost'] as const;

const text = (lengthMax: number) =>
  z
    .string()
    .check(z.minLength(1, 'must not be empty'), z.maxLength(lengthMax, `at most ${lengthMax} characters`));
const slug = z
  .string()
  .check(
    z.refine(value => Slug.safeParse(value).success, { error: 'use a-z, 0-9 and inner hyphens, at most 64' }),
  );
const milliseconds = (min: number, max: number) =>
  z.int().check(z.minimum(min, `at least ${min} ms`), z.maximum(max, `at most ${max} ms`));

const zone = Zone.check(
  z.refine(isKnownZone, { error: 'not a time zone this system knows, such as Europe/Berlin' }),
);

const brokerUrl = z.string().check(
  z.refine(isBrokerUrl, {
    error: 'must be mqtts:// or wss:// with a host and no user in it; mqtt:// and ws:// only on this machine',
  }),
);

const hubUrl = z.string().check(
  z.refine(isHubUrl, {
    error: 'must be https:// with a host, without path or user; http:// only on this machine',
  }),
);

/** The bridge's configuration as written in a file, before defaults. Objects are strict, so that a typing error shows. */
export const ConfigFile = z.strictObject({
  dataDir: text(1000),
  terminal: slug.check(
    z.refine(name => name !== 'roster' && name !== 'presence', {
      error: 'this name is reserved for a topic',
    }),
  ),
  place: text(60),
  site: z.prefault(z.strictObject({ id: slug, name: text(60), zone, language: Language }), missing),
  siteKey: z.string().check(z.regex(/^[0-9a-f]{64}$/i, 'must be 32 bytes as 64 hex characters')),
  broker: z.prefault(
    z.strictObject({
      url: brokerUrl,
      username: text(200),
      password: text(200),
    }),
    missing,
  ),
  /** Where a kiosk that is in no configuration asks to be paired. */
  hub: z.optional(z.strictObject({ url: hubUrl })),
  kiosk: z.prefault(
    z.strictObject({
      host: z._default(z.enum(LOOPBACK_HOSTS, `only loopback: ${LOOPBACK_HOSTS.join(', ')}`), '127.0.0.1'),
      /** 0 asks the system for a free one. */
      port: z._default(z.int().check(z.minimum(0), z.maximum(65_535)), 8090),
      staticDir: z.optional(text(1000)),
    }),
    {},
  ),
  readers: z.array(ReaderConfig).check(
    z.minLength(1, 'a terminal needs at least one reader'),
    z.maxLength(16, 'at most 16 readers'),
    z.refine(readers => new Set(readers.map(reader => reader.id)).size === readers.length, {
      error: 'two readers have the same id',
    }),
    z.refine(sharesLinesRightly, {
      error: 'two readers have the same port: only OSDP readers share one, each with its own address',
    }),
  ),
  clocking: z.prefault(
    z.strictObject({
      countdownMs: z._default(milliseconds(500, 60_000), 4000),
      recordedMs: z._default(milliseconds(500, 60_000), 2500),
      unknownBadgeMs: z._default(milliseconds(500, 60_000), 4000),
      alreadyRecordedMs: z._default(milliseconds(500, 60_000), 2500),
      duplicateWindowMs: z._default(milliseconds(0, 600_000), 10_000),
      pinEnabled: z._default(z.boolean(), true),
      pinTimeoutMs: z._default(milliseconds(5000, 120_000), 20_000),
    }),
    {},
  ),
  journal: z.prefault(
    z.strictObject({
      rowsMax: z._default(z.int().check(z.minimum(100), z.maximum(10_000_000)), 1_000_000),
      keepDeliveredDays: z._default(z.int().check(z.minimum(1), z.maximum(3650)), 30),
    }),
    {},
  ),
  log: z.prefault(z.strictObject({ level: z._default(z.enum(LOG_LEVELS), 'info') }), {}),
});

/** A kiosk's configuration before it is paired: who it is and where its broker is, it will be told. */
export const UnpairedFile = z.extend(
  z.omit(ConfigFile, { terminal: true, place: true, site: true, siteKey: true, broker: true }),
  { hub: z.prefault(z.strictObject({ url: hubUrl }), missing) },
);

function isKnownZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    // RangeError is how Intl says that it does not know a zone (ECMA-402).
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isBrokerUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return isPrivateBroker(value) && url.hostname !== '' && url.username === '' && url.password === '';
}

/** What a kiosk is handed is sealed to it; who hands it out, only TLS can prove. */
function isHubUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const isPlain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  return isPlain && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal));
}
