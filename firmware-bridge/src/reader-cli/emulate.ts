import type { Family, LineFaults, Settings } from '../readers/index.ts';
import { type Arguments, lastValue, numberOf, UsageError } from './arguments.ts';
import { tapInTurn, tapper, tapTyped } from './emulate-taps.ts';
import { emulatorCard } from './emulator-card.ts';
import { type HostEnd, ptyEnd, runEmulator, serialEnd } from './emulator-line.ts';
import { familyNamed, settingsFor } from './family-settings.ts';
import { portTrouble } from './port-trouble.ts';
import type { Verb } from './verb.ts';
import { EXIT, type World } from './world.ts';

const HOLD_MS = 500;
const EVERY_MS = 3000;
const MS_MAX = 3_600_000;
const SECONDS_MAX = 86_400;
const SEED_MAX = 2 ** 32 - 1;

export const emulate: Verb = {
  name: 'emulate',
  summary: 'a software reader on a pseudo-terminal or a serial port, for tests without hardware',
  usage: `emulate FAMILY [--pty LINK | --port PATH] [--card CARD …] [options] [--SETTING VALUE …]

  --pty LINK       make a pseudo-terminal and this link to it (the default, without a link)
  --port PATH      answer on a serial port instead, wired to the one that the host opens; --baud N
  --card CARD      hold this card up, again and again; several in turn. In the family's own notation;
                   ten digits are the number printed on an EM4100 badge, 0x before them makes them hex
  --every MS       from one card to the next (${EVERY_MS})
  --hold MS        how long each lies there (${HOLD_MS})
  --once           each card once, then end
  Without --card: type a card and Enter to tap it, Enter alone to take it away.

  what is wrong with the line, each from 0 to 1:
  --noise P        stray bytes before a message
  --corrupt P      a wrong bit in a message
  --silence P      a message that does not come
  and
  --repeat N       each message N times more
  --split N        at most N bytes at once, 5 ms apart
  --latency MS     everything later
  --seed N         the same faults again (1)`,
  options: {
    values: [
      ...['pty', 'port', 'baud', 'card', 'every', 'hold', 'seconds'],
      ...['noise', 'corrupt', 'silence', 'repeat', 'split', 'latency', 'seed'],
    ],
    flags: ['once'],
    words: 1,
    takesSettings: true,
  },
  async run(args, world) {
    const name = args.positionals[0];
    const family = familyNamed(name);
    if (family.link !== 'serial')
      throw new UsageError(
        `${family.name} is no reader on a serial line; npm start -- --reader ${family.name} runs it in memory`,
      );
    const settings = { ...settingsFor(family, name ?? '', args.settings), virtual: true };
    const faults = faultsOf(args);
    const end = await openEnd(args, family);
    if (typeof end === 'string') {
      world.err(`${end}\n`);
      return EXIT.trouble;
    }
    try {
      return await play({ args, world, family, settings, faults, end });
    } finally {
      await end.close();
    }
  },
};

function faultsOf(args: Arguments): LineFaults {
  const share = (name: string) => numberOf(args, name, { min: 0, max: 1, otherwise: 0, isWhole: false });
  return {
    noise: share('noise'),
    corrupt: share('corrupt'),
    silence: share('silence'),
    repeat: numberOf(args, 'repeat', { min: 0, max: 100, otherwise: 0 }),
    split: numberOf(args, 'split', { min: 0, max: 4096, otherwise: 0 }),
    latencyMs: numberOf(args, 'latency', { min: 0, max: 60_000, otherwise: 0 }),
  };
}

/** The host's end of the line, or why there is none. */
async function openEnd(args: Arguments, family: Family): Promise<HostEnd | string> {
  const port = lastValue(args, 'port');
  const link = lastValue(args, 'pty');
  if (port !== null && link !== null) throw new UsageError('either --pty or --port');
  const baudRate = numberOf(args, 'baud', { min: 1200, max: 1_288_000, otherwise: family.baudRate ?? 9600 });
  try {
    return await (port === null ? ptyEnd(link) : serialEnd(port, baudRate));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return portTrouble(error, port ?? link ?? 'pseudo-terminal').message;
  }
}

interface Play {
  args: Arguments;
  world: World;
  family: Family;
  settings: Settings;
  faults: LineFaults;
  end: HostEnd;
}

async function play({ args, world, family, settings, faults, end }: Play): Promise<number> {
  const say = (kind: string, text: string, facts: object = {}) =>
    world.out(args.flags.has('json') ? `${JSON.stringify({ kind, ...facts })}\n` : `${text}\n`);
  const cards = args.values.get('card') ?? [];
  const holdMs = numberOf(args, 'hold', {
    min: 1,
    max: MS_MAX,
    otherwise: Math.max(HOLD_MS, family.holdMsMin),
  });
  const everyMs = numberOf(args, 'every', { min: 1, max: MS_MAX, otherwise: Math.max(EVERY_MS, holdMs) });
  const cardOf = (typed: string) => emulatorCard(typed, family, settings);
  for (const card of cards) checkCard(card, cardOf, family, settings, world);
  const line = runEmulator({
    ...{ end, faults, world },
    emulator: family.createEmulator([settings], world.entropy),
    seed: numberOf(args, 'seed', { min: 0, max: SEED_MAX, otherwise: 1 }),
    onShown: shown => say('shown', `the reader shows: ${shown}`, { shown }),
  });
  const onCards = { ...line, present: (typed: string) => line.present(cardOf(typed)) };
  const tap = tapper(onCards, holdMs, world, card => say('tap', `tap ${card}`, { card }));
  say('ready', `${family.name} on ${end.path}; Ctrl-C ends it`, { family: family.name, path: end.path });
  const ended = new AbortController();
  const seconds = numberOf(args, 'seconds', {
    min: 0.1,
    max: SECONDS_MAX,
    otherwise: SECONDS_MAX,
    isWhole: false,
  });
  const limit = world.timers.after(seconds * 1000, () => ended.abort());
  try {
    const inner: World = { ...world, signal: AbortSignal.any([world.signal, ended.signal]) };
    if (cards.length > 0)
      await tapInTurn(cards, { tap, everyMs, isOnce: args.flags.has('once'), world: inner });
    else await tapTyped(line, { tap, world: inner, notation: family.cardNotation });
    return EXIT.ok;
  } finally {
    limit();
    tap.end();
    line.stop();
  }
}

/** Fails on a card that is none before anything begins. */
function checkCard(
  card: string,
  cardOf: (typed: string) => string,
  family: Family,
  settings: Settings,
  world: World,
): void {
  try {
    family.createEmulator([settings], world.entropy).present(cardOf(card), 0);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--card ${card}: ${error.message}`);
    throw error;
  }
}
