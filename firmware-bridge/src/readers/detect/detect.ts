import type { Timers } from '../../platform/index.ts';
import type { Family } from '../family.ts';
import type { DetectStep } from './detect-plan.ts';
import { type Finding, recogniseSurely, recogniseText } from './recognise.ts';

/** A port that is open at one speed. */
export interface DetectPort {
  write(bytes: Uint8Array): void;
  /** Set once, right after opening. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  close(): Promise<void>;
}

/** Opens the port that is asked about. Rejects with what the system says. */
export type OpenPort = (baudRate: number) => Promise<DetectPort>;

export interface StepReport {
  step: DetectStep;
  /** What came during it, at most RECEIVED_MAX bytes. */
  received: Uint8Array;
}

export interface Detection {
  finding: Finding | null;
  reports: readonly StepReport[];
}

export interface DetectOptions {
  plan: readonly DetectStep[];
  families: readonly Family[];
  open: OpenPort;
  timers: Timers;
  signal?: AbortSignal;
  onStep?: (step: DetectStep) => void;
}

/** Bytes that are looked at in one step: more than any answer or badge, less than a noisy line sends. */
export const RECEIVED_MAX = 1024;

/**
 * Carries out a plan on one port until it is known what is there. Opens it anew for each other speed and never leaves it open. Rejects when
 * the port cannot be opened, or when aborted.
 */
export async function detect(options: DetectOptions): Promise<Detection> {
  const reports: StepReport[] = [];
  let line: Line | null = null;
  try {
    for (const step of options.plan) {
      options.signal?.throwIfAborted();
      options.onStep?.(step);
      if (line?.baudRate !== step.baudRate) {
        await line?.port.close();
        line = null;
        line = await openLine(options.open, step.baudRate);
        // Opening may take a while.
        options.signal?.throwIfAborted();
      }
      const opened = line;
      const { finding, received } = await carryOut(step, opened, options);
      reports.push({ step, received });
      if (finding !== null) return { finding, reports };
    }
    return { finding: null, reports };
  } finally {
    await line?.port.close();
  }
}

interface Line {
  port: DetectPort;
  baudRate: number;
  listen: (bytes: Uint8Array) => void;
}

async function openLine(open: OpenPort, baudRate: number): Promise<Line> {
  const port = await open(baudRate);
  const line: Line = { port, baudRate, listen: () => undefined };
  port.onBytes(bytes => line.listen(bytes));
  return line;
}

async function carryOut(
  step: DetectStep,
  line: Line,
  { families, timers, signal }: DetectOptions,
): Promise<{ finding: Finding | null; received: Uint8Array }> {
  let received = new Uint8Array();
  let finding: Finding | null = null;
  let wake: () => void = () => undefined;
  line.listen = bytes => {
    received = Uint8Array.from([...received, ...bytes].slice(-RECEIVED_MAX));
    finding ??= recogniseSurely(received, step, families);
    if (finding !== null) wake();
  };
  const pause = (ms: number) =>
    new Promise<void>(resolve => {
      // No event tells of what has already happened.
      if (signal?.aborted === true) return resolve();
      const end = () => {
        cancel();
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const cancel = timers.after(ms, end);
      wake = end;
      signal?.addEventListener('abort', end, { once: true });
    });
  if (step.kind === 'listen') await pause(step.forMs);
  else
    for (const message of step.messages) {
      if (finding !== null || signal?.aborted === true) break;
      line.port.write(message);
      await pause(step.waitMs);
    }
  line.listen = () => undefined;
  signal?.throwIfAborted();
  // Only while nothing was written: some adapters echo, and our own question would pass for a reader's text.
  if (step.kind === 'listen') finding ??= recogniseText(received, step, families);
  return { finding, received };
}
