import * as z from 'zod/mini';
import {
  type Card,
  type DecodeResult,
  type Family,
  type FrameView,
  type Settings,
  WIEGAND_BITS_MAX,
  wiegandShape,
} from '../readers/index.ts';
import { type Arguments, lastValue, numberOf, UsageError } from './arguments.ts';
import { hexOf, readText, wiegandInput } from './decode-input.ts';
import { decodedJson, decodedText } from './decode-view.ts';
import { decodeWiegand } from './decode-wiegand.ts';
import { familyNamed, settingsFor } from './family-settings.ts';
import { spacedHex } from './hex.ts';
import { parseRecording, type RecordedChunk } from './recording.ts';
import type { Verb } from './verb.ts';
import { EXIT, type World } from './world.ts';

/** Not a family: bits that somebody has from elsewhere. */
const WIEGAND = 'wiegand';

export const decode: Verb = {
  name: 'decode',
  summary: 'what recorded bytes of a reader say, or exactly why they say nothing',
  usage: `decode FAMILY --hex BYTES [--hex MORE] [--SETTING VALUE …]
  decode FAMILY --hex -                       bytes as hex from standard input
  decode FAMILY --recording FILE              what monitor --record wrote
  decode wiegand --hex BD88EB80 --bits 26     left-justified bits, as OSDP carries them
  decode wiegand --value 2F623AE --bits 26    a number; what stands above the bits (Proxmark's sentinel) is ignored
  decode wiegand --binary 10111101…           bit by bit, the first one first

  --SETTING VALUE   a setting of the family as in the configuration, such as --checksum sum8`,
  options: {
    values: ['hex', 'recording', 'bits', 'value', 'binary'],
    bytes: ['hex'],
    words: 1,
    takesSettings: true,
  },
  async run(args, world) {
    const name = args.positionals[0];
    const decoded =
      name === WIEGAND
        ? await wiegandResult(args, world)
        : await familyResult(args, world, familyNamed(name), name);
    const { result, bytes } = decoded;
    world.out(
      args.flags.has('json') ? `${JSON.stringify(decodedJson(result))}\n` : decodedText(result, bytes),
    );
    return result.ok ? EXIT.ok : EXIT.trouble;
  },
};

interface Decoded {
  result: DecodeResult;
  /** What was decoded, to point at the place that is at fault; null where the place is one in the given text. */
  bytes: Uint8Array | null;
}

async function familyResult(args: Arguments, world: World, family: Family, name = ''): Promise<Decoded> {
  // Some families have a setting of that name too.
  const bits = 'bits' in family.shape ? lastValue(args, 'bits') : null;
  for (const only of ['bits', 'value', 'binary'])
    if (args.values.has(only) && !(only === 'bits' && bits !== null))
      throw new UsageError(`--${only} is for decode wiegand`);
  const given = bits === null ? args.settings : new Map(args.settings).set('bits', bits);
  const settings = settingsFor(family, name, given);
  const file = lastValue(args, 'recording');
  if ((file !== null) === args.values.has('hex')) throw new UsageError('give --hex or --recording');
  if (file !== null) return recordingResult(file, family, settings);
  const hex = await hexOf(args, world);
  if (!hex.ok) return { result: hex, bytes: null };
  return { result: family.decode(hex.bytes, settings), bytes: hex.bytes };
}

function recordingResult(file: string, family: Family, settings: Settings): Decoded {
  const recording = parseRecording(readText(file));
  if (!recording.ok)
    return {
      result: { ok: false, error: { code: 'bad-recording', message: recording.message, offset: 0 } },
      bytes: null,
    };
  const bytes = Uint8Array.from(recording.chunks.flatMap(chunk => [...chunk.bytes]));
  return { result: replayed(recording.chunks, family, settings) ?? family.decode(bytes, settings), bytes };
}

/**
 * A reader that talks by itself, heard again with the pauses of the recording: these tell its frames apart. Null for one that has to be
 * asked, whose recording has questions and answers in a row, and when there is no badge in it: the family says better why not.
 */
function replayed(chunks: readonly RecordedChunk[], family: Family, settings: Settings): DecodeResult | null {
  const protocol = family.createProtocol([settings], { bytes: length => new Uint8Array(length) });
  const startMs = chunks[0]?.atMs ?? 0;
  const asks = [...protocol.open(0)].some(({ kind }) => kind === 'write') || protocol.dueMs() !== null;
  if (asks || chunks.some(({ direction }) => direction === 'output')) return null;
  const cards: Card[] = [];
  const frames: FrameView[] = [];
  for (const { atMs, bytes } of chunks) {
    for (const event of protocol.receive(bytes, atMs - startMs)) {
      const at = { atMs: Math.round(atMs - startMs) };
      if (event.kind === 'read') {
        cards.push(event.card);
        frames.push({ ...at, kind: 'read', technology: event.card.technology, raw: event.card.raw });
      } else if (event.kind === 'discarded')
        frames.push({ ...at, kind: 'discarded', reason: event.reason, bytes: spacedHex(event.bytes) });
      else if (event.kind === 'refused') frames.push({ ...at, kind: 'refused', reason: event.reason });
    }
  }
  const [card] = cards;
  return card === undefined ? null : { ok: true, card, frames };
}

async function wiegandResult(args: Arguments, world: World): Promise<Decoded> {
  const settings = settingsFor({ shape: wiegandShape }, WIEGAND, args.settings);
  const given = ['hex', 'value', 'binary'].filter(name => args.values.has(name));
  if (given.length !== 1 || args.values.has('recording'))
    throw new UsageError('give one of --hex, --value and --binary');
  const bits = args.values.has('bits')
    ? numberOf(args, 'bits', { min: 1, max: WIEGAND_BITS_MAX, otherwise: 0 })
    : null;
  const input = await wiegandInput(args, world, bits);
  if (!input.ok) return { result: input, bytes: null };
  const result = decodeWiegand(input.input, z.object(wiegandShape).parse(settings));
  return { result, bytes: input.input.kind === 'bytes' ? input.input.bytes : null };
}
