import { readFileSync } from 'node:fs';
import { isErrnoException } from '../platform/index.ts';
import { type DecodeResult, WIEGAND_BITS_MAX } from '../readers/index.ts';
import { type Arguments, lastValue, UsageError } from './arguments.ts';
import type { WiegandInput } from './decode-wiegand.ts';
import { bytesOfHex } from './hex.ts';
import type { World } from './world.ts';

export type WiegandInputResult = { ok: true; input: WiegandInput } | Extract<DecodeResult, { ok: false }>;

/** Bits from `--hex`, `--value` or `--binary`. Throws UsageError where they contradict each other. */
export async function wiegandInput(
  args: Arguments,
  world: World,
  bits: number | null,
): Promise<WiegandInputResult> {
  const value = lastValue(args, 'value');
  const binary = lastValue(args, 'binary');
  if (value !== null) {
    const digits = value.replace(/[\s:_-]/g, '').replace(/^0x/i, '');
    const wrong = /[^0-9A-Fa-f]/.exec(digits);
    if (wrong !== null || digits === '') return bad('bad-hex', 'a value is hex digits', wrong?.index ?? 0);
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
  for (const [index, text] of texts.entries()) {
    if (text !== '-') continue;
    const lines: string[] = [];
    for await (const line of world.lines()) lines.push(line);
    texts[index] = lines.join('\n');
  }
  return bytesOfHex(texts.join(' '));
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
