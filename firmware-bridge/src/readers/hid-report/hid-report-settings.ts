import * as z from 'zod/mini';
import { createValueReader, type ReadValue } from '../line/value.ts';
import { type ValueSettings, valueShape } from '../line/value-shape.ts';
import { WEDGE_DEFAULTS, wedgeShape } from '../wedge/wedge-settings.ts';

/** Largest report that is looked at: a full-speed interrupt transfer carries no more. */
export const REPORT_BYTES_MAX = 64;

const index = z.int().check(z.minimum(0), z.maximum(REPORT_BYTES_MAX - 1));
const count = z.int().check(z.minimum(1), z.maximum(REPORT_BYTES_MAX));
const usage = z.string().check(z.regex(/^[0-9a-fA-F]{1,4}$/, 'up to four hex digits'));

const { layout, allowed, idleEnds } = wedgeShape;

export const hidReportShape = {
  ...valueShape,
  /** `bytes`: the number itself; `ascii`: its digits, padded with zero bytes; `keyboard`: boot keyboard reports that spell it. */
  format: z._default(z.enum(['bytes', 'ascii', 'keyboard']), 'bytes'),
  /** First byte of a report that carries a card, where the device numbers its reports. */
  reportId: z.optional(z.string().check(z.regex(/^[0-9a-fA-F]{2}$/, 'two hex digits'))),
  /** Bytes of a report, its id among them; others are thrown away. */
  reportBytes: z.optional(count),
  /** Where the number begins, the report id counted. */
  offset: z._default(index, 0),
  /** Bytes of the number. Left out: all up to the report's end, or what `lengthAt` says. */
  byteCount: z.optional(count),
  /** Index of the byte that says how many bytes the number has. */
  lengthAt: z.optional(index),
  /** Which of the device's interfaces, as its report descriptor says. */
  usagePage: z.optional(usage),
  usage: z.optional(usage),
  /** For `keyboard`, as with a wedge. */
  ...{ layout, allowed, idleEnds },
};

export type HidReportSettings = z.infer<z.ZodMiniObject<typeof hidReportShape>>;

export const HID_REPORT_DEFAULTS: HidReportSettings = z.object(hidReportShape).parse({});

/** How the number of a report is read, once it is text: bytes are hex. */
export function valueSettingsOf(settings: HidReportSettings): ValueSettings {
  if (settings.format !== 'bytes') return settings;
  return { ...settings, radix: 'hex' };
}

export function reportReaderOf(settings: HidReportSettings): ReadValue {
  return createValueReader(valueSettingsOf(settings));
}

/** The settings by which keys become text. */
export function keySettingsOf(settings: HidReportSettings): typeof WEDGE_DEFAULTS {
  return { ...WEDGE_DEFAULTS, ...settings };
}
