import { type ManualTime, manualTime } from '../../platform/index.ts';
import { runReaderCli } from '../index.ts';
import type { World } from '../world.ts';

/** A person and a machine for the command line, with time that moves when it is told. */
export interface FakeWorld extends World {
  time: ManualTime;
  /** What was printed so far. */
  printed(): string;
  complained(): string;
  abort(): void;
}

export interface FakeWorldOptions {
  root?: string;
  /** Lines of standard input, which ends behind them. */
  input?: readonly string[];
  isInteractive?: boolean;
  user?: World['user'];
}

export function fakeWorld(options: FakeWorldOptions = {}): FakeWorld {
  const time = manualTime(Date.parse('2026-11-23T05:58:12.345Z'));
  const stop = new AbortController();
  let [printed, complained] = ['', ''];
  return {
    time,
    clock: time.clock,
    timers: time.timers,
    out(text) {
      printed += text;
    },
    err(text) {
      complained += text;
    },
    isInteractive: options.isInteractive ?? false,
    async *lines() {
      yield* options.input ?? [];
    },
    input: bytesMax => {
      const text = (options.input ?? []).join('\n');
      return Promise.resolve(text.length > bytesMax ? null : text);
    },
    root: options.root ?? '/nowhere',
    user: options.user ?? { name: 'kiosk', isRoot: false, groupIds: [] },
    random: () => 0,
    entropy: { bytes: length => new Uint8Array(length) },
    signal: stop.signal,
    printed: () => printed,
    complained: () => complained,
    abort: () => stop.abort(),
  };
}

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** Runs a command that needs no time. */
export async function run(argv: readonly string[], options: FakeWorldOptions = {}): Promise<Outcome> {
  const world = fakeWorld(options);
  const code = await runReaderCli(argv, world);
  return { code, out: world.printed(), err: world.complained() };
}

/** The same with its answer as JSON. */
export async function runJson(
  argv: readonly string[],
  options: FakeWorldOptions = {},
): Promise<{ code: number; json: unknown }> {
  const { code, out } = await run([...argv, '--json'], options);
  return { code, json: JSON.parse(out) };
}

/** Runs a command while time passes, for at most so long; then it is told to stop. */
export async function runFor(
  ms: number,
  argv: readonly string[],
  options: FakeWorldOptions = {},
): Promise<Outcome & { waiting: number }> {
  const world = fakeWorld(options);
  let code: number | null = null;
  const running = runReaderCli(argv, world).then(result => {
    code = result;
  });
  for (let passed = 0; passed < ms && code === null; passed += STEP_MS) {
    // Whatever else is under way in this process comes first.
    await new Promise(resolve => setImmediate(resolve));
    world.time.advance(STEP_MS);
  }
  world.abort();
  await running;
  return { code: code ?? -1, out: world.printed(), err: world.complained(), waiting: world.time.waiting() };
}

const STEP_MS = 10;
