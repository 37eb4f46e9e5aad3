import * as z from 'zod/mini';
import { RawKeyText, SealedBox } from './pairing.ts';
import { Boot, Instant, Sequence } from './primitives.ts';

/** What the hub asks of a terminal. */
export const Command = z.discriminatedUnion('type', [
  /** Send again everything from this punch on, delivered or not: the journals are the last replica (R1). */
  z.object({ type: z.literal('replay-from'), boot: Boot, sequence: Sequence }),
  /** Answer to a status message: lets an idle terminal measure its clock. */
  z.object({ type: z.literal('clock'), sentAt: Instant, receivedAt: Instant, answeredAt: Instant }),
  /** Flash the screen so that a person in front of ten kiosks sees which one this is. */
  z.object({ type: z.literal('identify'), seconds: z.int().check(z.minimum(1), z.maximum(120)) }),
  /** Stop cleanly; the supervisor of the process starts it again. */
  z.object({ type: z.literal('restart') }),
  /** Make a new device key and offer it in the status; asked again until an offer comes. */
  z.object({ type: z.literal('rotate-key'), rotation: z.uuid() }),
  /** The offered key is the terminal's key from now on; said again while it is still offered. */
  z.object({
    type: z.literal('key-taken'),
    rotation: z.uuid(),
    publicKey: RawKeyText,
    login: z.nullable(SealedBox),
  }),
]);
export type Command = z.infer<typeof Command>;
