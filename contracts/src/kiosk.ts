import * as z from 'zod/mini';
import { PairingCode } from './pairing.ts';
import { Count, Instant, Language, Slug, Zone } from './primitives.ts';
import { PersonState, PunchAction } from './punch.ts';
import { Verdict } from './receipt.ts';
import { ShiftWindow } from './roster.ts';
import { ReaderState } from './status.ts';

/** One person at the kiosk, from tap to idle. A choice for an earlier visit is ignored. */
export const Visit = z.int().check(z.minimum(1));

export const KioskPerson = z.object({ shortName: z.string(), language: Language });
export type KioskPerson = z.infer<typeof KioskPerson>;

/** What the bridge tells the worker before the punch; decided locally, so it works with the cable out. */
export const KioskWarning = z.discriminatedUnion('code', [
  z.object({ code: z.literal('late'), seconds: Count }),
  z.object({ code: z.literal('early'), seconds: Count }),
  z.object({ code: z.literal('unscheduled') }),
  /** Still clocked in from a shift that ended long ago. */
  z.object({ code: z.literal('missing-clock-out'), clockedInAt: Instant }),
  /** The terminal's clock may be wrong; the hub will judge. */
  z.object({ code: z.literal('clock-suspect') }),
]);
export type KioskWarning = z.infer<typeof KioskWarning>;

/** How far a punch has come: kept here, on its way, or committed at the hub. */
export const Delivery = z.enum(['offline', 'waiting', 'confirmed', 'quarantined']);
export type Delivery = z.infer<typeof Delivery>;

/** How far an unpaired kiosk has come. `hub` is the host it asks, as text for a person. */
export const PairingStep = z.discriminatedUnion('step', [
  z.object({ step: z.literal('asking'), hub: z.string() }),
  z.object({
    step: z.literal('code'),
    hub: z.string(),
    code: PairingCode,
    /** Of the device key, to be compared with what the administrator sees. */
    fingerprint: z.string(),
    remainingMs: Count,
    /** The hub does not answer just now; the code stays good. */
    hubAway: z.boolean(),
  }),
  z.object({ step: z.literal('hub-away'), hub: z.string() }),
  /** The hub answered, and not with a code. */
  z.object({ step: z.literal('refused'), hub: z.string(), reason: z.enum(['busy', 'not-understood']) }),
  z.object({ step: z.literal('paired'), site: z.string(), place: z.string() }),
]);
export type PairingStep = z.infer<typeof PairingStep>;

/** The whole truth about what to draw. The bridge decides, the page draws; a reload shows the same screen again. */
export const KioskScreen = z.discriminatedUnion('screen', [
  z.object({ screen: z.literal('idle') }),
  z.object({
    screen: z.literal('card'),
    visit: Visit,
    person: KioskPerson,
    state: PersonState,
    since: z.nullable(Instant),
    shift: z.nullable(ShiftWindow),
    weekMinutes: z.nullable(Count),
    proposed: PunchAction,
    /** The other allowed actions, most likely first. */
    others: z.array(PunchAction),
    warnings: z.array(KioskWarning),
    /** The proposed action records itself when this runs out. */
    countdown: z.object({ totalMs: Count, remainingMs: Count }),
  }),
  z.object({
    screen: z.literal('pin'),
    visit: Visit,
    step: z.enum(['number', 'pin']),
    error: z.nullable(z.enum(['unknown-number', 'wrong-pin', 'locked'])),
    retryAfterMs: Count,
    checking: z.boolean(),
    remainingMs: Count,
  }),
  z.object({
    screen: z.literal('recorded'),
    visit: Visit,
    person: KioskPerson,
    action: PunchAction,
    occurredAt: Instant,
    shift: z.nullable(ShiftWindow),
    receipt: z.string(),
    delivery: Delivery,
    verdict: z.nullable(Verdict),
    warnings: z.array(KioskWarning),
    remainingMs: Count,
  }),
  z.object({
    screen: z.literal('unknown-badge'),
    visit: Visit,
    /** The number as it is usually printed on this kind of badge; null when none is known. */
    printed: z.nullable(z.string()),
    occurredAt: Instant,
    receipt: z.string(),
    delivery: Delivery,
    /** The hub knew better: the badge was handed out since this kiosk last heard. */
    verdict: z.nullable(Verdict),
    remainingMs: Count,
  }),
  z.object({
    screen: z.literal('already-recorded'),
    visit: Visit,
    person: KioskPerson,
    action: PunchAction,
    occurredAt: Instant,
    remainingMs: Count,
  }),
  /** Nothing can be recorded now, and the screen says so in red: no worker walks away believing otherwise. */
  z.object({ screen: z.literal('refused'), reason: z.enum(['journal-full', 'journal-failed']) }),
  z.object({ screen: z.literal('identify'), remainingMs: Count }),
  /** This kiosk belongs to no site yet: no badge is read, and the screen says what an administrator does. */
  z.object({ screen: z.literal('pairing'), step: PairingStep }),
]);
export type KioskScreen = z.infer<typeof KioskScreen>;

export const KioskHealth = z.object({
  link: z.enum(['online', 'offline']),
  offlineSince: z.nullable(Instant),
  /** Punches kept here without a receipt. */
  kept: Count,
  readers: z.array(z.object({ id: Slug, place: z.string(), state: ReaderState })),
  journal: z.enum(['ok', 'full', 'failed']),
});
export type KioskHealth = z.infer<typeof KioskHealth>;

/** Bridge to page. */
export const KioskServerMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    terminal: Slug,
    site: z.object({ id: Slug, name: z.string(), zone: Zone, language: Language }),
    place: z.string(),
    pinEnabled: z.boolean(),
    /** A reader types into the page: it passes on what was typed too fast for a person. */
    pageReader: z._default(z.boolean(), false),
  }),
  z.object({ type: z.literal('health'), health: KioskHealth }),
  z.object({ type: z.literal('screen'), screen: KioskScreen }),
  /** How many digits have been typed on the reader's own keypad, for the PIN pad of this visit. Never which. */
  z.object({ type: z.literal('keypad'), visit: Visit, count: z.int().check(z.minimum(0), z.maximum(10)) }),
]);
export type KioskServerMessage = z.infer<typeof KioskServerMessage>;

/** Text that a reader typed into the page: printable ASCII, since it comes from whatever was held to it. */
export const TypedText = z.string().check(z.regex(/^[ -~]{1,128}$/));
export type TypedText = z.infer<typeof TypedText>;

/** Page to bridge. */
export const KioskClientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('choose'), visit: Visit, action: PunchAction }),
  z.object({ type: z.literal('cancel'), visit: Visit }),
  z.object({ type: z.literal('pin-start') }),
  z.object({ type: z.literal('pin-enter'), visit: Visit, digits: z.string().check(z.regex(/^\d{1,10}$/)) }),
  z.object({ type: z.literal('typed'), text: TypedText }),
]);
export type KioskClientMessage = z.infer<typeof KioskClientMessage>;
