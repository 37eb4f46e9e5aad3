import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KioskClientMessage, KioskServerMessage } from '@tapclock/contracts';
import { type AppendOutcome, Desk, type PunchWish, utcOffsets, verifyPin } from './clocking/index.ts';
import type { BridgeConfig } from './config/index.ts';
import { type HealthFacts, healthReport, kioskHealth, terminalStatus } from './health/index.ts';
import { type Journal, openJournal, signBatch } from './journal/index.ts';
import { KioskServer, type VirtualTap, type VirtualTapAnswer } from './kiosk/index.ts';
import { type KeptLogin, KeyChange } from './pairing/index.ts';
import { type Cancel, type Clock, type Logger, systemEntropy, type Timers } from './platform/index.ts';
import { ReaderGroup } from './reader-group.ts';
import { ReaderKeypad } from './reader-keypad.ts';
import { TapSignals } from './reader-signals.ts';
import { type BadgeRead, createReaders } from './readers/index.ts';
import { Reporter } from './reporter.ts';
import { Roster, RosterFile, weekMinutesAt, weekStarts } from './roster/index.ts';
import { stopAll } from './stop-all.ts';
import { TapLine } from './tap-line.ts';
import { MqttLink, Uplink, type UplinkCommand, type UplinkEvents } from './uplink/index.ts';

/** How often a failed journal is tried again. */
const RECOVER_EVERY_MS = 3000;
const PRUNE_EVERY_MS = 60_000;
const STOP_DEADLINE_MS = 5000;
/** How often a new key is offered until the hub has taken it. */
const OFFER_EVERY_MS = 3000;

export interface BridgeDeps {
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: Logger;
  /** The hub asked for a restart. */
  onRestart(): void;
  /** A fault of the program: log it and end the process. */
  onFault(error: unknown): void;
  /** Where the broker password of a paired kiosk is kept; null: it stands in the configuration. */
  login?: KeptLogin | null;
  /** Opens the journal; given by tests that need a failing disk or a tiny one. */
  openJournal?: typeof openJournal;
}

/**
 * One bridge: everything between badge reader, disk, screen and broker, made and wired here and nowhere else. The constructor throws when
 * the device key or the journal's lock are not to be had; what is merely away (broker, reader, disk) is a state, not an error.
 */
export class Bridge {
  readonly journal: Journal;
  private readonly keys: KeyChange;
  private readonly roster: Roster;
  private readonly readers: ReaderGroup;
  private readonly kiosk: KioskServer;
  private readonly uplink: Uplink;
  private readonly reporter: Reporter;
  private readonly tapLine: TapLine;
  private readonly desk: Desk;
  private readonly signals = new TapSignals((reader, signal) => this.readers.signal(reader, signal));
  private shownJournal: HealthFacts['journal']['state'] = 'ok';
  private readonly cancels = new Map<() => void, Cancel>();
  private stopping: Promise<void> | null = null;

  constructor(
    private readonly config: BridgeConfig,
    private readonly deps: BridgeDeps,
  ) {
    const { clock, timers, random, log } = deps;
    const { dataDir } = config;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const { terminal } = config;
    this.keys = new KeyChange({ dataDir, terminal, login: deps.login ?? null, log });
    const now = () => clock.nowMs();
    const journal = (deps.openJournal ?? openJournal)({ dataDir, now, ...config.journal, log });
    const weekStartsAt = weekStarts(utcOffsets(config.site.zone));
    const roster = new Roster(new RosterFile(join(dataDir, 'roster.db'), log), presence =>
      weekMinutesAt(presence, clock.nowMs(), weekStartsAt),
    );
    const entropy = systemEntropy();
    const readers = new ReaderGroup(createReaders(config.readers, { clock, timers, random, entropy, log }));
    this.journal = journal;
    this.roster = roster;
    this.readers = readers;
    const kiosk = this.createKiosk();
    const uplink = this.createUplink();
    this.kiosk = kiosk;
    this.uplink = uplink;
    const broadcast = (message: KioskServerMessage) => kiosk.broadcast(message);
    const { keys } = this;
    this.reporter = new Reporter({ clock, journal, roster, readers, uplink, keys, broadcast });
    this.tapLine = new TapLine({ config, journal, roster, uplink });
    this.desk = this.createDesk();
  }

  /** Resolves with the kiosk's port once the screen can be opened; rejects when the port is taken. */
  async start(): Promise<{ kioskPort: number }> {
    this.tapLine.recallOwnPunches();
    this.tellJournalState();
    const kioskPort = await this.kiosk.start();
    const keypad = new ReaderKeypad({
      screen: () => this.desk.screen(),
      handle: input => this.desk.handle(input),
      broadcast: message => this.kiosk.broadcast(message),
    });
    this.readers.start({
      onRead: read => this.badgeRead(read),
      onKeys: keys => keypad.press(keys),
      onStatus: () => {
        this.reporter.tell();
        this.uplink.statusChanged();
      },
    });
    this.uplink.start();
    this.every(PRUNE_EVERY_MS, () => this.prune());
    this.every(RECOVER_EVERY_MS, () => this.recoverJournal());
    this.every(OFFER_EVERY_MS, () => {
      if (this.keys.offer() !== null) this.uplink.statusChanged();
    });
    const { boot } = this.journal;
    const { version } = this.reporter;
    this.deps.log.info({ boot, kioskPort, depth: this.journal.depth(), version }, 'bridge is up');
    return { kioskPort };
  }

