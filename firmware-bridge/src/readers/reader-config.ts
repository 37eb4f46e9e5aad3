import { PunchAction, Slug } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { FAMILIES, familyNames, findFamily } from './families.ts';
import type { Family } from './family.ts';
import { osdpShape } from './osdp/osdp-settings.ts';
import { wiegandShape } from './wiegand/wiegand-shape.ts';

const text = (lengthMax: number) =>
  z
    .string()
    .check(z.minLength(1, 'must not be empty'), z.maxLength(lengthMax, `at most ${lengthMax} characters`));

const common = {
  id: z.string().check(
    z.refine(value => Slug.safeParse(value).success, {
      error: 'use a-z, 0-9 and inner hyphens, at most 64',
    }),
  ),
  place: z._default(text(60), 'reader'),
  /** What a tap at this reader means, such as the one at the canteen door; without it the state decides. */
  action: z.optional(PunchAction),
  /** How long a badge may be unseen and still count as held. */
  holdMs: z._default(
    z.int().check(z.minimum(220, 'at least 220 ms'), z.maximum(5000, 'at most 5000 ms')),
    400,
  ),
};

const hexId = z.string().check(z.regex(/^[0-9a-fA-F]{4}$/, 'four hex digits, as lsusb shows them'));
/** A device by what it is, wherever it is plugged in. */
const UsbIdentity = z
  .strictObject({
    vendorId: z.optional(hexId),
    productId: z.optional(hexId),
    serialNumber: z.optional(text(126)),
  })
  .check(
    z.refine(({ vendorId, serialNumber }) => vendorId !== undefined || serialNumber !== undefined, {
      error: 'give a vendorId or a serialNumber',
    }),
  );
export type UsbIdentity = z.infer<typeof UsbIdentity>;

/** Where the reader is: exactly one of these. */
const whereabouts = {
  port: z.optional(
    text(200).check(z.startsWith('/', 'give the full path, best one under /dev/serial/by-id/')),
  ),
  usb: z.optional(UsbIdentity),
  virtual: z.optional(z.literal(true)),
};
const WHERE = { error: 'needs exactly one of `port`, `usb` and `virtual: true`' };

/** A held badge is seen once a poll, and an answer takes its time: with less, it would be a new one each time. */
const HOLD_BEYOND_POLL_MS = 100;
const HOLD = { error: `\`holdMs\` must be at least ${HOLD_BEYOND_POLL_MS} ms more than \`pollMs\`` };

const baudRate = z.int().check(z.minimum(1200, 'at least 1200'), z.maximum(1_288_000, 'at most 1288000'));

/** What every reader's configuration has; the family's own settings stand beside it. */
export interface ReaderConfig {
  readonly id: string;
  readonly family: string;
  readonly place: string;
  readonly action?: PunchAction | undefined;
  readonly holdMs: number;
  readonly port?: string | undefined;
  readonly usb?: UsbIdentity | undefined;
  readonly virtual?: true | undefined;
  /** Keys typed into the kiosk page. */
  readonly page?: true | undefined;
  readonly baudRate?: number | undefined;
  readonly [setting: string]: unknown;
}

/** In place of a family: whatever answers on the port. */
export const AUTO_FAMILY = 'auto';

/** Settings that matter before the family is known: card formats, and how an OSDP reader may be used. */
const { scbk, allowDefaultKey, allowUnencrypted } = osdpShape;
const AutoConfig = z
  .strictObject({
    ...common,
    port: whereabouts.port,
    usb: whereabouts.usb,
    ...{ scbk, allowDefaultKey, allowUnencrypted },
    ...wiegandShape,
    family: z.literal(AUTO_FAMILY),
  })
  .check(
    z.refine(({ port, usb }) => (port === undefined) !== (usb === undefined), {
      error: 'needs exactly one of `port` and `usb`',
    }),
  );

/**
 * One reader's configuration, of any family. Objects are strict, so that a typing error shows. What an alias stands for is laid under it
 * before the defaults are: a default would otherwise win over the alias.
 */
export const ReaderConfig = z.pipe(
  z.transform(withAlias),
  z.discriminatedUnion(
    'family',
    [...FAMILIES.map(configOf), AutoConfig] as unknown as [ReturnType<typeof configOf>],
    { error: `\`family\` must be one of ${[...familyNames(), AUTO_FAMILY].join(', ')}` },
  ),
) as unknown as z.ZodMiniType<ReaderConfig>;

function withAlias(config: unknown): unknown {
  if (typeof config !== 'object' || config === null || !('family' in config)) return config;
  const family = typeof config.family === 'string' ? findFamily(config.family) : null;
  return family === null ? config : family.withAlias({ ...config });
}

function configOf({ name, aliases, link, shape }: Family) {
  const isSerial = link === 'serial';
  const fields = z.strictObject({
    ...common,
    ...whereabouts,
    ...(link === 'keyboard' ? { page: z.optional(z.literal(true)) } : {}),
    ...(isSerial ? { baudRate: z.optional(baudRate) } : {}),
    ...shape,
    family: z.enum([name, ...aliases]),
  });
  return fields.check(
    z.refine(config => {
      const { port, usb, virtual, page } = config as Partial<ReaderConfig>;
      return [port, usb, virtual, page].filter(where => where !== undefined).length === 1;
    }, WHERE),
    z.refine(config => {
      const { holdMs, pollMs } = config as Partial<ReaderConfig>;
      return typeof pollMs !== 'number' || holdMs === undefined || holdMs >= pollMs + HOLD_BEYOND_POLL_MS;
    }, HOLD),
  );
}

/** Where a reader is, as text: readers of one line have the same. A reader alone by nature has its own. */
export function lineOf({ id, port, usb, virtual, page, family }: ReaderConfig): string {
  if (page === true) return 'the kiosk page';
  if (port !== undefined) return `port ${port}`;
  if (usb !== undefined) return `usb ${JSON.stringify(usb)}`;
  return virtual === true && isMultidrop(family) ? `virtual ${family}` : `reader ${id}`;
}

/** Whether readers that name the same port may: all of one family that allows it, each with its own address. */
export function sharesLinesRightly(configs: readonly ReaderConfig[]): boolean {
  const lines = Map.groupBy(configs, lineOf);
  return [...lines.values()].every(line => {
    const families = new Set(line.map(({ family }) => findFamily(family)?.name));
    const addresses = new Set(line.map(({ address }) => address));
    const mayShare = families.size === 1 && line.every(({ family }) => isMultidrop(family));
    return line.length === 1 || (mayShare && addresses.size === line.length);
  });
}

function isMultidrop(family: string): boolean {
  return findFamily(family)?.isMultidrop ?? false;
}
