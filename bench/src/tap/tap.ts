import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { receiptCode } from '@tapclock/contracts';
import { encodeFrame, rawFromPrinted } from '@tapclock/firmware-bridge';
import type { SupervisedProcess, System } from '@tapclock/tools';
import pg from 'pg';
import { type BenchResult, note } from '../result.ts';
import { percentile, round } from '../stats.ts';
import { variantOf, withSystem } from '../world.ts';
import { KioskClient, type Seen } from './kiosk-client.ts';
import { SerialLine } from './serial-line.ts';
import { buildSlowFsync, SLOW_FSYNC_MS } from './slow-fsync.ts';

const ROUNDS = 2;
const WARM_UP_TAPS = 60;
/** Between two people: short enough to be a queue, long enough that no badge comes again while the reader holds it. */
const PAUSE_MS = { least: 12, spread: 20 };
/** Readers that take turns: a terminal takes at most five badges a second from one of them, and this queue is faster. */
const READERS = 10;
const SETTLE_DEADLINE_MS = 60_000;
const POLL_MS = 50;

/** One phase of the bench: what the terminal is up against, and what the taps took. */
interface Phase {
  name: string;
  times: number[];
}

/** The whole bench and everything it measured so far. */
interface Bench {
  system: System;
  frames: readonly Buffer[];
  lines: readonly SerialLine[];
  phases: { up: Phase; dead: Phase; slow: Phase };
  /** Receipt codes of every screen that said "recorded". */
  receipts: string[];
  failures: string[];
  taps: number;
}

/**
 * From the moment a badge's bytes are written into the serial port to the moment the kiosk's page hears "recorded". The page's finger is
 * infinitely fast: it presses the proposed action when the card arrives, so the time holds both messages and the synced journal.
 */
export async function runTap(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: { taps: { type: 'string', default: '500' }, keep: { type: 'boolean', default: false } },
  });
  const taps = Number(values.taps);
  return withSystem(values.keep, async system => {
    const ports = Array.from({ length: READERS }, (_, index) =>
      join(system.folder.bridge, `serial-${index + 1}`),
    );
    const lines = await Promise.all(ports.map(port => SerialLine.open(port)));
    try {
      const configFile = writeConfig(system, ports);
      const frames = system.factory.demo.badges
        .filter(badge => badge.state !== 'unknown')
        .map(({ printed, version }) => Buffer.from(encodeFrame(rawOf(printed, version))));
      const bench: Bench = {
        ...{ system, frames, lines, receipts: [], failures: [], taps: 0 },
        phases: {
          up: { name: 'hub up', times: [] },
          dead: { name: 'hub dead', times: [] },
          slow: { name: `hub up, fsync ${SLOW_FSYNC_MS} ms slower`, times: [] },
        },
      };
      await runPhases(bench, configFile, taps);
      return await resultOf(bench);
    } finally {
      await Promise.all(lines.map(line => line.close()));
    }
  });
}

async function runPhases(bench: Bench, configFile: string, taps: number): Promise<void> {
  const { system, phases } = bench;
  await system.bridge.stop();
  const command = [...system.bridge.plan.command.slice(0, -1), configFile];
  await withBridge(bench, variantOf(system.bridge, { command }), async kiosk => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const share = Math.ceil(taps / ROUNDS);
      await tapMany(bench, kiosk, phases.up, share);
      system.hub.kill();
      await system.hub.stop();
      await until('the terminal notices that the hub is dead', () => kiosk.link === 'offline');
      await tapMany(bench, kiosk, phases.dead, share);
      system.hub.start();
      await system.hubReady();
      await until('everything kept has its receipt', () => kiosk.link === 'online' && kiosk.kept === 0);
    }
  });
  const env = buildSlowFsync(system.folder.bridge);
  if (env === null) {
    note('no C compiler: the phase with slow fsync is left out');
    return;
  }
  await withBridge(bench, variantOf(system.bridge, { command, env }), async kiosk => {
    await tapMany(bench, kiosk, phases.slow, taps);
    await until('everything kept has its receipt', () => kiosk.kept === 0);
  });
}

async function withBridge(
  bench: Bench,
  bridge: SupervisedProcess,
  work: (kiosk: KioskClient) => Promise<void>,
): Promise<void> {
  const { system } = bench;
  bridge.start();
  try {
    await bridge.ready(() => answers(`${system.kioskUrl}/health`));
    const kiosk = await KioskClient.open(system.kioskUrl);
    try {
      await until('the terminal is online', () => kiosk.link === 'online');
      await tapMany(bench, kiosk, { name: 'warm-up', times: [] }, WARM_UP_TAPS);
      await work(kiosk);
    } finally {
      kiosk.close();
    }
  } finally {
    await bridge.stop();
  }
}

