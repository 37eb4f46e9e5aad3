import * as z from 'zod/mini';
import { wiegandShape } from '../wiegand/wiegand-shape.ts';

/** OSDP's own speeds; a line of one reader may have any that the port has. */
export const BAUD_RATE_DEFAULT = 9600;

const SCBK_DEFAULT_HEX = '303132333435363738393A3B3C3D3E3F';
const key = z.string().check(
  z.regex(/^[0-9A-Fa-f]{32}$/, 'a key is 32 hex characters'),
  z.refine(value => value.toUpperCase() !== SCBK_DEFAULT_HEX, {
    error: 'this is the public default key: a key of your own, or allowDefaultKey',
  }),
);
const keyCode = z.int().check(z.minimum(0), z.maximum(255));
const address = z
  .int()
  .check(z.minimum(0, 'an address is 0 to 126'), z.maximum(126, 'an address is 0 to 126'));
const baudRate = z.int().check(z.minimum(1200, 'at least 1200'), z.maximum(1_288_000, 'at most 1288000'));

/** What a site may set for each reader. */
export const osdpShape = {
  address: z._default(address, 0),
  /** Speed of the port; the same for all readers of a line. */
  baudRate: z._default(baudRate, BAUD_RATE_DEFAULT),
  /** The reader's own key (SCBK). Without it the reader is not used, unless one of the next two allows it. */
  scbk: z.optional(key),
  /** Use a reader that knows only the public default key: anyone on the wire can read along and forge. */
  allowDefaultKey: z._default(z.boolean(), false),
  /** Use a reader that knows no encryption, or for which no key is set. */
  allowUnencrypted: z._default(z.boolean(), false),
  /** A new key to send to the reader, once, soon after the start; then move it to `scbk`. On an isolated bench only. */
  installKey: z.optional(key),
  /** `auto` begins with the CRC and takes the checksum for a reader that refuses it. */
  checksum: z._default(z.enum(['auto', 'crc', 'sum']), 'auto'),
  /** How often the reader is asked for news. */
  pollMs: z._default(z.int().check(z.minimum(20, 'at least 20 ms'), z.maximum(1000, 'at most 1000 ms')), 50),
  /** What the keypad sends for `*` and `#`. */
  keypadStar: z._default(keyCode, 0x7f),
  keypadHash: z._default(keyCode, 0x0d),
  /** Gives the reader another address or speed, once. */
  comset: z.optional(z.strictObject({ address: z.optional(address), baudRate: z.optional(baudRate) })),
  /** A reader in software. */
  virtual: z.optional(z.literal(true)),
  ...wiegandShape,
};

export type OsdpSettings = z.infer<z.ZodMiniObject<typeof osdpShape>>;

/**
 * Key of readers in software for which no other is set, so that they come up as a real one should. Public, since it is written here; never
 * used for a real port.
 */
export const DEMO_KEY = '746170636C6F636B2D64656D6F6B6579';

/** Settings as they are used: a reader in software gets the demo key, unless its settings say how else it comes up. */
export function withDemoKey(settings: OsdpSettings): OsdpSettings {
  const { virtual, scbk, allowDefaultKey, allowUnencrypted, installKey } = settings;
  const isToldHow = scbk !== undefined || installKey !== undefined || allowDefaultKey || allowUnencrypted;
  return virtual === undefined || isToldHow ? settings : { ...settings, scbk: DEMO_KEY };
}

/** Bytes of a key that is 32 hex characters. */
export function keyBytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
