import * as z from 'zod/mini';
import type { Entropy } from '../platform/index.ts';
import type { Card } from './badge-read.ts';
import type { ReaderProtocol } from './protocol.ts';
import type { ReaderEmulator } from './reader-emulator.ts';

/** How a family's bytes come in; decides which transport is opened. */
export type Link = 'serial' | 'hid-input' | 'hid-feature' | 'keyboard';

export interface DecodeFailure {
  /** Slug, listed in docs/errors.md. */
  code: string;
  /** What is wrong and what to do, for a person. */
  message: string;
  /** Index of the first byte that is at fault. */
  offset: number;
}

/** What a message says that carries no badge, as plain JSON values for people. */
export type FrameView = Readonly<Record<string, unknown>>;

export type DecodeResult =
  /** `card` is null when everything was valid and none of it is a badge. */
  { ok: true; card: Card | null; frames?: readonly FrameView[] } | { ok: false; error: DecodeFailure };

/**
 * One reader family: everything the rest of the bridge needs to know about it. `Shape` is what a site may set beside the common fields.
 */
export interface FamilySpec<Shape extends z.core.$ZodLooseShape> {
  /** Also the folder's name. */
  name: string;
  /** Other names for it in the configuration and on the command line, each with the options it stands for. */
  aliases?: Readonly<Record<string, Partial<Options<Shape>> & { baudRate?: number }>>;
  /** For people: the products it reads. */
  title: string;
  link: Link;
  /** Speed of a serial line unless the site says another. */
  baudRate: number | null;
  /** Several readers may share one line, told apart by an address. */
  isMultidrop?: boolean;
  shape: Shape;
  createProtocol(readers: readonly Options<Shape>[], entropy: Entropy): ReaderProtocol;
  createEmulator(readers: readonly Options<Shape>[], entropy: Entropy): ReaderEmulator;
  /** Reads recorded bytes: all of them, as one recording. Never throws. */
  decode(bytes: Uint8Array, options: Options<Shape>): DecodeResult;
  /** How a card is written for the emulator, for help texts: `ten hex characters`. */
  cardNotation: string;
  /** The card that a person of the demo carries for this kind of reader, from the ten hex characters of their EM4100 badge. */
  cardOfBadge(em4100: string, options: Options<Shape>): string;
  /** Shortest time a card must lie on the emulator to be seen: a polled reader looks only now and then. */
  holdMsMin: number;
  /** Asks an unknown device whether it is one of these, with bytes that no other family takes for a command. */
  probe?: Probe;
}

export type Options<Shape extends z.core.$ZodLooseShape> = z.infer<z.ZodMiniObject<Shape>>;

export interface Probe {
  baudRates: readonly number[];
  /** What is written, one message after the other, `waitMs` apart. Empty for families that only talk. */
  messages: readonly Uint8Array[];
  waitMs: number;
  /** Whether the bytes that came are this family's; called with all of them so far. */
  recognises(received: Uint8Array): boolean;
}

/** A family with its option types closed over, as tables and wiring see it. */
export interface Family {
  readonly name: string;
  readonly aliases: readonly string[];
  /** A configuration with what its alias stands for laid under it. */
  withAlias(settings: Settings): Settings;
  readonly title: string;
  readonly link: Link;
  readonly baudRate: number | null;
  readonly isMultidrop: boolean;
  /** The family's own settings, with defaults. */
  readonly shape: z.core.$ZodLooseShape;
  readonly cardNotation: string;
  readonly holdMsMin: number;
  readonly probe: Probe | null;
  /** `settings` are parsed here; a setting of another family is ignored. Throws ZodError for a value that is not allowed. */
  createProtocol(settings: readonly Settings[], entropy: Entropy): ReaderProtocol;
  createEmulator(settings: readonly Settings[], entropy: Entropy): ReaderEmulator;
  decode(bytes: Uint8Array, settings: Settings): DecodeResult;
  cardOfBadge(em4100: string, settings: Settings): string;
}

/** A reader's configuration, or as much of it as is at hand; `family` may be an alias. */
export type Settings = Readonly<Record<string, unknown>>;

export function defineFamily<Shape extends z.core.$ZodLooseShape>(spec: FamilySpec<Shape>): Family {
  const schema = z.object(spec.shape);
  const withAlias = (settings: Settings): Settings => {
    const alias = typeof settings.family === 'string' ? spec.aliases?.[settings.family] : undefined;
    return { ...alias, ...settings };
  };
  const parse = (settings: Settings) => schema.parse(withAlias(settings));
  return {
    name: spec.name,
    aliases: Object.keys(spec.aliases ?? {}),
    withAlias,
    title: spec.title,
    link: spec.link,
    baudRate: spec.baudRate,
    isMultidrop: spec.isMultidrop ?? false,
    shape: spec.shape,
    cardNotation: spec.cardNotation,
    holdMsMin: spec.holdMsMin,
    probe: spec.probe ?? null,
    createProtocol: (settings, entropy) => spec.createProtocol(settings.map(parse), entropy),
    createEmulator: (settings, entropy) => spec.createEmulator(settings.map(parse), entropy),
    decode: (bytes, settings) => spec.decode(bytes, parse(settings)),
    cardOfBadge: (em4100, settings) => spec.cardOfBadge(em4100, parse(settings)),
  };
}