async function tapMany(bench: Bench, kiosk: KioskClient, phase: Phase, count: number): Promise<void> {
  let other = 0;
  for (let made = 0; made < count; made += 1) {
    const frame = bench.frames[bench.taps % bench.frames.length];
    const line = bench.lines[bench.taps % bench.lines.length];
    if (frame === undefined || line === undefined) throw new Error('the demo has no badges');
    bench.taps += 1;
    let writtenAtMs = 0;
    const seen: Seen = await kiosk.tap(() => {
      writtenAtMs = performance.now();
      line.write(frame);
    });
    if (seen.screen === 'recorded') {
      phase.times.push(seen.atMs - writtenAtMs);
      bench.receipts.push(seen.receipt);
    } else other += 1;
    await delay(PAUSE_MS.least + Math.random() * PAUSE_MS.spread);
  }
  if (other > 0 && phase.name !== 'warm-up')
    bench.failures.push(`${phase.name}: ${other} taps were not recorded`);
  const { times } = phase;
  note(
    `${phase.name}: ${times.length} taps, p50 ${ms(times, 0.5)} ms, p99 ${ms(times, 0.99)} ms, max ${ms(times, 1)} ms`,
  );
}

async function resultOf({ system, phases, receipts, failures }: Bench): Promise<BenchResult> {
  const stored = await storedReceipts(system);
  const lost = receipts.filter(receipt => !stored.has(receipt)).length;
  const doubled = [...stored.values()].filter(times => times > 1).length;
  if (lost > 0) failures.push(`${lost} punches shown as recorded are not in the database (R1)`);
  if (doubled > 0) failures.push(`${doubled} punches are in the database twice (R2)`);
  note(`${receipts.length} punches shown as recorded, ${lost} lost, ${doubled} doubled`);
  const { up, dead, slow } = phases;
  return {
    figures: {
      p50Ms: ms(up.times, 0.5),
      p99Ms: ms(up.times, 0.99),
      hubDeadP99Ms: ms(dead.times, 0.99),
      slowFsyncP99Ms: slow.times.length > 0 ? ms(slow.times, 0.99) : null,
      hubDeadP50Ms: ms(dead.times, 0.5),
      slowFsyncP50Ms: slow.times.length > 0 ? ms(slow.times, 0.5) : null,
      taps: up.times.length + dead.times.length + slow.times.length,
      lost,
      duplicated: doubled,
    },
    failures,
  };
}

/** How often each receipt code is in the database. */
async function storedReceipts({ postgres, database, factory }: System): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: postgres.cluster.superuserUrl(database) });
  await client.connect();
  try {
    const { rows } = await client.query<{ chain_hash: string }>(
      'select chain_hash from punch where terminal_id = $1',
      [factory.kiosk.terminal],
    );
    const times = new Map<string, number>();
    for (const { chain_hash } of rows) {
      const code = receiptCode(chain_hash);
      times.set(code, (times.get(code) ?? 0) + 1);
    }
    return times;
  } finally {
    await client.end();
  }
}

/** The bridge's own configuration with the pseudo-terminal as reader; the same person may tap again at once. */
function writeConfig(system: System, ports: readonly string[]): string {
  const original = system.bridge.plan.command.at(-1) ?? '';
  const config: unknown = JSON.parse(readFileSync(original, 'utf8'));
  const readers = ports.map((port, index) => ({
    id: `reader-${index + 1}`,
    family: 'rdm6300',
    port,
    place: 'bench',
  }));
  const file = join(system.folder.bridge, 'bench.json');
  const changed = { ...Object(config), readers, clocking: { duplicateWindowMs: 0 } };
  writeFileSync(file, JSON.stringify(changed), { mode: 0o600 });
  return file;
}

function rawOf(printed: string, version: string): string {
  const raw = rawFromPrinted(printed, Number(version));
  if (raw === null) throw new Error(`the demo has a badge number that is none: ${printed}`);
  return raw;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status > 0;
  } catch {
    // Not listening yet: asked again.
    return false;
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + SETTLE_DEADLINE_MS;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited 60 s in vain until ${what}`);
    await delay(POLL_MS);
  }
}

function ms(times: readonly number[], share: number): number {
  return round(percentile(times, share), 2);
}
