import * as z from 'zod/mini';
import { Count, Digest, Instant, Language, lineOfText, Slug, Zone } from './primitives.ts';
import { said } from './said.ts';

/**
 * Letters and digits of a pairing code, which is read from a screen and typed elsewhere: of those that look alike (0 O Q, 1 I L, 2 Z, 5 S, 6 G, 8 B,
 * U V) at most one is in it.
 */
export const PAIRING_CODE_ALPHABET = 'ACDEFGHJKMNPQRTVWXY3479';
export const PAIRING_CODE_LENGTH = 8;

/** A pairing code as it is compared: without the hyphen that is shown in its middle. */
export const PairingCode = z
  .string()
  .check(z.regex(new RegExp(`^[${PAIRING_CODE_ALPHABET}]{${PAIRING_CODE_LENGTH}}$`)));
export type PairingCode = z.infer<typeof PairingCode>;

/** A code as somebody types it: in any case, with hyphens or spaces. */
export const TypedPairingCode = z.string().check(
  z.maxLength(40),
  z.overwrite(text => text.toUpperCase().replace(/[\s-]/g, '')),
  z.minLength(
    1,
    said({ en: 'type the code that the kiosk shows', de: 'tippen Sie den Code, den das Terminal zeigt' }),
  ),
);

/** How a code is shown, `ACDE-FGHJ`. */
export function shownPairingCode(code: PairingCode): string {
  return `${code.slice(0, PAIRING_CODE_LENGTH / 2)}-${code.slice(PAIRING_CODE_LENGTH / 2)}`;
}

const base64OfBytes = (bytes: number) =>
  z
    .string()
    .check(
      z.regex(
        new RegExp(`^[A-Za-z0-9+/]{${Math.ceil((bytes * 8) / 6)}}={${(3 - (bytes % 3)) % 3}}$`),
        said({ en: `must be ${bytes} bytes in base64`, de: `muss aus ${bytes} Byte in Base64 bestehen` }),
      ),
    );

/** Raw Ed25519 or X25519 public key, 32 bytes in base64. */
export const RawKeyText = base64OfBytes(32);
/** Ed25519 signature, 64 bytes in base64. */
export const SignatureText = base64OfBytes(64);
const Fingerprint = z.string().check(z.regex(/^(?:[0-9a-f]{4} ){3}[0-9a-f]{4}$/));

/** First 64 bits of a key's SHA-256 in groups, for two people to compare: shorter ones can be met by trying keys. */
export function shownFingerprint(digest: Digest): string {
  return [0, 4, 8, 12].map(at => digest.slice(at, at + 4)).join(' ');
}

/** What the device calls itself, such as its host name; for the person who approves. */
const Device = lineOfText(60);
const DeviceVersions = z.object({ bridge: lineOfText(40), node: lineOfText(40) });

/** `POST /api/v1/pairings`: a kiosk that belongs to nobody yet asks to be let in. */
export const PairingRequest = z.object({
  /** Device key, which signs punches from then on. */
  publicKey: RawKeyText,
  /** X25519 key of this request alone: what the hub hands out is sealed to it. */
  exchangeKey: RawKeyText,
  device: Device,
  versions: DeviceVersions,
  /** When it asks, by the hub's clock as far as it knows it: one that somebody recorded is soon too old to be sent again. */
  askedAt: Instant,
  /** The device key over `pairingRequestText`. */
  sig: SignatureText,
});
export type PairingRequest = z.infer<typeof PairingRequest>;

/**
 * Detail code of a request whose `askedAt` is not now. A kiosk's clock may be anywhere: it takes the time of the hub from `meta.timestamp` of this
 * answer and asks again.
 */
export const PAIRING_NOT_NOW = 'REQUEST_NOT_NOW';

export const PairingOpened = z.object({
  id: z.uuid(),
  code: PairingCode,
  expiresAt: Instant,
  /** The same as a span: the kiosk's clock may be anywhere. */
  expiresInMs: Count,
  /** How often the kiosk may ask whether somebody approved. */
  askAgainMs: Count,
});
export type PairingOpened = z.infer<typeof PairingOpened>;

/** `POST /api/v1/pairings/:id/claim` and `.../acknowledge`. */
export const PairingProof = z.object({ sig: SignatureText });
export type PairingProof = z.infer<typeof PairingProof>;

/**
 * Bytes for the holder of one X25519 key: shared secret with the ephemeral key (RFC 7748), HKDF-SHA-256 (RFC 5869) with both public keys as salt and
 * the purpose and context as info, AES-256-GCM with the context as additional data. `box` ends with the tag.
 */
export const SealedBox = z.object({
  ephemeralKey: RawKeyText,
  nonce: base64OfBytes(12),
  box: z.string().check(z.maxLength(8_192), z.regex(/^[A-Za-z0-9+/]+={0,2}$/)),
});
export type SealedBox = z.infer<typeof SealedBox>;

/** Answer of a claim. */
export const PairingClaim = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), expiresInMs: Count, askAgainMs: Count }),
  /** Can be asked for again until it is acknowledged or has expired. */
  z.object({ state: z.literal('approved'), handOut: SealedBox }),
  /** Nothing is handed out any more: the kiosk asks anew. */
  z.object({ state: z.literal('ended') }),
]);
export type PairingClaim = z.infer<typeof PairingClaim>;

