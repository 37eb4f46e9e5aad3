import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type KioskClientMessage, type KioskServerMessage, receiptCode } from '@tapclock/contracts';
import {
  type AppendOutcome,
  Desk,
  draftOf,
  type PunchWish,
  utcOffsets,
  verifyPin,
} from './clocking/index.ts';
import type { BridgeConfig } from './config/index.ts';
import { type HealthFacts, healthReport, kioskHealth, terminalStatus } from './health/index.ts';
import {
  type DeviceKey,
  type Journal,
  loadOrCreateDeviceKey,
  openJournal,
  signBatch,
} from './journal/index.ts';
import { KioskServer, type VirtualTap, type VirtualTapAnswer } from './kiosk/index.ts';
import {
  type Cancel,
  type Clock,
  type Logger,
  punchIdAt,
  randomBytes16,
  type Timers,
} from './platform/index.ts';
import {
  type BadgeRead,
  createReader,
  credentialOf,
  isVirtualReader,
  type Reader,
  rawFromPrinted,
} from './readers/index.ts';
import { Roster, RosterFile } from './roster/index.ts';
import { stopAll } from './stop-all.ts';
import { MqttLink, Uplink, type UplinkEvents } from './uplink/index.ts';
import { bridgeVersion } from './version.ts';

/** How often a failed journal is tried again. */
const RECOVER_EVERY_MS = 3000;
const PRUNE_EVERY_MS = 60_000;
const STOP_DEADLINE_MS = 5000;
/** Undelivered punches read back at the start to know where people stand; at the most, the newest of a longer outage are missing. */
const OWN_PUNCHES_READ_MAX = 100_000;
const READ_BACK_ROWS = 256;

export interface BridgeDeps {
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: Logger;
  /** The hub asked for a restart. */
  onRestart(): void;
  /** A fault of the program: log it and end the process. */
  onFault(error: unknown): void;
  /** Opens the journal; given by tests that need a failing disk or a tiny one. */
  openJournal?: typeof openJournal;
}

/**
 * One bridge: everything between badge reader, disk, screen and broker, made and wired here and nowhere else. The constructor throws when
 * the device key or the journal's lock are not to be had; what is merely away (broker, reader, disk) is a state, not an error.
 */
export class Bridge {
  readonly journal: Journal;
  private readonly key: DeviceKey;
  private readonly roster: Roster;
  private readonly readers: Reader[];
  private readonly desk: Desk;
  private readonly uplink: Uplink;
  private readonly kiosk: KioskServer;
  private readonly version = bridgeVersion();
  private readonly startedAt: string;
  private readonly offsetAt: (atMs: number) => number;
  private offlineSince: string;
  private shownHealth = '';
  private shownJournal: HealthFacts['journal']['state'] = 'ok';
  private readonly cancels = new Map<() => void, Cancel>();
  private stopping: Promise<void> | null = null;

  constructor(
    private readonly config: BridgeConfig,
    private readonly deps: BridgeDeps,
  ) {
    const { clock, timers, random, log } = deps;
    const { dataDir, site } = config;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.startedAt = this.instant();
    this.offlineSince = this.startedAt;
    this.offsetAt = utcOffsets(site.zone);
    this.key = loadOrCreateDeviceKey(dataDir);
    const now = () => clock.nowMs();
    this.journal = (deps.openJournal ?? openJournal)({ dataDir, now, ...config.journal, log });
    this.roster = new Roster(new RosterFile(join(dataDir, 'roster.db'), log));
    this.readers = config.readers.map(reader => createReader(reader, { clock, timers, random, log }));
    this.kiosk = this.createKiosk();
    this.uplink = this.createUplink();
    this.desk = new Desk(
      config.clocking,
      { clock, timers },
      {
        append: wish => this.append(wish),
        findNumber: digits => this.roster.byNumber(digits),
        verifyPin,
        onScreen: screen => this.kiosk.broadcast({ type: 'screen', screen }),
        afterAppend: () => this.afterAppend(),
        onFault: deps.onFault,
      },
    );
  }

  /** Resolves with the kiosk's port once the screen can be opened; rejects when the port is taken. */
  async start(): Promise<{ kioskPort: number }> {
    this.recallOwnPunches();
    this.tellJournalState();
    const kioskPort = await this.kiosk.start();
    for (const reader of this.readers) {
      reader.onRead(read => this.badgeRead(read));
      reader.onStatus(() => {
        this.tellHealth();
        this.uplink.statusChanged();
      });
      reader.start();
    }
    this.uplink.start();
    this.every(PRUNE_EVERY_MS, () => this.prune());
    this.every(RECOVER_EVERY_MS, () => this.recoverJournal());
    const { boot } = this.journal;
    this.deps.log.info(
      { boot, kioskPort, depth: this.journal.depth(), version: this.version },
      'bridge is up',
    );
    return { kioskPort };
  }

