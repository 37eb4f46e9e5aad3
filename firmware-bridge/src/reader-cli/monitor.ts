import { createLogger, silentLogger } from '../platform/index.ts';
import {
  createReaders,
  isVirtualReader,
  type LineWatch,
  type Reader,
  type ReaderDeps,
  type VirtualReader,
} from '../readers/index.ts';
import { type Arguments, lastValue, numberOf, UsageError } from './arguments.ts';
import { createMonitorLines, type MonitorLines } from './monitor-lines.ts';
import { openRecording } from './recording-file.ts';
import { TARGET_VALUES, targetsOf } from './target.ts';
import type { Verb } from './verb.ts';
import { EXIT, pause, type World } from './world.ts';

/** How often the counters are shown while they change. */
const COUNTERS_MS = 10_000;
const SECONDS_MAX = 86_400;
/** From one badge of `--card` to the next. */
const CARD_MS = 1000;

export const monitor: Verb = {
  name: 'monitor',
  summary:
    'everything that readers send, as it comes: badges with every number that may be printed on them, noise, trouble',
  usage: `monitor --port PATH [--family FAMILY] [--baud N] [--SETTING VALUE …]
  monitor --usb VENDOR:PRODUCT[:SERIAL] …
  monitor --config FILE [--reader ID]         the readers of a configuration, as the bridge would use them
  monitor --virtual --family FAMILY [--card NUMBER …]   a software reader, with badges held to it

  --seconds N      end after so long (else Ctrl-C)
  --record FILE    write every byte to FILE, as JSON lines; decode --recording reads them.
                   A recording is a copy of the badges in it
  --raw            show every byte, both ways
  --verbose        show what the bridge would log
  without --family the reader is recognised first`,
  options: {
    values: [...TARGET_VALUES, 'seconds', 'record', 'card'],
    flags: ['virtual', 'raw', 'verbose'],
    takesSettings: true,
  },
  async run(args, world) {
    const configs = targetsOf(args, world.root);
    const seconds = numberOf(args, 'seconds', {
      min: 0.1,
      max: SECONDS_MAX,
      otherwise: SECONDS_MAX,
      isWhole: false,
    });
    const lines = createMonitorLines(world, { isJson: args.flags.has('json'), isRaw: args.flags.has('raw') });
    const failed = new AbortController();
    const recording = openRecording(lastValue(args, 'record'), world, () => failed.abort());
    const watched: World = { ...world, signal: AbortSignal.any([world.signal, failed.signal]) };
    const watch: LineWatch = {
      onEvent: (event, readerId) => lines.event(event, readerId),
      onBytes(direction, bytes, readerId) {
        recording?.write({ atMs: world.clock.nowMs(), direction, bytes });
        lines.bytes(direction, bytes, readerId);
      },
    };
    const readers = createReaders(configs, readerDeps(world, args.flags.has('verbose'), watch));
    try {
      const code = await watchReaders(readers, { args, world: watched, lines, seconds });
      return failed.signal.aborted ? EXIT.trouble : code;
    } finally {
      await Promise.all(readers.map(reader => reader.stop()));
      recording?.close();
    }
  },
};

/** What readers need, without a bridge around them. */
export function readerDeps(world: World, isVerbose = false, watch?: LineWatch): ReaderDeps {
  const { clock, timers, random, entropy } = world;
  const log = isVerbose
    ? createLogger({ level: 'debug' }, { write: line => world.err(line) })
    : silentLogger();
  return { clock, timers, random, entropy, log, ...(watch === undefined ? {} : { watch }) };
}

interface Watching {
  args: Arguments;
  world: World;
  lines: MonitorLines;
  seconds: number;
}

async function watchReaders(
  readers: readonly Reader[],
  { args, world, lines, seconds }: Watching,
): Promise<number> {
  let wasThere = false;
  for (const reader of readers) {
    reader.onRead(read => {
      // The badge by which a reader is recognised comes before the reader itself.
      wasThere = true;
      lines.read(read);
    });
    reader.onStatus(status => {
      wasThere ||= status.state === 'online';
      lines.state(status);
    });
    reader.start();
    wasThere ||= reader.status().state === 'online';
  }
  const endMs = world.clock.uptimeMs() + seconds * 1000;
  const holding = holdCards(readers, args.values.get('card') ?? [], world);
  while (!world.signal.aborted && world.clock.uptimeMs() < endMs) {
    await pause(world, Math.min(COUNTERS_MS, endMs - world.clock.uptimeMs()));
    if (!world.signal.aborted && world.clock.uptimeMs() < endMs)
      lines.counters(readers, { onlyIfChanged: true });
  }
  await holding;
  lines.counters(readers);
  return wasThere ? EXIT.ok : EXIT.trouble;
}

async function holdCards(readers: readonly Reader[], cards: readonly string[], world: World): Promise<void> {
  const reader = readers.find((candidate): candidate is VirtualReader => isVirtualReader(candidate));
  if (cards.length > 0 && reader === undefined) throw new UsageError('--card is for --virtual');
  for (const card of cards) {
    await pause(world, CARD_MS);
    if (world.signal.aborted) return;
    try {
      reader?.present(/^\d{10}$/.test(card) ? { dez10: card } : { hex10: card });
    } catch (error) {
      if (error instanceof RangeError) throw new UsageError(`--card ${card}: ${error.message}`);
      throw error;
    }
  }
}
