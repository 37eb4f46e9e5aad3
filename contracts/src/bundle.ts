import * as z from 'zod/mini';
import { LocalDateText } from './policy.ts';
import { Boot, Count, Digest, Instant, Sequence, Slug, Zone } from './primitives.ts';
import { LockDigests } from './sheet.ts';

/** Counts up when the lines of a bundle are written otherwise. */
export const BUNDLE_VERSION = 1;

/** Most bytes of one line, its end included: who reads a bundle never has to hold more of it (R11). */
export const BUNDLE_LINE_BYTES_MAX = 16 * 1024 * 1024;

/** Raw Ed25519 public key, 32 bytes, in base64. */
export const PublicKeyText = z.string().check(z.regex(/^[A-Za-z0-9+/]{43}=$/));

/** What an export file was made of and for: together with the sheets, all that its format is told. */
export const BundleContext = z.strictObject({
  site: Slug,
  zone: Zone,
  group: z.string(),
  from: LocalDateText,
  to: LocalDateText,
  payday: LocalDateText,
  lock: z.string(),
  engineVersion: Count,
  sheetsDigest: Digest,
});

export type BundleContext = z.infer<typeof BundleContext>;

/** First line of a bundle. */
export const BundleHeader = z.strictObject({
  kind: z.literal('header'),
  bundle: z.literal(BUNDLE_VERSION),
  context: BundleContext,
  lock: z.strictObject({
    revision: z.int().check(z.minimum(1)),
    by: z.string(),
    at: Instant,
    people: Count,
    timeZoneData: z.string(),
    digests: LockDigests,
  }),
  export: z.strictObject({
    format: z.string(),
    mapping: z.strictObject({ version: Count, settings: z.record(z.string(), z.unknown()) }),
    fileName: z.string(),
    mediaType: z.string(),
    people: Count,
    lines: Count,
    bytes: Count,
    sha256: Digest,
    /** Digest of the refusals that the file leaves out because somebody enters them by hand; null when it is whole. */
    leftOut: z.nullable(Digest),
  }),
  /** Every key that the terminals of the batches had until the lock, used or not, by terminal. */
  terminals: z.array(z.strictObject({ terminal: Slug, keys: z.array(PublicKeyText).check(z.minLength(1)) })),
});
export type BundleHeader = z.infer<typeof BundleHeader>;

/** A batch as its terminal signed it (contracts/punch.ts): all its punches, because its chain runs through all of them. */
export const BundleBatch = z.strictObject({
  kind: z.literal('batch'),
  terminal: Slug,
  boot: Boot,
  from: Sequence,
  previous: Digest,
  head: Digest,
  sent: z.strictObject({ at: Instant, uptimeMs: z.nullable(Count) }),
  sig: z.string().check(z.regex(/^[A-Za-z0-9+/]{86}==$/)),
  /** RFC 8785 text of each punch: the very bytes under the chain's hashes. */
  punches: z.array(z.string()).check(z.minLength(1)),
});
export type BundleBatch = z.infer<typeof BundleBatch>;

/** One person of the lock, in order of their ids. Inputs and sheet are the JSON texts that were hashed when the period was locked. */
export const BundlePerson = z.strictObject({
  kind: z.literal('person'),
  inputsHash: Digest,
  sheetHash: Digest,
  /** Text of a SheetInputs. */
  inputs: z.string(),
  /** Text of a Sheet. */
  sheet: z.string(),
});
export type BundlePerson = z.infer<typeof BundlePerson>;

/** Bytes of the export file from this offset on. */
export const BundleFile = z.strictObject({ kind: z.literal('file'), offset: Count, base64: z.base64() });
export type BundleFile = z.infer<typeof BundleFile>;

/** Last line: the number of lines before it and the SHA-256 of all their bytes, line ends included. */
export const BundleEnd = z.strictObject({ kind: z.literal('end'), lines: Count, sha256: Digest });
export type BundleEnd = z.infer<typeof BundleEnd>;

/** One line of a proof bundle, docs/proof.md: UTF-8 JSON, ended by one line feed. They come in the order of this list. */
export const BundleLine = z.discriminatedUnion('kind', [
  BundleHeader,
  BundleBatch,
  BundlePerson,
  BundleFile,
  BundleEnd,
]);
export type BundleLine = z.infer<typeof BundleLine>;