  /** Ends along the way of a tap, so that what has been tapped is still written. Idempotent; throws all errors together. */
  stop(): Promise<void> {
    this.stopping ??= stopAll(
      [
        ...this.readers.map(reader => () => reader.stop()),
        () => this.desk.stop(),
        () => this.uplink.stop(),
        () => this.kiosk.stop(),
        () => {
          for (const cancel of this.cancels.values()) cancel();
        },
        () => this.journal.close(),
        () => this.roster.close(),
      ],
      { timers: this.deps.timers, deadlineMs: STOP_DEADLINE_MS },
    );
    return this.stopping;
  }

  /** Raw Ed25519 public key in base64, as the hub enrols it. */
  publicKey(): string {
    return this.key.publicKeyRaw;
  }

  health(): ReturnType<typeof healthReport> {
    return healthReport(this.facts());
  }

  /** Presents a badge to a virtual reader, as the bytes a real one would send. */
  virtualTap({ badge, reader: wanted, version, holdMs }: VirtualTap): VirtualTapAnswer {
    const virtual = this.readers.filter(isVirtualReader);
    const reader = virtual.find(({ id }) => wanted === undefined || id === wanted);
    if (reader === undefined) return { kind: 'no-reader' };
    const isPrinted = /^\d{10}$/.test(badge);
    if (isPrinted && rawFromPrinted(badge, version) === null) return { kind: 'no-such-badge' };
    const options = {
      ...(version === undefined ? {} : { version }),
      ...(holdMs === undefined ? {} : { holdMs }),
    };
    reader.present(isPrinted ? { dez10: badge } : { hex10: badge }, options);
    return { kind: 'presented', reader: reader.id };
  }

  private createKiosk(): KioskServer {
    const { kiosk } = this.config;
    const { timers, log } = this.deps;
    const hasVirtual = this.readers.some(isVirtualReader);
    return new KioskServer(
      { host: kiosk.host, port: kiosk.port, staticDir: kiosk.staticDir ?? null },
      {
        timers,
        log,
        greeting: () => this.greeting(),
        onMessage: message => this.fromPage(message),
        health: () => this.health(),
        tap: hasVirtual ? tap => this.virtualTap(tap) : null,
      },
    );
  }

  private createUplink(): Uplink {
    const { clock, timers, random, log } = this.deps;
    const { broker, terminal, site } = this.config;
    return new Uplink(
      { site: site.id, terminal },
      {
        journal: this.journal,
        sign: (entries, sent) => signBatch({ terminal, entries, sent, key: this.key }),
        status: () => terminalStatus(this.facts()),
        createLink: (events, settings) =>
          new MqttLink({ ...settings, broker, clientId: terminal }, events, { timers, random, log }),
        clock,
        timers,
        random,
        log,
      },
      this.uplinkEvents(),
    );
  }

  private uplinkEvents(): UplinkEvents {
    return {
      onReceipt: ({ results }) => {
        for (const { punchId, verdict } of results) {
          if (verdict?.employee) this.roster.judged(verdict.employee, punchId, verdict);
        }
        this.desk.handle({ type: 'receipt', results });
        this.tellJournalState();
        this.tellHealth();
      },
      onOnline: online => {
        if (!online) this.offlineSince = this.instant();
        this.desk.handle({ type: 'link', online });
        this.tellHealth();
      },
      onClock: ({ isSuspect }) => this.desk.handle({ type: 'clock', suspect: isSuspect }),
      onRoster: (employee, card) => {
        this.roster.putCard(employee, card);
        this.personChanged(employee);
      },
      onPresence: (employee, presence) => {
        this.roster.putPresence(employee, presence);
        this.personChanged(employee);
      },
      onCommand: command => {
        if (command.type === 'restart') this.deps.onRestart();
        else this.desk.handle({ type: 'identify', seconds: command.seconds });
      },
    };
  }

