import * as z from 'zod/mini';
import { wiegandShape } from '../wiegand/wiegand-shape.ts';

const parityCount = z.int().check(z.minimum(0), z.maximum(15));

export const pcproxShape = {
  /** Makes the reader type nothing, until its next power cut: what it types would reach whatever has the focus. */
  haltKeystrokes: z._default(z.boolean(), true),
  /** Bits taken off at either end, where the reader's own word is not to be trusted; also what the software reader is set to. */
  leadParity: z.optional(parityCount),
  trailParity: z.optional(parityCount),
  ...wiegandShape,
};

export type PcproxSettings = z.infer<z.ZodMiniObject<typeof pcproxShape>>;

export const PCPROX_DEFAULTS: PcproxSettings = z.object(pcproxShape).parse({});
