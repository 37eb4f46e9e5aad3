import { describe, expect, it } from '@jest/globals';
import type { ReaderStatus } from '@tapclock/contracts';
import { manualTime, silentLogger } from '../../platform/index.ts';
import type { BadgeRead, Card } from '../badge-read.ts';
import { FAMILIES } from '../families.ts';
import type { Family } from '../family.ts';
import { wire } from '../rdm6300/frames.ts';
import type { Reader } from '../reader.ts';
import type { ReaderConfig } from '../reader-config.ts';
import { iso14443aCard } from '../uid/printed-uid.ts';
import {
  AUTO_LISTEN_MS,
  createAutoReader,
  DISCARDED_BYTES_MAX,
  RETRY_MS,
  SILENT_MS_MAX,
} from './auto-reader.ts';
import type { OpenPort } from './detect.ts';

const CONFIG: ReaderConfig = { id: 'gate', family: 'auto', place: 'Gate', holdMs: 400, port: '/dev/ttyUSB0' };

/** The reader proper, as the test wants it to fare. */
class ProperReader implements Reader {
  readonly id = 'gate';
  readonly config: ReaderConfig;
  isStopped = false;
  current: Pick<ReaderStatus, 'state' | 'problem' | 'reads' | 'discardedBytes'> = {
    ...{ state: 'online', problem: null, reads: 0, discardedBytes: 0 },
  };
  #onRead: (read: BadgeRead) => void = () => undefined;
  constructor(config: ReaderConfig) {
    this.config = config;
  }
  start(): void {
    this.isStopped = false;
  }
  stop(): Promise<void> {
    this.isStopped = true;
    return Promise.resolve();
  }
  status(): ReaderStatus {
    const { id, config } = this;
    return {
      ...{ id, family: config.family, place: config.place },
      ...this.current,
      ...{ refusedReads: 0, lastReadAt: null },
    };
  }
  signal(): void {
    this.current = { ...this.current };
  }
  onRead(listener: (read: BadgeRead) => void): void {
    this.#onRead = listener;
  }
  onStatus(): void {
    this.isStopped = false;
  }
  onKeys(): void {
    this.isStopped = false;
  }
  read(raw: string): void {
    this.current = { ...this.current, reads: this.current.reads + 1 };
    this.#onRead({
      ...{ readerId: 'gate', at: 0, technology: 'em4100', raw, printed: {} },
      ...{ integrity: 'xor', assurance: 'identifier-only' },
    });
  }
}

interface Line {
  path: string | null;
  answer: (written: Uint8Array) => Uint8Array | null;
  hears: Uint8Array | null;
  isDenied: boolean;
  /** How long opening takes. */
  opening: Promise<void>;
  /** What the badge is taken for, where not for what it is. */
  card: Card | null;
}

function anAutoReader(changes: Partial<ReaderConfig> = {}) {
  const time = manualTime(0);
  /** What is at the port. */
  const line: Line = {
    path: '/dev/ttyUSB0',
    answer: () => null,
    hears: null,
    isDenied: false,
    opening: Promise.resolve(),
    card: null,
  };
  const opened: string[] = [];
  const openPort =
    (path: string): OpenPort =>
    async baudRate => {
      opened.push(`${path} ${baudRate}`);
      if (line.isDenied) throw new Error('Permission denied, cannot open');
      await line.opening;
      let listener: (bytes: Uint8Array) => void = () => undefined;
      return {
        write(bytes) {
          const answer = line.answer(bytes);
          if (answer !== null) time.timers.after(1, () => listener(answer));
        },
        onBytes(to) {
          listener = to;
          time.timers.after(1, () => {
            if (line.hears !== null) listener(line.hears);
          });
        },
        close: () => Promise.resolve(),
      };
    };
  const takenFor =
    ({ decode }: Family): Family['decode'] =>
    (bytes, settings) => {
      const decoded = decode(bytes, settings);
      return decoded.ok && line.card !== null ? { ...decoded, card: line.card } : decoded;
    };
  const proper: ProperReader[] = [];
  const reader = createAutoReader(
    { ...CONFIG, ...changes },
    {
      ...time,
      ...{
        log: silentLogger(),
        families: FAMILIES.map(family => ({ ...family, decode: takenFor(family) })),
        openPort,
        locate: () => line.path,
        looksLike: () => null,
      },
      createReader(config) {
        const made = new ProperReader(config);
        proper.push(made);
        return made;
      },
    },
  );
  const reads: string[] = [];
  const states: string[] = [];
  reader.onRead(({ raw }) => reads.push(raw));
  reader.onStatus(({ family, state, problem }) => states.push(`${family} ${state} ${problem ?? '-'}`));
  const run = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      time.advance(50);
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    }
  };
  return { reader, line, opened, proper, reads, states, run, time };
}

