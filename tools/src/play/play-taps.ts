import type { KioskScreen } from '@tapclock/contracts';
import {
  type BridgeConfig,
  createLogger,
  type ManualTime,
  manualTime,
  type RunningBridge,
  startBridge,
} from '@tapclock/firmware-bridge';
import { KioskWatch } from '../tap/kiosk-watch.ts';
import type { PlayedTap } from './taps-file.ts';

/** The cable is out: nothing listens there. */
const NO_BROKER = 'mqtt://127.0.0.1:1';
const CONNECT_DEADLINE_MS = 5_000;
/** Of the kiosk's time: the badge has left the field and the countdown has run out. */
const VISIT_MS = 20_000;
/** Of the kiosk's time: steps in which its readers and its countdown get their turn. */
const STEP_MS = 50;
/** Of Node's loop, for a message to be written, read and answered. */
const TURNS = 4;
const LEAD_MS = 60_000;

/** What came of the taps. */
export interface Played {
  terminal: string;
  taps: number;
  recorded: number;
  /** Recorded, of badges that the kiosk did not know. */
  unknownBadges: number;
  /** The same act a second time. */
  alreadyRecorded: number;
}

/**
 * Plays taps at a paired kiosk whose network is out, at the times of its clock: the whole bridge runs, with its readers in software, its journal and its
 * screen, and only time is made up. What it recorded is in its journal; the kiosk delivers it when it runs next. Taps are in order of time. Throws when the
 * kiosk is running elsewhere, has no reader in software, or refuses to record.
 */
export async function playTaps(config: BridgeConfig, taps: readonly PlayedTap[]): Promise<Played> {
  const [first] = taps;
  if (!first) throw new Error('there is nothing to play');
  const time = manualTime(first.atMs - LEAD_MS);
  const bridge = await startBridge(
    { ...config, broker: { ...config.broker, url: NO_BROKER }, kiosk: { ...config.kiosk, port: 0 } },
    {
      clock: time.clock,
      timers: time.timers,
      log: createLogger({ level: 'error', terminal: config.terminal }),
    },
  );
  try {
    await readersReady(bridge, time);
    const ends: KioskScreen[] = [];
    for (const tap of taps) {
      time.advance(Math.max(0, tap.atMs - time.clock.nowMs()));
      ends.push(await playTap(tap, bridge, time));
    }
    return summary(config.terminal, ends);
  } finally {
    await stopInItsTime(bridge, time);
  }
}

/** From the badge in the field to the screen that says what became of it. */
async function playTap(
  tap: PlayedTap,
  { bridge, kioskPort }: RunningBridge,
  time: ManualTime,
): Promise<KioskScreen> {
  // Looks anew at each tap: a page that was away for hours of the kiosk's time has been hung up on.
  const watch = await KioskWatch.open(`http://127.0.0.1:${kioskPort}`, CONNECT_DEADLINE_MS);
  try {
    // The screen of the person before may still be up.
    const before = new Set(watch.seen.map(({ screen }) => visitOf(screen)));
    const answer = bridge.virtualTap({ badge: tap.badge });
    if (answer.kind !== 'presented')
      throw new Error(`${describe(tap)}: the kiosk's reader says ${answer.kind}`);
    let isPressed = tap.action === undefined;
    for (let leftMs = VISIT_MS; leftMs > 0; leftMs -= STEP_MS) {
      await step(time);
      const screens = watch.seen.map(({ screen }) => screen).filter(screen => !before.has(visitOf(screen)));
      const end = screens.find(isEnd);
      if (end) return end;
      const card = screens.find(screen => screen.screen === 'card');
      if (card && tap.action !== undefined && !isPressed) {
        isPressed = true;
        if (![card.proposed, ...card.others].includes(tap.action))
          throw new Error(
            `${describe(tap)}: the kiosk does not offer ${tap.action}, only ${[card.proposed, ...card.others].join(', ')}`,
          );
        watch.choose(card.visit, tap.action);
      }
    }
    throw new Error(`${describe(tap)}: the kiosk showed nothing`);
  } finally {
    watch.close();
  }
}

async function readersReady({ bridge }: RunningBridge, time: ManualTime): Promise<void> {
  const areReady = () => bridge.health().readers.every(({ state }) => state === 'online');
  for (let leftMs = VISIT_MS; leftMs > 0 && !areReady(); leftMs -= STEP_MS) await step(time);
  if (!areReady())
    throw new Error('a reader of this kiosk is not ready: only readers in software can be played');
}

/** A little of the kiosk's time, and the turns in which its sockets carry what it says. */
async function step(time: ManualTime): Promise<void> {
  time.advance(STEP_MS);
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise(setImmediate);
}

function visitOf(screen: KioskScreen): number | null {
  return 'visit' in screen ? screen.visit : null;
}

function isEnd(screen: KioskScreen): boolean {
  if (screen.screen === 'refused') throw new Error(`the kiosk refuses to record: ${screen.reason}`);
  return ['recorded', 'unknown-badge', 'already-recorded'].includes(screen.screen);
}

function describe({ badge, atMs }: PlayedTap): string {
  return `badge ${badge} at ${new Date(atMs).toISOString()}`;
}

function summary(terminal: string, ends: readonly KioskScreen[]): Played {
  const count = (name: KioskScreen['screen']) => ends.filter(({ screen }) => screen === name).length;
  const unknownBadges = count('unknown-badge');
  return {
    terminal,
    taps: ends.length,
    recorded: count('recorded') + unknownBadges,
    unknownBadges,
    alreadyRecorded: count('already-recorded'),
  };
}

/** A bridge gives its parts some seconds to end, by its own clock. */
async function stopInItsTime(bridge: RunningBridge, time: ManualTime): Promise<void> {
  let isStopped = false;
  const stopped = bridge.stop().finally(() => {
    isStopped = true;
  });
  while (!isStopped) {
    time.advance(STEP_MS);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  await stopped;
}
