import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import {
  BATCH_PUNCHES_MAX,
  CHAIN_START,
  type Digest,
  type Punch,
  PunchBatch,
  signedText,
} from '@tapclock/contracts';
import { v7 as uuidAt } from 'uuid';
import { z } from 'zod';
import { canonicalText, chainHashes } from '../punches/index.ts';
import { badgeCredential, digestOf } from './credentials.ts';
import { DEMO_SITE } from './factory.ts';
import type { DemoTap } from './habits.ts';

/** Length of a raw Ed25519 public key at the end of its SPKI form (RFC 8410). */
const PUBLIC_KEY_BYTES = 32;

/** What the simulated terminal remembers: how far it has played, its chain's head, and batches without a receipt. */
const TerminalMemory = z.object({
  boot: z.int(),
  /** Last number given in this boot. */
  sequence: z.int(),
  head: z.string(),
  playedMs: z.nullable(z.number()),
  unsent: z.array(PunchBatch),
});
export type TerminalMemory = z.infer<typeof TerminalMemory>;

/** Makes the simulated terminal's key, once; the file is readable for its owner only. Returns the raw public key in base64. */
export function createDemoKey(keyFile: string): string {
  if (!existsSync(keyFile)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(keyFile, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  }
  const spki = createPublicKey(readKey(keyFile)).export({ format: 'der', type: 'spki' });
  return spki.subarray(-PUBLIC_KEY_BYTES).toString('base64');
}

export function readKey(keyFile: string): KeyObject {
  return createPrivateKey(readFileSync(keyFile));
}

export function readMemory(file: string): TerminalMemory {
  if (!existsSync(file)) return { boot: 0, sequence: 0, head: CHAIN_START, playedMs: null, unsent: [] };
  return TerminalMemory.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Written before anything is sent: sending it again after a crash is the same punches with the same numbers (R2). */
export function keepMemory(file: string, memory: TerminalMemory): void {
  writeFileSync(`${file}.new`, JSON.stringify(memory), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Turns taps into signed batches of one boot that goes on where the memory's chain ends. */
export function batchTaps(
  taps: readonly DemoTap[],
  memory: TerminalMemory,
  options: { terminal: string; key: KeyObject; siteKey: string; nowMs: number },
): TerminalMemory {
  const [first] = taps;
  if (first === undefined) return { ...memory, playedMs: options.nowMs };
  const boot = Math.max(Math.floor(first.atMs / 1000) - 60, memory.boot + 1);
  const punches = taps.map((tap, index) =>
    punchOf(tap, { boot, sequence: index + 1, siteKey: options.siteKey }),
  );
  let head: Digest = memory.head;
  const unsent = [...memory.unsent];
  for (let start = 0; start < punches.length; start += BATCH_PUNCHES_MAX) {
    const part = punches.slice(start, start + BATCH_PUNCHES_MAX);
    const previous = head;
    head = chainHashes(previous, part.map(canonicalText)).at(-1) ?? previous;
    const batch = { terminal: options.terminal, boot, from: start + 1, previous, punches: part, head };
    unsent.push(signAt(batch, options.key, options.nowMs));
  }
  return { boot, sequence: punches.length, head, playedMs: options.nowMs, unsent };
}

/**
 * The batch as it is sent at an instant. Each sending is signed anew, as a real terminal does: an old sending time would look like a
 * clock that is wrong.
 */
export function signAt(
  { terminal, boot, from, previous, punches, head }: Omit<PunchBatch, 'sent' | 'sig'>,
  key: KeyObject,
  nowMs: number,
): PunchBatch {
  // The punches are of an earlier boot as far as the clock is concerned: their uptime says nothing about now.
  const sent = { at: new Date(nowMs).toISOString(), uptimeMs: null };
  const unsigned = { terminal, boot, from, punches, head, sent };
  const sig = sign(null, Buffer.from(signedText(unsigned)), key).toString('base64');
  return { ...unsigned, previous, sig };
}

function punchOf(tap: DemoTap, numbers: { boot: number; sequence: number; siteKey: string }): Punch {
  return {
    punchId: uuidAt({ msecs: tap.atMs }),
    sequence: numbers.sequence,
    action: tap.action,
    employee: tap.employee,
    credential: digestOf(badgeCredential(tap.badge), numbers.siteKey),
    identifiedBy: 'badge',
    assurance: 'identifier-only',
    reader: 'gate-1-left',
    occurredAt: new Date(tap.atMs).toISOString(),
    utcOffsetMinutes: utcOffsetMinutes(tap.atMs),
    zone: DEMO_SITE.zone,
    uptimeMs: Math.max(0, tap.atMs - numbers.boot * 1000),
    clockOffsetMs: 0,
    offline: false,
    chosenBy: tap.employee === null ? 'terminal' : 'worker',
  };
}

function utcOffsetMinutes(atMs: number): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: DEMO_SITE.zone,
    timeZoneName: 'longOffset',
  }).formatToParts(atMs);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const match = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name);
  const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
  return match?.[1] === '-' ? -minutes : minutes;
}