/** A PN532 that is asked for its firmware. */
const pn532Answers = (bytes: Uint8Array): Uint8Array | null =>
  Buffer.from(bytes).toString('hex').toUpperCase().includes('D402')
    ? Uint8Array.from(Buffer.from('0000FF00FF000000FF06FAD50332010607E800', 'hex'))
    : null;

describe('reader of an unknown family', () => {
  it('becomes what sends a badge, and that badge is the first read, once', async () => {
    const { reader, line, proper, reads, run, states } = anAutoReader();
    expect(reader.status()).toMatchObject({ family: 'auto', state: 'opening', reads: 0 });
    line.hears = wire('67003B51C6CB');
    reader.start();
    await run(200);
    expect(proper[0]?.config).toMatchObject({ family: 'rdm6300', port: '/dev/ttyUSB0', baudRate: 9600 });
    expect(reads).toEqual(['67003B51C6']);
    // The badge is still held when the reader proper begins to hear it.
    proper[0]?.read('67003B51C6');
    expect(reads).toHaveLength(1);
    expect(reader.status()).toMatchObject({ family: 'rdm6300', state: 'online', reads: 1 });
    proper[0]?.read('09002E4EA2');
    expect(reads).toEqual(['67003B51C6', '09002E4EA2']);
    expect(reader.status().reads).toBe(2);
    expect(states).toEqual([]);
    await reader.stop();
  });

  it('becomes what answers', async () => {
    const { reader, line, proper, run } = anAutoReader({ formats: ['H10304'] });
    line.answer = pn532Answers;
    reader.start();
    await run(2 * AUTO_LISTEN_MS + 3000);
    expect(proper[0]?.config).toMatchObject({ family: 'pn532', baudRate: 115_200, formats: ['H10304'] });
    await reader.stop();
    expect(proper[0]?.isStopped).toBe(true);
  });

  it('says that nothing was recognised, and goes on', async () => {
    const { reader, states, opened, run } = anAutoReader();
    reader.start();
    await run(40_000);
    expect(states).toEqual(['auto opening not-recognised']);
    expect(opened.filter(at => at === '/dev/ttyUSB0 9600').length).toBeGreaterThan(2);
    await reader.stop();
  });

  it('hands no number on that is another one at the next tap', async () => {
    const { reader, line, proper, reads, run } = anAutoReader();
    line.hears = wire('67003B51C6CB');
    line.card = iso14443aCard('08A1B2C3', 'none');
    reader.start();
    await run(200);
    expect(proper).toHaveLength(1);
    expect(reads).toEqual([]);
    expect(reader.status()).toMatchObject({ reads: 0, refusedReads: 1, lastReadAt: null });
    await reader.stop();
  });

  it('ends as soon as its port has opened, where it is stopped meanwhile', async () => {
    const { reader, line, time, run, proper, reads } = anAutoReader();
    let finish: () => void = () => undefined;
    line.opening = new Promise(resolve => {
      finish = resolve;
    });
    line.hears = wire('67003B51C6CB');
    reader.start();
    await run(100);
    let isStopped = false;
    const stopping = reader.stop().then(() => {
      isStopped = true;
    });
    finish();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    // Not a moment has passed on the clock.
    expect(isStopped).toBe(true);
    await stopping;
    expect({ proper, reads }).toEqual({ proper: [], reads: [] });
    time.advance(100);
    expect(time.waiting()).toBe(0);
  });

  it('waits for its port, and says why it is not there', async () => {
    const { reader, line, states, proper, run } = anAutoReader();
    line.path = null;
    line.hears = wire('67003B51C6CB');
    reader.start();
    await run(RETRY_MS);
    line.path = '/dev/ttyUSB9';
    await run(2 * RETRY_MS);
    expect(states).toEqual(['auto missing no-such-port']);
    expect(proper).toHaveLength(1);
    await reader.stop();
  });

  it('says that the port may not be opened, and leaves no timer behind', async () => {
    const { reader, line, states, run, time } = anAutoReader();
    line.isDenied = true;
    reader.start();
    await run(RETRY_MS);
    await reader.stop();
    expect(states).toEqual(['auto missing no-permission']);
    expect(time.waiting()).toBe(0);
  });
});

