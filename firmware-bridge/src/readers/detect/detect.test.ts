import { describe, expect, it } from '@jest/globals';
import { manualTime } from '../../platform/index.ts';
import { FAMILIES } from '../families.ts';
import type { Family } from '../family.ts';
import type { ReaderEmulator } from '../reader-emulator.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { type Detection, detect, type OpenPort } from './detect.ts';
import { type DetectStep, detectPlan, LISTEN_MS } from './detect-plan.ts';

const BADGE = '67003B51C6';
const SERIAL = FAMILIES.filter(({ link }) => link === 'serial');

function emulatorOf(family: Family, settings: object = {}): ReaderEmulator {
  return family.createEmulator([{ family: family.name, virtual: true, ...settings }], seededRandom(1));
}

/** Whose reader is at the port, at which speed, and which card lies on it. */
interface AtPort {
  emulator: ReaderEmulator;
  baudRate: number;
  card?: string;
  /** The adapter sends back what is written. */
  isEchoing?: boolean;
}

/** Runs a plan against a software reader, in time of its own. What is said at another speed arrives as garbage. */
async function detectAt({ emulator, baudRate, card, isEchoing }: AtPort, plan: readonly DetectStep[]) {
  const time = manualTime(0);
  const opened: number[] = [];
  let open = 0;
  const garble = (bytes: Uint8Array) => bytes.map(byte => (byte * 7 + 13) & 0xff);
  const openPort: OpenPort = async atBaudRate => {
    opened.push(atBaudRate);
    open += 1;
    const isRight = atBaudRate === baudRate;
    let listener: (bytes: Uint8Array) => void = () => undefined;
    let isOpen = true;
    const say = (messages: readonly Uint8Array[]) => {
      for (const bytes of messages) if (isOpen) listener(isRight ? bytes : garble(bytes));
      const dueMs = emulator.dueMs();
      if (dueMs !== null && isOpen)
        time.timers.after(Math.max(1, dueMs - time.clock.uptimeMs()), () => {
          if (isOpen) say(emulator.tick(time.clock.uptimeMs()));
        });
    };
    return {
      write(bytes) {
        if (isEchoing === true) listener(bytes);
        time.timers.after(1, () =>
          say(emulator.receive(isRight ? bytes : garble(bytes), time.clock.uptimeMs())),
        );
      },
      onBytes(to) {
        listener = to;
        time.timers.after(20, () => {
          if (card !== undefined && isOpen) say(emulator.present(card, time.clock.uptimeMs()));
        });
      },
      close() {
        open -= 1;
        isOpen = false;
        return Promise.resolve();
      },
    };
  };
  const steps: DetectStep[] = [];
  const running = detect({
    ...{ plan, open: openPort, timers: time.timers, onStep: step => steps.push(step) },
    families: FAMILIES,
  });
  let detection: Detection | null = null;
  const settled = running.then(result => {
    detection = result;
  });
  for (let turns = 0; detection === null && turns < 20_000; turns += 1) {
    time.advance(10);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
  await settled;
  expect(open).toBe(0);
  return { detection: detection as Detection | null, opened, steps, tookMs: time.clock.uptimeMs() };
}

const plan = () => detectPlan({ families: FAMILIES });

describe('the plan', () => {
  it('listens before it asks, at each speed that readers talk at', () => {
    const steps = plan();
    const firstProbe = steps.findIndex(({ kind }) => kind === 'probe');
    expect(steps.slice(0, firstProbe)).toEqual([
      { kind: 'listen', baudRate: 9600, forMs: LISTEN_MS },
      { kind: 'listen', baudRate: 2400, forMs: LISTEN_MS },
    ]);
    expect(steps.slice(firstProbe).every(({ kind }) => kind === 'probe')).toBe(true);
  });

  it('asks first what the adapter looks like', () => {
    const asked = (candidates: readonly string[]) => {
      const looksLike = { name: 'adapter', family: null, candidates };
      return detectPlan({ families: FAMILIES, looksLike }).find(step => step.kind === 'probe')?.family;
    };
    expect(asked(['osdp'])).toBe('osdp');
    expect(asked(['rdm6300', 'pn532', 'osdp'])).toBe('pn532');
  });
});

describe('a reader on an unknown port', () => {
  const asked = SERIAL.filter(({ probe }) => probe !== null && probe.messages.length > 0);

  it.each(asked.map(family => [family.name, family] as const))(
    'is recognised by its answer: %s',
    async (name, family) => {
      const baudRate = family.baudRate ?? 9600;
      const { detection } = await detectAt({ emulator: emulatorOf(family), baudRate }, plan());
      expect(detection?.finding).toMatchObject({ family: name, baudRate, confidence: 'sure', card: null });
    },
  );

  it('is recognised by the badge it sends, and asked nothing then', async () => {
    const rdm6300 = SERIAL.find(({ name }) => name === 'rdm6300');
    if (rdm6300 === undefined) throw new Error('there is no rdm6300');
    const at = { emulator: emulatorOf(rdm6300), baudRate: 9600, card: BADGE };
    const { detection, steps, tookMs } = await detectAt(at, plan());
    expect(detection?.finding).toMatchObject({ family: 'rdm6300', confidence: 'sure', card: { raw: BADGE } });
    expect(steps).toHaveLength(1);
    // At once: nobody holds a badge up for long.
    expect(tookMs).toBeLessThan(LISTEN_MS);
  });

  it.each([
    ['em18', 'rdm6300', 9600, BADGE, 'sure'],
    ['inditag', 'line', 9600, BADGE, 'sure'],
    ['idtech', 'line', 9600, BADGE, 'sure'],
    ['twn3-hidprox', 'line', 9600, '808001C0', 'sure'],
    ['parallax', 'line', 2400, BADGE, 'likely'],
    ['line', 'line', 9600, BADGE, 'likely'],
    ['scanner', 'scanner', 9600, 'https://example.org/b/17', 'likely'],
  ] as const)('is recognised by its text: %s', async (name, familyName, baudRate, card, confidence) => {
    const family = SERIAL.find(known => known.name === familyName);
    if (family === undefined) throw new Error(`there is no ${familyName}`);
    const emulator = emulatorOf(family, { family: name });
    const shown = family.name === 'line' ? family.cardOfBadge(BADGE, { family: name }) : card;
    const { detection } = await detectAt({ emulator, baudRate, card: shown }, plan());
    expect(detection?.finding).toMatchObject({ family: name, baudRate, confidence });
  });

  it('is not invented where there is none', async () => {
    const dead: ReaderEmulator = {
      ...{ receive: () => [], tick: () => [], dueMs: () => null, shown: () => null },
      ...{ present: () => [], remove: () => [] },
    };
    const { detection } = await detectAt({ emulator: dead, baudRate: 9600 }, plan());
    expect(detection?.finding).toBeNull();
    expect(detection?.reports.every(({ received }) => received.length === 0)).toBe(true);
    const echoing = await detectAt({ emulator: dead, baudRate: 9600, isEchoing: true }, plan());
    expect(echoing.detection?.finding).toBeNull();
  });

  it('keeps what came, for people to look at', async () => {
    const noisy: ReaderEmulator = {
      ...{ receive: () => [Uint8Array.of(0xde, 0xad)], tick: () => [], dueMs: () => null, shown: () => null },
      ...{ present: () => [], remove: () => [] },
    };
    const { detection } = await detectAt({ emulator: noisy, baudRate: 115_200 }, plan());
    expect(detection?.finding).toBeNull();
    expect(detection?.reports.some(({ received }) => received.includes(0xde))).toBe(true);
  });

  it('opens the port once for each speed in a row', async () => {
    const { opened } = await detectAt({ emulator: emulatorOf(SERIAL[0] as Family), baudRate: 1 }, plan());
    expect(opened.every((baudRate, index) => baudRate !== opened[index - 1])).toBe(true);
  });
});

describe('the question for one family', () => {
  const questions = SERIAL.flatMap(({ name, probe }) =>
    (probe?.messages ?? []).map((message, index) => ({ name, index, message })),
  );
  const pairs = questions.flatMap(({ name, index, message }) =>
    SERIAL.filter(other => other.name !== name).map(other => ({ asked: `${name} ${index}`, message, other })),
  );

  it.each(pairs.map(pair => [pair.asked, pair.other.name, pair] as const))(
    'is no command to another: %s to %s',
    (_, __, { message, other }) => {
      const settings = { family: other.name, virtual: true };
      const emulator = emulatorOf(other);
      emulator.receive(message, 0);
      expect(emulator.shown()).toBeNull();
      // It works afterwards as if nothing had been said.
      const line = new SimulatedLine(other.createProtocol([settings], seededRandom(1)), emulator);
      line.open();
      line.run(5000);
      line.takeCards();
      line.present(other.cardOfBadge(BADGE, settings));
      line.run(2000);
      expect(line.takeCards().length).toBeGreaterThan(0);
    },
  );
});
