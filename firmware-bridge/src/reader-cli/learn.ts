import * as z from 'zod/mini';
import { type Card, type DecodeResult, WIEGAND_BITS_MAX, wiegandShape } from '../readers/index.ts';
import { type Arguments, lastValue, numberOf, UsageError } from './arguments.ts';
import { decodeWiegand } from './decode-wiegand.ts';
import { eventOf } from './event-view.ts';
import { familyNamed, settingsFor } from './family-settings.ts';
import { bytesOfHex } from './hex.ts';
import { FORMAT, fieldsOf, matchesOf, type ViewMatch } from './learn-views.ts';
import { readCard } from './read-card.ts';
import { aligned, wrapped } from './table.ts';
import { TARGET_VALUES, targetsOf } from './target.ts';
import type { Verb } from './verb.ts';
import { EXIT, type World } from './world.ts';

const WAIT_MS = 30_000;

export const learn: Verb = {
  name: 'learn',
  summary: 'which number of a badge is the one printed on it',
  usage: `learn --port PATH [--family FAMILY]            hold a badge up, then type the number printed on it
  learn --family FAMILY --hex BYTES --printed NUMBER   the same with recorded bytes
  learn --family wiegand --hex BD88EB80 --bits 26 --printed 123-4567

  --printed NUMBER  do not ask for it
  --seconds N       wait so long for the badge (${WAIT_MS / 1000})`,
  options: {
    values: [...TARGET_VALUES, 'hex', 'bits', 'printed', 'seconds'],
    bytes: ['hex'],
    takesSettings: true,
  },
  async run(args, world) {
    if (args.values.get('printed')?.some(number => number.trim() === '') === true)
      throw new UsageError('--printed needs the number that is on the badge');
    const result = args.values.has('hex') ? offline(args) : await online(args, world);
    const isJson = args.flags.has('json');
    if (!result.ok || result.card === null) {
      const error = result.ok
        ? { code: 'no-badge', message: 'these bytes are valid, and no badge is in them', offset: 0 }
        : result.error;
      if (isJson) world.out(`${JSON.stringify({ ok: false, error })}\n`);
      else world.err(`no badge: ${error.message}\n`);
      return EXIT.trouble;
    }
    const { card } = result;
    const printed = await printedNumber(args, world);
    const matches = matchesOf(card, printed);
    world.out(
      isJson ? `${JSON.stringify(jsonOf(card, printed, matches))}\n` : textOf(card, printed, matches),
    );
    return matches.length > 0 ? EXIT.ok : EXIT.trouble;
  },
};

function offline(args: Arguments): DecodeResult {
  if (args.values.get('hex')?.includes('-') === true)
    throw new UsageError('learn takes bytes, not standard input, which is for the number: --hex BYTES');
  const hex = bytesOfHex((args.values.get('hex') ?? []).join(' '));
  if (!hex.ok) return hex;
  const name = lastValue(args, 'family');
  if (name !== 'wiegand') {
    const family = familyNamed(name);
    return family.decode(hex.bytes, settingsFor(family, name ?? '', args.settings));
  }
  const settings = z.object(wiegandShape).parse(settingsFor({ shape: wiegandShape }, name, args.settings));
  const bits = numberOf(args, 'bits', { min: 1, max: WIEGAND_BITS_MAX, otherwise: 0 });
  return decodeWiegand({ kind: 'bytes', bytes: hex.bytes, bits: bits === 0 ? null : bits }, settings);
}

async function online(args: Arguments, world: World): Promise<DecodeResult> {
  const configs = targetsOf(args, world.root);
  const waitMs =
    numberOf(args, 'seconds', { min: 1, max: 3600, otherwise: WAIT_MS / 1000, isWhole: false }) * 1000;
  world.err('hold a badge to the reader\n');
  const { read, states, refusedReads, discardedBytes } = await readCard(configs, world, waitMs);
  if (read !== null) {
    world.err(`read ${read.technology} ${read.raw}\n`);
    return { ok: true, card: read };
  }
  const came = `${refusedReads} refused, ${discardedBytes} bytes discarded; ${states.join(', ')}`;
  return {
    ok: false,
    error: { code: 'no-badge', message: `none was read (${came}): see monitor`, offset: 0 },
  };
}

async function printedNumber(args: Arguments, world: World): Promise<string> {
  const given = lastValue(args, 'printed');
  if (given !== null) return given;
  world.err('which number is printed on it? ');
  for await (const line of world.lines()) if (line.trim() !== '') return line.trim();
  throw new UsageError('the number on the badge is needed: type it, or give --printed');
}

function jsonOf(card: Card, printed: string, matches: readonly ViewMatch[]): unknown {
  const common = { event: eventOf(card), printed };
  if (matches.length > 0)
    return {
      ok: true,
      ...common,
      matches: matches.map(({ name, text, isWhole }) => ({ view: name, text, isWhole })),
    };
  const error = { code: 'no-match', message: 'no view of this badge shows that number', offset: 0 };
  return { ok: false, error, ...common, fields: fieldsOf(card, printed) };
}

function textOf(card: Card, printed: string, matches: readonly ViewMatch[]): string {
  const badge = `${card.technology} ${card.raw}${card.bits === undefined ? '' : ` (${card.bits} bits)`}`;
  if (matches.length === 0) return `${badge}\n\n${nothingText(card, printed)}`;
  const rows = matches.map(({ name, text, isWhole }) => [
    name,
    text,
    isWhole ? 'the whole number' : 'a part of it',
  ]);
  return `${badge}\n\n${printed} is\n${aligned(rows, 2)}${adviceText(card, matches)}`;
}

function adviceText(card: Card, matches: readonly ViewMatch[]): string {
  const [best] = matches;
  const format = matches.find(({ name }) => name.startsWith(FORMAT))?.name.slice(FORMAT.length);
  if (card.formats !== undefined && format !== undefined)
    return `\nYour cards have this format; set\n\n  "formats": ["${format}"]\n`;
  if (best?.isPrinted === false && best.name.includes('last one first'))
    return `\n${wrapped('The reader sends the bytes the other way round than the badge has them. Only the printed number differs, badges are told apart all the same. Where the family has byteOrder, "little" turns them.')}`;
  return '';
}

function nothingText(card: Card, printed: string): string {
  const fields = fieldsOf(card, printed);
  if (fields.length === 0)
    return wrapped(
      `${printed} is in no view of this badge, in neither byte order and nowhere in its bits. Some badges carry a number that has nothing to do with the chip: then each badge has to be held to a reader once to be known.`,
    );
  const rows = fields.map(({ number, from, to }) => [number, `bits ${from} to ${to}`]);
  return `${printed} is no usual view, but it stands in the bits:\n${aligned(rows, 2)}\n${wrapped(
    'Zeros before it belong to the field as well. With a second badge you know where it begins; then describe it as a format of your own (ownFormats, see the README of wiegand).',
  )}`;
}
