/** The command line was not understood; the text says what was missing. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Options a verb knows. What is not among them is a setting of the family, where the verb takes such. */
export interface OptionSpec {
  /** Options with a value. */
  values?: readonly string[];
  /** Of these, options whose value goes on in the words behind it, as long as these are bytes in hex: people forget the quotes. */
  bytes?: readonly string[];
  /** Options without one. */
  flags?: readonly string[];
  /** Words beside the options, such as a family; none unless said. */
  words?: number;
  /** Whether other options are settings of a family. */
  takesSettings?: boolean;
}

export interface Arguments {
  positionals: readonly string[];
  flags: ReadonlySet<string>;
  /** Every value of an option, in order. */
  values: ReadonlyMap<string, readonly string[]>;
  /** Settings by the name they were given; `true` for those without a value. */
  settings: ReadonlyMap<string, string | true>;
}

const HEX_BYTES = /^(?:(?:0x)?[0-9A-Fa-f]{2}[:,-]?)+$/;

/** Flags that each verb has. */
const COMMON_FLAGS = ['json', 'help'];

/** Reads `--name value`, `--name=value` and `--flag`. Throws UsageError. */
export function parseArguments(argv: readonly string[], spec: OptionSpec): Arguments {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const settings = new Map<string, string | true>();
  const positionals: string[] = [];
  const rest = [...argv];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '-h') flags.add('help');
    else if (!arg.startsWith('--')) positionals.push(arg);
    else {
      const { name, value } = optionOf(arg, rest, spec);
      if (isFlag(name, spec)) flags.add(name);
      else if (spec.values?.includes(name)) {
        if (value === null) throw new UsageError(`--${name} needs a value behind it`);
        values.set(name, [...(values.get(name) ?? []), value]);
      } else if (spec.takesSettings === true) settings.set(camel(name), value ?? true);
      else throw new UsageError(`there is no option --${name} here; ${knownOf(spec)}`);
    }
  }
  const tooMany = positionals[spec.words ?? 0];
  // Asked for help, a person gets it.
  if (tooMany !== undefined && !flags.has('help'))
    throw new UsageError(`there is a word too many: ${tooMany}`);
  return { positionals, flags, values, settings };
}

function optionOf(arg: string, rest: string[], spec: OptionSpec): { name: string; value: string | null } {
  const at = arg.indexOf('=');
  const name = arg.slice(2, at === -1 ? undefined : at);
  if (isFlag(name, spec)) {
    if (at !== -1) throw new UsageError(`--${name} takes no value`);
    return { name, value: null };
  }
  if (at !== -1) return { name, value: arg.slice(at + 1) };
  const isValue = rest[0] !== undefined && !rest[0].startsWith('--');
  const words = isValue ? rest.splice(0, 1) : [];
  while (words.length > 0 && spec.bytes?.includes(name) === true && HEX_BYTES.test(rest[0] ?? ''))
    words.push(...rest.splice(0, 1));
  return { name, value: words.length === 0 ? null : words.join(' ') };
}

function isFlag(name: string, { flags = [] }: OptionSpec): boolean {
  return flags.includes(name) || COMMON_FLAGS.includes(name);
}

function knownOf({ values = [], flags = [] }: OptionSpec): string {
  const names = [...values, ...flags, ...COMMON_FLAGS].map(name => `--${name}`);
  return `it has ${names.join(', ')}`;
}

/** `--own-formats` and `--ownFormats` are the same. */
function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The last value of an option; null when it was not given. */
export function lastValue({ values }: Arguments, name: string): string | null {
  return values.get(name)?.at(-1) ?? null;
}

/** A number from `min` to `max`; `otherwise` when the option was not given. Throws UsageError. */
export function numberOf(
  args: Arguments,
  name: string,
  range: { min: number; max: number; otherwise: number; isWhole?: boolean },
): number {
  const text = lastValue(args, name);
  if (text === null) return range.otherwise;
  const value = Number(text);
  const isWhole = range.isWhole !== false;
  const isGood = text.trim() !== '' && value >= range.min && value <= range.max;
  if (!isGood || (isWhole && !Number.isInteger(value)))
    throw new UsageError(
      `--${name} takes a ${isWhole ? 'whole number' : 'number'} from ${range.min} to ${range.max}`,
    );
  return value;
}
