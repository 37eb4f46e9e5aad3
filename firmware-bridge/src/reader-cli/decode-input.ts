import { readFileSync } from 'node:fs';
import { isErrnoException } from '../platform/index.ts';
import { type DecodeResult, WIEGAND_BITS_MAX } from '../readers/index.ts';
import { type Arguments, lastValue, UsageError } from './arguments.ts';
import type { WiegandInput } from './decode-wiegand.ts';
import { bytesOfHex, HEX_BYTES_MAX } from './hex.ts';
import type { World } from './world.ts';

/** Each byte as two digits, with a separator and then some. */
const INPUT_BYTES_MAX = 4 * HEX_BYTES_MAX;

export type WiegandInputResult = { ok: true; input: WiegandInput } | Extract<DecodeResult, { ok: false }>;

/** Of a value: the bits of the longest card, and a sentinel or zeros above them. */
const VALUE_DIGITS_MAX = 256;

/** Bits from `--hex`, `--value` or `--binary`. Throws UsageError where they contradict each other. */
export async function wiegandInput(
  args: Arguments,
  world: World,
  bits: number | null,
): Promise<WiegandInputResult> {
  const value = lastValue(args, 'value');
  const binary = lastValue(args, 'binary');
  if (value !== null) {
    const prefix = /^[\s:_-]*0[\s:_-]*x/i.exec(value)?.[0] ?? '';
    const wrong = /[^0-9A-Fa-f\s:_-]/.exec(value.slice(prefix.length));
    const digits = value.slice(prefix.length).replace(/[\s:_-]/g, '');
    if (wrong !== null) return bad('bad-hex', 'a value is hex digits', prefix.length + wrong.index);
    if (digits === '') return bad('bad-hex', 'a value is hex digits, and here are none', value.length);
    if (digits.length > VALUE_DIGITS_MAX)
      return bad('too-long', `a value has at most ${VALUE_DIGITS_MAX} hex digits`, 0);
    return { ok: true, input: { kind: 'value', value: BigInt(`0x${digits}`), digits: digits.length, bits } };
  }
  if (binary !== null) {
    const wrong = /[^01\s_-]/.exec(binary);
    if (wrong !== null)
      return bad('bad-binary', `${JSON.stringify(wrong[0])} is neither 0 nor 1`, wrong.index);
    const all = [...binary].filter(character => character === '0' || character === '1').map(Number);
    if (bits !== null && bits !== all.length)
      throw new UsageError(`--bits says ${bits}, and --binary has ${all.length}`);
    if (all.length > WIEGAND_BITS_MAX) return bad('too-long', `more than ${WIEGAND_BITS_MAX} bits`, 0);
    return { ok: true, input: { kind: 'binary', binary: all } };
  }
  const hex = await hexOf(args, world);
  if (!hex.ok) return hex;
  if (hex.bytes.length === 0) return bad('empty', 'there are no bytes to decode', 0);
  return { ok: true, input: { kind: 'bytes', bytes: hex.bytes, bits } };
}

/** Bytes of every `--hex` in order; `-` stands for standard input. */
export async function hexOf(args: Arguments, world: World): Promise<ReturnType<typeof bytesOfHex>> {
  const texts = [...(args.values.get('hex') ?? [])];
  const at = texts.indexOf('-');
  if (at === -1) return bytesOfHex(texts.join(' '));
  if (texts.indexOf('-', at + 1) !== -1)
    throw new UsageError('standard input is read once: one --hex - at most');
  const input = await world.input(INPUT_BYTES_MAX);
  if (input === null) {
    const message = `standard input has more than ${INPUT_BYTES_MAX} characters: no recording of a badge has`;
    return { ok: false, error: { code: 'too-long', message, offset: INPUT_BYTES_MAX } };
  }
  return bytesOfHex(texts.with(at, input).join(' '));
}

/** Text of a file. Throws UsageError when it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${isErrnoException(error) ? error.code : String(error)})`);
  }
}

function bad(code: string, message: string, offset: number): Extract<DecodeResult, { ok: false }> {
  return { ok: false, error: { code, message, offset } };
}
