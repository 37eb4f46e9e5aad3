import {
  type DecodeResult,
  formatsOf,
  KNOWN_FORMATS,
  WIEGAND_BITS_MAX,
  type WiegandFormat,
  type WiegandRefusal,
  wiegandBits,
  wiegandCard,
} from '../readers/index.ts';

/** Bits as they came from the command line. */
export type WiegandInput =
  /** Left-justified, as OSDP RAW carries them. */
  | { kind: 'bytes'; bytes: Uint8Array; bits: number | null }
  /** Right-justified, with or without something above it; `digits` are the hex digits it was written with. */
  | { kind: 'value'; value: bigint; digits: number; bits: number | null }
  /** First bit first. */
  | { kind: 'binary'; binary: readonly number[] };

type Settings = Parameters<typeof formatsOf>[0];

/** A bit string without a reader around it: the card, or why it is none. */
export function decodeWiegand(input: WiegandInput, settings: Settings): DecodeResult {
  const formats = formatsOf(settings);
  const lengths = input.kind === 'binary' ? [input.binary.length] : lengthsFor(input, formats);
  const [only] = lengths;
  if (only === undefined) return unknownLength(input, formats);
  if (lengths.length > 1) return ambiguous(lengths, input, formats);
  return decodeBits(bytesOfLength(input, only), only, formats);
}

function decodeBits(bytes: Uint8Array, bits: number, formats: readonly WiegandFormat[]): DecodeResult {
  const result = wiegandCard({ bytes, bits, formats });
  if (result.kind === 'card') return { ok: true, card: result.card };
  const { reason, bit } = result;
  const offset = reason === 'parity' && bit !== null ? bit >> 3 : reason === 'too-short' ? bytes.length : 0;
  return failed(reason, EXPLAIN[reason](bits, bit, formats), offset);
}

const EXPLAIN: Record<
  WiegandRefusal,
  (bits: number, bit: number | null, formats: readonly WiegandFormat[]) => string
> = {
  parity: (bits, bit, formats) =>
    `${parityText(bits, bit, formats)}: a bit was lost or turned over on the wire, or the card has another format of ${bits} bits (own-formats)`,
  'unknown-length': (bits, _, formats) =>
    `no format in use has ${bits} bits (${known(formats)}): count the bits again, or describe yours with own-formats`,
  'too-long': () => `more than ${WIEGAND_BITS_MAX} bits: no card has so many`,
  'too-short': bits => `${bits} bits are ${Math.ceil(bits / 8)} bytes, and here are fewer`,
};

function parityText(bits: number, bit: number | null, formats: readonly WiegandFormat[]): string {
  const parity = formats
    .filter(format => format.bits === bits)
    .flatMap(format => format.parity)
    .find(candidate => candidate.bit === bit);
  if (parity === undefined) return 'the parity is wrong';
  return `parity bit ${parity.bit} (${parity.parity}, over bits ${ranges(parity.over)}) is wrong`;
}

/** `2-3, 5-6`. */
function ranges(bits: readonly number[]): string {
  const sorted = [...bits].sort((a, b) => a - b);
  const starts = sorted.filter(bit => !sorted.includes(bit - 1));
  return starts
    .map(start => {
      let end = start;
      while (sorted.includes(end + 1)) end += 1;
      return end === start ? String(start) : `${start}-${end}`;
    })
    .join(', ');
}

/** The length that was said; else those whose parity is right; else all that the formats in use leave open. */
function lengthsFor(
  input: Exclude<WiegandInput, { kind: 'binary' }>,
  formats: readonly WiegandFormat[],
): number[] {
  if (input.bits !== null) return [input.bits];
  const all = [...new Set(formats.map(({ bits }) => bits))].sort((a, b) => a - b);
  const fitting = all.filter(bits => fits(input, bits));
  const valid = fitting.filter(
    bits => wiegandCard({ bytes: bytesOfLength(input, bits), bits, formats }).kind === 'card',
  );
  return valid.length > 0 ? valid : fitting;
}

function fits(input: Exclude<WiegandInput, { kind: 'binary' }>, bits: number): boolean {
  return input.kind === 'bytes'
    ? Math.ceil(bits / 8) === input.bytes.length
    : Math.ceil(bits / 4) <= input.digits;
}

function bytesOfLength(input: WiegandInput, bits: number): Uint8Array {
  switch (input.kind) {
    case 'bytes':
      return input.bytes;
    case 'value':
      return wiegandBits.bytesOf(wiegandBits.bitsOfNumber(input.value, bits));
    case 'binary':
      return wiegandBits.bytesOf(input.binary);
  }
}

function ambiguous(
  lengths: readonly number[],
  input: WiegandInput,
  formats: readonly WiegandFormat[],
): DecodeResult {
  const candidates = lengths.map(bits => {
    const names = formats.filter(format => format.bits === bits).map(({ name }) => name);
    const { ok } = decodeBits(bytesOfLength(input, bits), bits, formats);
    return `${bits} bits (${names.join(', ')}${ok ? '' : ': parity wrong'})`;
  });
  return failed('ambiguous-length', `this may be ${candidates.join(' or ')}: say which with --bits`, 0);
}

function unknownLength(input: WiegandInput, formats: readonly WiegandFormat[]): DecodeResult {
  const what = input.kind === 'bytes' ? `${input.bytes.length} bytes` : 'so few digits';
  const message = `no format in use fits ${what} (${known(formats)}): say how many bits with --bits`;
  return failed('unknown-length', message, 0);
}

function known(formats: readonly WiegandFormat[]): string {
  return (
    formats.map(({ name, bits }) => `${name} ${bits}`).join(', ') ||
    KNOWN_FORMATS.map(({ name }) => name).join(', ')
  );
}

function failed(code: string, message: string, offset: number): DecodeResult {
  return { ok: false, error: { code, message, offset } };
}
