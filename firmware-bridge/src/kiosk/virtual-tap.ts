import { Slug } from '@tapclock/contracts';
import * as z from 'zod/mini';

/** Body of `POST /virtual-reader/tap`: the ten printed digits (with the version byte they leave out) or ten hex characters. */
export const VirtualTap = z.object({
  badge: z.string().check(z.regex(/^(?:\d{10}|[0-9A-Fa-f]{10})$/)),
  version: z.optional(z.int().check(z.minimum(0), z.maximum(255))),
  /** Needed only where a kiosk has several virtual readers. */
  reader: z.optional(Slug),
  holdMs: z.optional(z.int().check(z.minimum(0), z.maximum(10_000))),
});
export type VirtualTap = z.infer<typeof VirtualTap>;

export type VirtualTapAnswer =
  | { kind: 'presented'; reader: string }
  | { kind: 'no-reader' }
  /** Ten digits over 32 bits. */
  | { kind: 'no-such-badge' };
