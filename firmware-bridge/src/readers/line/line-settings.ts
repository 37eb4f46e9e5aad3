import * as z from 'zod/mini';
import { createLineFramer, type TextFramer } from './line-framing.ts';
import { createStxFramer, STX_LENGTHS } from './stx-framing.ts';
import { createValueReader, type ReadValue } from './value.ts';
import { LINE_LENGTH_MAX, valueShape } from './value-shape.ts';

export const terminatorShape = {
  /** What ends a line; `any` unless said. The others are stricter: with `cr` an LF is a character, and one that no badge has. */
  terminator: z.optional(z.enum(['cr', 'lf', 'crlf', 'any'])),
};

export const lineShape = {
  ...terminatorShape,
  /** `stx-lrc`: STX, eight or ten characters, ETX and an LRC byte instead of a line end. */
  envelope: z.optional(z.enum(['line', 'stx-lrc'])),
  ...valueShape,
  /** What the software reader puts around a line where `terminator` leaves it open; `lf-cr`: LF before it and CR behind, as Parallax does. */
  sends: z.optional(z.enum(['cr', 'lf', 'crlf', 'lf-cr'])),
};

export type LineSettings = z.infer<z.ZodMiniObject<typeof lineShape>>;

export function framerOf({ envelope, terminator = 'any' }: LineSettings): TextFramer {
  return envelope === 'stx-lrc'
    ? createStxFramer()
    : createLineFramer({ terminator, lengthMax: LINE_LENGTH_MAX });
}

/** What a site that sets nothing has. */
export const LINE_DEFAULTS: LineSettings = z.object(lineShape).parse({});

export function valueReaderOf(settings: LineSettings): ReadValue {
  if (settings.envelope !== 'stx-lrc') return createValueReader(settings);
  const read = createValueReader(settings, 'lrc');
  const { radix, technology, version } = settings;
  if (radix !== undefined || technology !== undefined || version !== undefined) return read;
  // These readers work at 125 kHz: eight characters are a part of a number, and no UID as they would be elsewhere.
  const readShort = createValueReader({ ...settings, technology: 'text' }, 'lrc');
  return text => (text.length === STX_LENGTHS[0] ? readShort(text) : read(text));
}
