import { parseArgs } from 'node:util';
import { FAMILIES, type Family } from '@tapclock/firmware-bridge';
import { createReaderLine, seededRandom, type TransportListener } from '@tapclock/firmware-bridge/testing';
import { pino } from 'pino';
import { DelimiterParser } from 'serialport';
import { type BenchResult, note } from '../result.ts';
import { median, percentile, round } from '../stats.ts';
import { REPLAY_SEED, type Recording, recordConversation } from './recording.ts';

const CARDS = 100;
/** Each timed pass replays the recording for at least this long. */
const PASS_MS = 400;

/**
 * What each family costs: frames its protocol takes in a second (a recorded conversation, replayed into a fresh protocol, encryption
 * included where there is any), and the time from a frame's last byte to the read, through the whole line.
 */
export function runReaders(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '5' } } });
  const rounds = Number(values.rounds);
  const figures: Record<string, Record<string, number | null>> = {};
  const failures: string[] = [];
  for (const family of FAMILIES) {
    const recording = recordConversation(family, CARDS);
    const perSecond = median(Array.from({ length: rounds }, () => framesPerSecond(family, recording)));
    const { latenciesMs, reads } = latencies(family, recording, rounds);
    if (reads < CARDS * rounds)
      failures.push(`${family.name}: ${reads} reads of ${CARDS * rounds} presented cards`);
    figures[family.name] = {
      framesPerSecond: round(perSecond),
      addedLatencyP99Ms: round(percentile(latenciesMs, 0.99), 3),
      ...(family.name === 'rdm6300'
        ? { toDelimiterParserRatio: round(perSecond / plainParser(recording), 2) }
        : {}),
    };
    note(`${family.name}: ${JSON.stringify(figures[family.name])}, ${recording.frames} frames recorded`);
  }
  return Promise.resolve({ figures, failures });
}

function framesPerSecond(family: Family, recording: Recording): number {
  const started = performance.now();
  let frames = 0;
  while (performance.now() - started < PASS_MS) {
    const protocol = newProtocol(family);
    for (const call of recording.calls) {
      if (call.kind === 'receive') protocol.receive(call.bytes, call.nowMs);
      else protocol[call.kind](call.nowMs);
    }
    frames += recording.frames;
  }
  return (frames * 1000) / (performance.now() - started);
}

/** The same bytes through serialport's own delimiter parser, cut at ETX: what finding frames costs without looking into them. */
function plainParser(recording: Recording): number {
  const parser = new DelimiterParser({ delimiter: [0x03], includeDelimiter: true });
  let frames = 0;
  parser.on('data', () => {
    frames += 1;
  });
  const chunks = recording.calls.flatMap(call => (call.kind === 'receive' ? [Buffer.from(call.bytes)] : []));
  const started = performance.now();
  while (performance.now() - started < PASS_MS) for (const chunk of chunks) parser.write(chunk);
  return (frames * 1000) / (performance.now() - started);
}

function latencies(
  family: Family,
  recording: Recording,
  rounds: number,
): { latenciesMs: number[]; reads: number } {
  const latenciesMs: number[] = [];
  let reads = 0;
  for (let pass = 0; pass < rounds; pass += 1) {
    let nowMs = 0;
    let listener: TransportListener | null = null;
    let dueTick: (() => void) | null = null;
    let startedMs = 0;
    const [reader] = createReaderLine({
      family: family.name,
      readers: [{ id: 'bench', place: 'bench', holdMs: 400 }],
      protocol: newProtocol(family),
      transport: {
        start(to) {
          listener = to;
          to.onState('online', null);
        },
        stop: () => Promise.resolve(),
        write: () => undefined,
        reopen: () => undefined,
      },
      clock: { nowMs: () => nowMs, uptimeMs: () => nowMs },
      timers: {
        after(_delayMs, run) {
          dueTick = run;
          return () => {
            dueTick = null;
          };
        },
      },
      log: pino({ level: 'silent' }),
    });
    if (reader === undefined) throw new Error('a line has a reader');
    reader.onRead(() => {
      reads += 1;
      latenciesMs.push(performance.now() - startedMs);
    });
    reader.start();
    const to = listener as TransportListener | null;
    for (const call of recording.calls) {
      ({ nowMs } = call);
      startedMs = performance.now();
      if (call.kind === 'receive') to?.onBytes(call.bytes);
      else if (call.kind === 'tick') (dueTick as (() => void) | null)?.();
    }
  }
  return { latenciesMs, reads };
}

function newProtocol(family: Family) {
  return family.createProtocol([{ family: family.name, virtual: true }], seededRandom(REPLAY_SEED));
}