  /** The way of a tap, in one go: who, journal, screen, and only then the uplink. Nothing in it waits for a network. */
  private badgeRead(read: BadgeRead): void {
    this.uplink.look();
    const credential = credentialOf(read, this.config.siteKey);
    const reader = this.config.readers.find(({ id }) => id === read.readerId);
    this.desk.handle({
      type: 'badge',
      credential,
      printed: read.printed.dez10 ?? null,
      person: this.roster.byCredential(credential),
      identity: {
        identifiedBy: 'badge',
        credential,
        assurance: read.assurance,
        reader: read.readerId,
        fixedAction: reader?.action ?? null,
      },
    });
  }

  private fromPage(message: KioskClientMessage): void {
    this.uplink.look();
    this.desk.handle(message);
  }

  private append(wish: PunchWish): AppendOutcome {
    const { wallMs } = wish.occurredAt;
    const draft = draftOf(wish, {
      punchId: punchIdAt(wallMs, randomBytes16()),
      zone: this.config.site.zone,
      utcOffsetMinutes: this.offsetAt(wallMs),
      clockOffsetMs: this.uplink.look().offsetMs,
      isOffline: !this.uplink.isOnline(),
    });
    const result = this.journal.append(draft);
    if (result.kind === 'refused') return result;
    const { punch, chainHash } = result.entry;
    if (punch.employee !== null) this.roster.punched(punch.employee, punch);
    const { punchId, occurredAt } = punch;
    return { kind: 'recorded', punchId, occurredAt, receipt: receiptCode(chainHash) };
  }

  private afterAppend(): void {
    this.uplink.kick();
    this.tellJournalState();
    this.tellHealth();
  }

  private personChanged(employee: string): void {
    const person = this.roster.byEmployee(employee);
    if (person !== null) this.desk.handle({ type: 'person-changed', person });
  }

  /** After a restart people stand where their punches left them, even if the hub has not heard of these yet (R7). */
  private recallOwnPunches(): void {
    let count = 0;
    let batch = this.journal.pending(null, READ_BACK_ROWS);
    while (batch.length > 0 && count < OWN_PUNCHES_READ_MAX) {
      for (const { punch } of batch) {
        if (punch.employee !== null) this.roster.recalled(punch.employee, punch);
      }
      count += batch.length;
      const last = batch.at(-1);
      batch = last ? this.journal.pending({ boot: last.boot, sequence: last.sequence }, READ_BACK_ROWS) : [];
    }
  }

  private prune(): void {
    this.journal.prune(this.deps.clock.nowMs());
    this.tellJournalState();
  }

  private recoverJournal(): void {
    if (this.journal.stats().state === 'failed' && this.journal.recover()) this.uplink.kick();
    this.tellJournalState();
  }

  private tellJournalState(): void {
    const { state } = this.journal.stats();
    // Told each time: the screen also turns red by itself when a write is refused.
    this.desk.handle({ type: 'journal', state });
    if (state === this.shownJournal) return;
    this.shownJournal = state;
    this.deps.log[state === 'ok' ? 'info' : 'error']({ state }, 'journal state changed');
    this.uplink.statusChanged();
    this.tellHealth();
  }

  private tellHealth(): void {
    const health = kioskHealth(this.facts());
    const text = JSON.stringify(health);
    if (text === this.shownHealth) return;
    this.shownHealth = text;
    this.kiosk.broadcast({ type: 'health', health });
  }

  private greeting(): KioskServerMessage[] {
    const { terminal, site, place, clocking } = this.config;
    return [
      { type: 'hello', terminal, site, place, pinEnabled: clocking.pinEnabled },
      { type: 'health', health: kioskHealth(this.facts()) },
      { type: 'screen', screen: this.desk.screen() },
    ];
  }

  private facts(): HealthFacts {
    const clock = this.uplink.look();
    const isOnline = this.uplink.isOnline();
    return {
      now: this.instant(),
      startedAt: this.startedAt,
      boot: this.journal.boot,
      bridgeVersion: this.version,
      nodeVersion: process.versions.node,
      journal: this.journal.stats(),
      clockOffsetMs: clock.offsetMs,
      isClockSuspect: clock.isSuspect,
      readers: this.readers.map(reader => reader.status()),
      isOnline,
      offlineSince: isOnline ? null : this.offlineSince,
      roster: this.roster.counts(),
      uplink: this.uplink.counters(),
    };
  }

  private every(periodMs: number, run: () => void): void {
    const again = () => {
      this.cancels.set(
        run,
        this.deps.timers.after(periodMs, () => {
          run();
          again();
        }),
      );
    };
    again();
  }

  private instant(): string {
    return new Date(this.deps.clock.nowMs()).toISOString();
  }
}