describe('reader that was recognised', () => {
  async function recognised() {
    const at = anAutoReader();
    at.line.answer = pn532Answers;
    at.reader.start();
    await at.run(2 * AUTO_LISTEN_MS + 3000);
    const [first] = at.proper;
    if (first === undefined) throw new Error('it was not recognised');
    return { ...at, first };
  }

  it('is looked for again when it has been silent for long', async () => {
    const { reader, first, proper, run } = await recognised();
    first.current = { ...first.current, state: 'silent', problem: 'no-answer', reads: 3 };
    await run(SILENT_MS_MAX - 10_000);
    expect(proper).toHaveLength(1);
    await run(20_000 + 2 * AUTO_LISTEN_MS + 3000);
    expect(first.isStopped).toBe(true);
    expect(proper).toHaveLength(2);
    expect(reader.status()).toMatchObject({ state: 'online', reads: 3 });
    await reader.stop();
  });

  it('is looked for again when what it says makes no sense', async () => {
    const { reader, first, proper, run } = await recognised();
    first.current = { ...first.current, discardedBytes: DISCARDED_BYTES_MAX };
    await run(10_000);
    expect(proper).toHaveLength(1);
    first.current = { ...first.current, discardedBytes: DISCARDED_BYTES_MAX + 1 };
    await run(10_000 + 2 * AUTO_LISTEN_MS);
    expect(proper).toHaveLength(2);
    await reader.stop();
  });

  it.each(['no-key', 'wrong-key', 'default-key', 'not-encrypted', 'command-refused'])(
    'is known, and kept, while it answers and is at odds with us: %s',
    async problem => {
      const { reader, first, proper, run } = await recognised();
      first.current = { ...first.current, state: 'silent', problem };
      await run(3 * SILENT_MS_MAX);
      expect(proper).toHaveLength(1);
      await reader.stop();
    },
  );

  it('is looked for again when all it says is garbled, though its line is opened anew now and then', async () => {
    const { first, proper, run, reader } = await recognised();
    for (let passed = 0; passed < SILENT_MS_MAX + 10_000; passed += 10_000) {
      first.current = { ...first.current, state: 'opening', problem: null };
      await run(5000);
      first.current = { ...first.current, state: 'silent', problem: 'garbled' };
      await run(5000);
    }
    await run(5000 + 2 * AUTO_LISTEN_MS + 3000);
    expect(proper).toHaveLength(2);
    await reader.stop();
  });

  it('says so when it is looked for again', async () => {
    const { reader, first, states, run } = await recognised();
    const before = states.length;
    first.current = { ...first.current, discardedBytes: DISCARDED_BYTES_MAX + 1 };
    await run(6000);
    expect(states.slice(before)).toEqual(['auto opening -']);
    await reader.stop();
  });

  it('is kept while its plug is out', async () => {
    const { reader, first, proper, run } = await recognised();
    first.current = { ...first.current, state: 'missing', problem: 'unplugged' };
    await run(3 * SILENT_MS_MAX);
    expect(proper).toHaveLength(1);
    await reader.stop();
  });

  it('leaves no timer behind', async () => {
    const { reader, time } = await recognised();
    await reader.stop();
    await reader.stop();
    expect(time.waiting()).toBe(0);
  });
});