  /** Ends along the way of a tap, so that what has been tapped is still written. Idempotent; throws all errors together. */
  stop(): Promise<void> {
    this.stopping ??= stopAll(
      [
        ...this.readers.stops(),
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
    return this.keys.key.publicKeyRaw;
  }

  health(): ReturnType<typeof healthReport> {
    return healthReport(this.reporter.facts());
  }

  /** Presents a badge to a virtual reader, as the bytes a real one would send. */
  virtualTap(tap: VirtualTap): VirtualTapAnswer {
    return this.readers.virtualTap(tap);
  }

  private createKiosk(): KioskServer {
    const { host, port, staticDir = null } = this.config.kiosk;
    const { timers, log } = this.deps;
    return new KioskServer(
      { host, port, staticDir },
      {
        timers,
        log,
        greeting: () => this.greeting(),
        onMessage: message => this.fromPage(message),
        health: () => this.health(),
        tap: this.readers.hasVirtual ? tap => this.virtualTap(tap) : null,
      },
    );
  }

  private createUplink(): Uplink {
    const { clock, timers, random, log } = this.deps;
    const { broker, terminal, site } = this.config;
    const passwords = () => this.deps.login?.passwords() ?? [broker.password];
    return new Uplink(
      { site: site.id, terminal },
      {
        journal: this.journal,
        sign: (entries, sent) => signBatch({ terminal, entries, sent, key: this.keys.key }),
        status: () => terminalStatus(this.reporter.facts()),
        createLink: (events, settings) =>
          new MqttLink({ ...settings, broker: { ...broker, passwords }, clientId: terminal }, events, {
            timers,
            random,
            log,
          }),
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
        this.reporter.tell();
      },
      onOnline: online => {
        this.desk.handle({ type: 'link', online });
        this.reporter.turned(online);
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
      onCommand: command => this.commanded(command),
    };
  }

  private commanded(command: UplinkCommand): void {
    switch (command.type) {
      case 'restart':
        this.deps.onRestart();
        return;
      case 'identify':
        this.desk.handle({ type: 'identify', seconds: command.seconds });
        return;
      case 'rotate-key':
        this.keys.asked(command.rotation);
        break;
      case 'key-taken':
        this.keys.taken(command);
    }
    this.uplink.statusChanged();
  }

  private createDesk(): Desk {
    const { clock, timers, onFault } = this.deps;
    return new Desk(
      this.config.clocking,
      { clock, timers },
      {
        append: wish => this.append(wish),
        findNumber: digits => this.roster.byNumber(digits),
        verifyPin,
        onScreen: screen => this.kiosk.broadcast({ type: 'screen', screen }),
        afterAppend: () => {
          this.uplink.kick();
          this.tellJournalState();
          this.reporter.tell();
        },
        onFault,
      },
    );
  }

  /** The way of a tap, in one go: who, journal, reader's light and screen, and only then the uplink. */
  private badgeRead(read: BadgeRead): void {
    this.uplink.look();
    const isOnline = () => this.uplink.isOnline();
    this.signals.tapped(read.readerId, isOnline, () => {
      this.desk.handle(this.tapLine.readToInput(read));
      return this.desk.screen();
    });
  }

  private append(wish: PunchWish): AppendOutcome {
    const outcome = this.tapLine.append(wish);
    this.signals.punched(wish, outcome, this.uplink.isOnline());
    return outcome;
  }

  private fromPage(message: KioskClientMessage): void {
    this.uplink.look();
    if (message.type === 'typed') {
      this.readers.typed(message.text);
      return;
    }
    this.desk.handle(message);
  }

  private personChanged(employee: string): void {
    const person = this.roster.byEmployee(employee);
    if (person !== null) this.desk.handle({ type: 'person-changed', person });
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
    this.reporter.tell();
  }

  private greeting(): KioskServerMessage[] {
    const { terminal, site, place, clocking } = this.config;
    return [
      {
        type: 'hello',
        terminal,
        site,
        place,
        pinEnabled: clocking.pinEnabled,
        pageReader: this.readers.hasPage,
      },
      { type: 'health', health: kioskHealth(this.reporter.facts()) },
      { type: 'screen', screen: this.desk.screen() },
    ];
  }

  private every(periodMs: number, run: () => void): void {
    const again = () => {
      const cancel = this.deps.timers.after(periodMs, () => {
        run();
        again();
      });
      this.cancels.set(run, cancel);
    };
    again();
  }
}
