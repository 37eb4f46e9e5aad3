import type { BenchTerminal, Message } from './bench-terminal.ts';
import { cpuSeconds } from './cpu-time.ts';
import type { Publisher } from './publisher.ts';

export interface Load {
  terminal: BenchTerminal;
  publisher: Publisher;
  messages: Message[];
}

export interface Measured {
  perSecond: number;
  /** CPU microseconds for each punch, of the hub (broker included) and of Postgres (primary and replica). */
  cpu: { hub: number; postgres: number };
  latenciesMs: number[];
  receipted: string[];
  quarantined: number;
}

/** Nothing answered for this long: what is missing counts as lost. */
const STALL_MS = 30_000;
const SETTLE_DEADLINE_MS = 60_000;
const SETTLE_STEP_MS = 300;
/** A hub that uses less of a core than this is resting. */
const RESTING_SHARE = 0.1;

/** Sends everything at once and waits for the last receipt, or until nothing has come for 30 s. */
export async function send(loads: readonly Load[], parts: Parts): Promise<Measured> {
  const measured: Measured = {
    perSecond: 0,
    cpu: { hub: 0, postgres: 0 },
    latenciesMs: [],
    receipted: [],
    quarantined: 0,
  };
  const collect = (): void => {
    for (const { publisher } of loads) {
      const { latenciesMs, receipted, quarantined } = publisher.take();
      for (const latencyMs of latenciesMs) measured.latenciesMs.push(latencyMs);
      for (const punchId of receipted) measured.receipted.push(punchId);
      measured.quarantined += quarantined;
    }
  };
  collect();
  measured.receipted = [];
  measured.latenciesMs = [];
  const hubBefore = cpuSeconds([parts.hub()]);
  const postgresBefore = cpuSeconds(parts.postgres());
  const start = performance.now();
  const all = Promise.all(loads.map(({ publisher, messages }) => publisher.send(messages))).then(() => true);
  for (let seen = -1; ; seen = measured.receipted.length) {
    const done = await Promise.race([all, stall()]);
    collect();
    if (done || measured.receipted.length === seen) break;
  }
  measured.perSecond = measured.receipted.length / ((performance.now() - start) / 1000);
  const perPunch = (seconds: number): number => (seconds * 1e6) / measured.receipted.length;
  measured.cpu.hub = perPunch(cpuSeconds([parts.hub()]) - hubBefore);
  measured.cpu.postgres = perPunch(cpuSeconds(parts.postgres()) - postgresBefore);
  return measured;
}

/** Process ids, asked for when needed. */
export interface Parts {
  hub: () => number | null;
  postgres: () => (number | null)[];
}

/**
 * Waits until the hub has caught up with its own event log (it rests), so that what is measured next is not measured beside it.
 * Gives up after a minute: then the hub cannot rest, and the figures show it.
 */
export async function settle(parts: Parts): Promise<void> {
  const deadline = performance.now() + SETTLE_DEADLINE_MS;
  let before = cpuSeconds([parts.hub()]);
  while (performance.now() < deadline) {
    await wait(SETTLE_STEP_MS);
    const now = cpuSeconds([parts.hub()]);
    if (now - before <= (SETTLE_STEP_MS / 1000) * RESTING_SHARE) return;
    before = now;
  }
}

function stall(): Promise<false> {
  return new Promise(resolve => setTimeout(() => resolve(false), STALL_MS).unref());
}

function wait(delayMs: number): Promise<false> {
  return new Promise(resolve => setTimeout(() => resolve(false), delayMs));
}