/** Whether nobody on the way can read what is said to a broker: TLS, or a line that does not leave this machine. */
export function isPrivateBroker(url: string): boolean {
  const [, protocol, host = ''] =
    /^(mqtts?|wss?):\/\/(?:[^/?#\\]*@)?(\[[^\]]*\]|[^:/?#@\\]*)/i.exec(url) ?? [];
  if (protocol === undefined) return false;
  return /^(?:mqtts|wss)$/i.test(protocol) || /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(host);
}

/** All that a kiosk needs to be a terminal; travels sealed only. */
export const HandOut = z.object({
  terminal: Slug,
  place: lineOfText(60),
  site: z.object({ id: Slug, name: z.string(), zone: Zone, language: Language }),
  siteKey: Digest,
  broker: z.object({
    url: z.string().check(z.maxLength(300), z.refine(isPrivateBroker)),
    username: z.string().check(z.minLength(1), z.maxLength(200)),
    password: z.string().check(z.minLength(1), z.maxLength(200)),
  }),
});
export type HandOut = z.infer<typeof HandOut>;

/** `GET /api/v1/pairings?code=`: what the person who approves compares with the kiosk in front of them. */
export const PairingView = z.object({
  id: z.uuid(),
  fingerprint: Fingerprint,
  device: Device,
  versions: DeviceVersions,
  /** Network address it asked from. */
  source: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
  /** The terminal that has this very key already: pairing it again under its name gives it a new broker password. */
  knownAs: z.nullable(Slug),
});
export type PairingView = z.infer<typeof PairingView>;

/** `POST /api/v1/pairings/approve` */
export const PairingApproval = z.object({
  code: TypedPairingCode,
  site: Slug,
  /** The terminal's name. */
  id: Slug.check(
    z.refine(
      id => id !== 'roster' && id !== 'presence',
      said({ en: 'this name is reserved', de: 'dieser Name ist vergeben' }),
    ),
  ),
  place: lineOfText(60),
  /** Lets this kiosk take over the name of another one, which is cut off. */
  replace: z._default(z.boolean(), false),
});
export type PairingApproval = z.infer<typeof PairingApproval>;

export const PairingApproved = z.object({
  terminal: Slug,
  site: Slug,
  place: z.string(),
  fingerprint: Fingerprint,
});
export type PairingApproved = z.infer<typeof PairingApproved>;

const KEY_ROTATION_ROOT = 'tapclock key rotation v1';
const PAIRING_ROOT = 'tapclock pairing v1';

/** What the device key signs to show that it is there when a kiosk asks to be paired. JSON, so that no field can run into the next. */
export function pairingRequestText(request: Omit<PairingRequest, 'sig'>): string {
  const { publicKey, exchangeKey, device, versions, askedAt } = request;
  return JSON.stringify([
    PAIRING_ROOT,
    'request',
    publicKey,
    exchangeKey,
    device,
    versions.bridge,
    versions.node,
    askedAt,
  ]);
}

/** What the device key signs to claim or to acknowledge one hand-out. */
export function pairingProofText(verb: 'claim' | 'acknowledge', id: string): string {
  return JSON.stringify([PAIRING_ROOT, verb, id]);
}

/** Purposes of sealed boxes: one sealed for the one opens as no other. */
export const SEAL_PURPOSES = {
  pairing: `${PAIRING_ROOT} hand-out`,
  rotation: `${KEY_ROTATION_ROOT} login`,
} as const;

/** A terminal's offer of a new key: travels in its status until the hub has taken it. */
export const KeyOffer = z.object({
  rotation: z.uuid(),
  publicKey: RawKeyText,
  /** X25519 key that a new broker password is sealed to; null where the login stands in a configuration that is not the bridge's to change. */
  exchangeKey: z.nullable(RawKeyText),
  /** The old key and the new one over `keyOfferText`. */
  oldSig: SignatureText,
  newSig: SignatureText,
});
export type KeyOffer = z.infer<typeof KeyOffer>;

/** What both keys sign: for this terminal, this rotation and this old key only. */
export function keyOfferText(
  terminal: string,
  oldKey: string,
  offer: Pick<KeyOffer, 'rotation' | 'publicKey' | 'exchangeKey'>,
): string {
  const { rotation, publicKey, exchangeKey } = offer;
  return JSON.stringify([KEY_ROTATION_ROOT, terminal, rotation, oldKey, publicKey, exchangeKey]);
}

/** What a rotation may hand out: a new broker password. */
export const NewLogin = z.object({ password: z.string().check(z.minLength(1), z.maxLength(200)) });
export type NewLogin = z.infer<typeof NewLogin>;

/** `GET /api/v1/terminals/:id` */
export const TerminalView = z.object({
  terminal: Slug,
  site: Slug,
  place: z.string(),
  enrolledAt: Instant,
  revoked: z.nullable(z.object({ at: Instant, by: z.string(), reason: z.string() })),
  /** Every key it had, newest first; the newest is in use. */
  keys: z.array(z.object({ fingerprint: Fingerprint, since: Instant })),
  rotation: z.nullable(z.object({ id: z.uuid(), askedAt: Instant, askedBy: z.string() })),
  /** Grows with each change; its ETag. */
  version: Count,
});
export type TerminalView = z.infer<typeof TerminalView>;

/** `PATCH /api/v1/terminals/:id` */
export const TerminalChange = z.object({ place: lineOfText(60) });
export type TerminalChange = z.infer<typeof TerminalChange>;

/** `DELETE /api/v1/terminals/:id` */
export const TerminalRevocation = z.object({ reason: lineOfText(200) });
export type TerminalRevocation = z.infer<typeof TerminalRevocation>;

/** `POST /api/v1/terminals/:id/rotate-key`: done when the terminal has answered; see `rotation` of `TerminalView`. */
export const RotationAsked = z.object({ terminal: Slug, rotation: z.uuid() });
export type RotationAsked = z.infer<typeof RotationAsked>;
