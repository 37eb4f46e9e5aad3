import { readFileSync } from 'node:fs';
import type { HandOut } from '@tapclock/contracts';
import type * as z from 'zod/mini';
import { isErrnoException } from '../platform/index.ts';
import { type Environment, variableFor, withEnvironment } from './environment.ts';
import { ConfigFile, UnpairedFile } from './schema.ts';

/** The checked configuration with defaults; the site key as its 32 bytes. Parsed once at the start and passed down. */
export type BridgeConfig = Readonly<Omit<z.infer<typeof ConfigFile>, 'siteKey'> & { siteKey: Buffer }>;

/** The configuration of a kiosk that asks the hub who it is. */
export type UnpairedConfig = Readonly<
  Pick<z.infer<typeof UnpairedFile>, 'dataDir' | 'hub' | 'kiosk' | 'log'> & {
    /** The whole configuration, once the kiosk knows the rest. Throws ConfigError. */
    paired(handOut: HandOut): BridgeConfig;
  }
>;

/** A configuration that says who this terminal is, or one that says which hub to ask. */
export type StartConfig =
  | { kind: 'configured'; config: BridgeConfig }
  | { kind: 'by-pairing'; config: UnpairedConfig };

export interface ConfigProblem {
  /** Dotted path in the file, such as `broker.url`; empty for the file itself. */
  path: string;
  /** What is wrong and what to do. Never the value: it may be a secret. */
  problem: string;
}

/** The configuration cannot be used. Lists every problem at once, so that it takes one round to mend. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ path, problem }) => `  ${path === '' ? '(file)' : path}: ${problem}`);
    super(`the configuration has ${problems.length} problem(s):\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads the JSON file named by `--config FILE` or TAPCLOCK_CONFIG (or no file, if all is in the environment), puts `TAPCLOCK_*`
 * variables over it and checks the result. Throws ConfigError.
 */
export function loadConfig(from: { args: readonly string[]; environment: Environment }): StartConfig {
  const path = configPath(from.args) ?? from.environment.TAPCLOCK_CONFIG;
  return parseStart(path === undefined || path === '' ? {} : readConfigFile(path), from.environment);
}

/** Checks a parsed file with the environment over it: with the address of a hub and no broker login, the rest comes by pairing. Throws ConfigError. */
export function parseStart(file: unknown, environment: Environment = {}): StartConfig {
  const whole = withEnvironment(file, environment);
  if (!asksHub(whole)) return { kind: 'configured', config: parseConfig(whole) };
  const { dataDir, hub, kiosk, log } = checked(UnpairedFile, whole);
  return {
    kind: 'by-pairing',
    config: {
      ...{ dataDir, hub, kiosk, log },
      paired: ({ terminal, place, site, siteKey, broker }) =>
        parseConfig({ ...Object(whole), terminal, place, site, siteKey, broker }),
    },
  };
}

/** Checks a parsed file with the environment over it. Throws ConfigError. */
export function parseConfig(file: unknown, environment: Environment = {}): BridgeConfig {
  const config = checked(ConfigFile, withEnvironment(file, environment));
  return { ...config, siteKey: Buffer.from(config.siteKey, 'hex') };
}

function checked<T extends z.ZodMiniType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap(issue => problemsOf(issue)));
  return parsed.data;
}

function asksHub(file: unknown): boolean {
  const at = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  const broker = at(file, 'broker');
  return (
    at(at(file, 'hub'), 'url') !== undefined &&
    at(broker, 'username') === undefined &&
    at(broker, 'password') === undefined
  );
}

function configPath(args: readonly string[]): string | undefined {
  const inline = args.find(arg => arg.startsWith('--config='));
  if (inline !== undefined) return inline.slice('--config='.length);
  const index = args.indexOf('--config');
  if (index === -1) return undefined;
  const path = args[index + 1];
  if (path === undefined)
    throw new ConfigError([{ path: '', problem: '--config needs a file name behind it' }]);
  return path;
}

function readConfigFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = isErrnoException(error) ? error.code : 'unknown reason';
    throw new ConfigError([{ path: '', problem: `${path} cannot be read (${reason})` }]);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the fault, which may be a key or a password.
    throw new ConfigError([{ path: '', problem: `${path} is not valid JSON` }]);
  }
}

/** With `input` the library hands over the value at fault: used to tell missing from wrong, never shown. */
function problemsOf(issue: z.core.$ZodIssue, parents: readonly PropertyKey[] = []): ConfigProblem[] {
  const path = [...parents, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The nearest alternative: what it lacks is most likely what was meant.
    const nearest = issue.errors.reduce((best, errors) => (errors.length < best.length ? errors : best));
    return nearest.flatMap(inner => problemsOf(inner, path));
  }
  const dotted = path.map(String).join('.');
  const variable = variableFor(dotted);
  const hint = variable === undefined ? '' : ` (or set ${variable})`;
  return [{ path: dotted, problem: `${describe(issue)}${hint}` }];
}

/** In our words, since the library's could quote the input. */
function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown field ${issue.keys.map(key => `"${key}"`).join(', ')}: check the spelling or remove it`;
    case 'invalid_type':
      return issue.input === undefined
        ? `missing, give ${withArticle(issue.expected)}`
        : `must be ${withArticle(issue.expected)}`;
    case 'invalid_value':
      return `${issue.input === undefined ? 'missing, give' : 'must be'} one of ${issue.values.map(String).join(', ')}`;
    case 'custom':
    case 'invalid_format':
    case 'too_small':
    case 'too_big':
      return issue.message;
    default:
      return 'is not valid here';
  }
}

function withArticle(expected: string): string {
  if (expected === 'int' || expected === 'number') return 'a whole number';
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}
