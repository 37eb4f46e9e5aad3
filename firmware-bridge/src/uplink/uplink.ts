import {
  type Command,
  type OnlineStatus,
  type Presence,
  type PunchBatch,
  type Receipt,
  type RosterCard,
  terminalFilters,
  topics,
} from '@tapclock/contracts';
import type { Journal, JournalEntry } from '../journal/index.ts';
import type { Cancel, Clock, Logger, Timers } from '../platform/index.ts';
import type { BrokerLink, BrokerLinkEvents } from './broker-link.ts';
import {
  type ClockSample,
  type ClockState,
  isSuspect,
  lookAtClock,
  measured,
  offsetMs,
  UNMEASURED_CLOCK,
} from './clock-offset.ts';
import {
  afterAnswer,
  afterAsking,
  afterLink,
  HUB_AWAY,
  type HubLiveness,
  isHubOnline,
  silenceDueMs,
} from './hub-liveness.ts';
import { type Incoming, readMessage } from './inbox.ts';
import {
  CLOSED_WINDOW,
  linkDown,
  linkUp,
  nextResendMs,
  plan,
  receipted,
  recheck,
  replayFrom,
  type WindowState,
} from './window.ts';

/** The hub hears from an idle terminal this often. */
export const STATUS_EVERY_MS = 30_000;
/** Changes that come together go out as one status. */
const STATUS_DEBOUNCE_MS = 500;

export interface UplinkOptions {
  site: string;
  terminal: string;
}

/** What the rest of the bridge hears of the uplink. Called at once, in order, from the message that caused it. */
export interface UplinkEvents {
  onReceipt(receipt: Receipt): void;
  onOnline(online: boolean): void;
  onClock(clock: { offsetMs: number | null; isSuspect: boolean }): void;
  onRoster(employee: string, card: RosterCard | null): void;
  onPresence(employee: string, presence: Presence | null): void;
  onCommand(command: UplinkCommand): void;
}

/** What the hub asks of the rest of the bridge; the clock and replays are the uplink's own business. */
export type UplinkCommand = Exclude<Command, { type: 'clock' | 'replay-from' }>;

export interface UplinkDeps {
  journal: Journal;
  sign(entries: JournalEntry[], sent: PunchBatch['sent']): PunchBatch;
  status(): OnlineStatus;
  createLink(
    events: BrokerLinkEvents,
    settings: { filters: string[]; will: { topic: string; payload: string } },
  ): BrokerLink;
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: Logger;
}

/**
 * Carries the journal to the hub and the hub's words back. All decisions are in the pure window, clock and liveness cores; here are one
 * timer, one link, and their order: settle the journal before anything else hears of a receipt.
 */
export class Uplink {
  private readonly link: BrokerLink;
  private window: WindowState = CLOSED_WINDOW;
  private hub: HubLiveness = HUB_AWAY;
  private clockState: ClockState = UNMEASURED_CLOCK;
  private wasOnline = false;
  private wasSuspect = false;
  private statusDueMs = 0;
  /** Punches that waited as of the last status. */
  private toldDepth = 0;
  private cancelTimer: Cancel = () => undefined;
  private isRunning = false;
  private badMessages = 0;

  constructor(
    private readonly options: UplinkOptions,
    private readonly deps: UplinkDeps,
    private readonly events: UplinkEvents,
  ) {
    const { site, terminal } = options;
    this.link = deps.createLink(
      {
        onUp: () => this.up(),
        onDown: () => this.down(),
        onMessage: (topic, payload) => this.receive(topic, payload),
      },
      {
        filters: terminalFilters(site, terminal),
        will: { topic: topics.status(site, terminal), payload: this.lastWords() },
      },
    );
  }

  start(): void {
    this.isRunning = true;
    this.look();
    this.link.start();
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.isRunning = false;
    this.cancelTimer();
    const { site, terminal } = this.options;
    await this.link.stop({ topic: topics.status(site, terminal), payload: this.lastWords() });
  }

  /** Something new may be sendable: a punch was recorded, or the journal came back. */
  kick(): void {
    this.pump();
  }

  /** The status has changed in a way that the hub should hear before the next regular one. */
  statusChanged(): void {
    const soonMs = this.deps.clock.uptimeMs() + STATUS_DEBOUNCE_MS;
    if (soonMs >= this.statusDueMs) return;
    this.statusDueMs = soonMs;
    this.arm();
  }

  /** Looks at both clocks; called before each punch, so that a set clock is noticed before it is written down. */
  look(): { offsetMs: number | null; isSuspect: boolean } {
    const { clock } = this.deps;
    this.clockState = lookAtClock(this.clockState, clock.nowMs(), clock.uptimeMs());
    const now = { offsetMs: offsetMs(this.clockState), isSuspect: isSuspect(this.clockState) };
    if (now.isSuspect !== this.wasSuspect) {
      this.wasSuspect = now.isSuspect;
      if (now.isSuspect) this.deps.log.warn({ offsetMs: now.offsetMs }, 'the clock may be wrong');
      this.events.onClock(now);
    }
    return now;
  }

  isOnline(): boolean {
    return isHubOnline(this.hub, this.deps.clock.uptimeMs());
  }

  counters(): { badMessages: number; inFlight: number; isReplaying: boolean } {
    return {
      badMessages: this.badMessages,
      inFlight: this.window.inFlight.length,
      isReplaying: this.window.replayAt !== null,
    };
  }

  private up(): void {
    this.hub = afterLink(true);
    this.window = linkUp(this.window);
    this.sendStatus();
    this.pump();
  }

  private down(): void {
    this.hub = afterLink(false);
    this.window = linkDown(this.window);
    this.announce();
    this.arm();
  }

  private receive(topic: string, payload: Uint8Array): void {
    const message = readMessage(topic, payload, this.options);
    this.handle(message, topic);
  }

  private handle(message: Incoming, topic: string): void {
    switch (message.kind) {
      case 'receipt':
        this.takeReceipt(message.receipt);
        break;
      case 'command':
        this.takeCommand(message.command);
        break;
      case 'roster':
        this.events.onRoster(message.employee, message.card);
        break;
      case 'presence':
        this.events.onPresence(message.employee, message.presence);
        break;
      case 'bad':
        this.badMessages += 1;
        this.deps.log.warn({ topic, reason: message.reason, count: this.badMessages }, 'message ignored');
    }
  }

  private takeReceipt(receipt: Receipt): void {
    const { journal, clock } = this.deps;
    journal.settle(receipt);
    this.window = receipted(this.window, receipt, clock.uptimeMs());
    this.answered(receipt.clock);
    this.events.onReceipt(receipt);
    // The hub was told that punches wait here: it should not believe so longer than they do.
    if (this.toldDepth > 0 && journal.depth() === 0) this.statusChanged();
    this.pump();
  }

  private takeCommand(command: Command): void {
    switch (command.type) {
      case 'clock':
        this.answered(command);
        this.arm();
        return;
      case 'replay-from':
        this.deps.log.info({ boot: command.boot, sequence: command.sequence }, 'hub asked for a replay');
        this.window = replayFrom(this.window, command);
        this.pump();
        return;
      case 'identify':
      case 'restart':
      case 'rotate-key':
      case 'key-taken':
        this.events.onCommand(command);
    }
  }

  private answered(sample: ClockSample): void {
    this.look();
    this.clockState = measured(this.clockState, sample, this.deps.clock.nowMs());
    this.look();
    this.hub = afterAnswer(this.hub);
    this.announce();
  }

  private pump(): void {
    const { journal, clock, random, sign } = this.deps;
    const uptimeMs = clock.uptimeMs();
    const { state, sendings } = plan(this.window, journal, uptimeMs, random);
    this.window = state;
    for (const { entries, attempt } of sendings) {
      const isThisBoot = entries[0]?.boot === journal.boot;
      const batch = sign(entries, {
        at: new Date(clock.nowMs()).toISOString(),
        uptimeMs: isThisBoot ? clock.uptimeMs() : null,
      });
      const { site, terminal } = this.options;
      if (!this.link.publish(topics.punch(site, terminal), JSON.stringify(batch), { retain: false })) break;
      this.hub = afterAsking(this.hub, uptimeMs);
      this.deps.log.debug({ boot: batch.boot, from: batch.from, count: entries.length, attempt }, 'sent');
    }
    this.arm();
  }

  private sendStatus(): void {
    const { site, terminal } = this.options;
    const { clock } = this.deps;
    this.statusDueMs = clock.uptimeMs() + STATUS_EVERY_MS;
    const status = this.deps.status();
    this.toldDepth = status.journal.depth;
    const payload = JSON.stringify(status);
    if (this.link.publish(topics.status(site, terminal), payload, { retain: true }))
      this.hub = afterAsking(this.hub, clock.uptimeMs());
  }

  /** One timer for everything that time alone can change. */
  private arm(): void {
    this.cancelTimer();
    if (!this.isRunning) return;
    const uptimeMs = this.deps.clock.uptimeMs();
    const due = [this.statusDueMs, nextResendMs(this.window), silenceDueMs(this.hub, uptimeMs)];
    const nextMs = Math.min(...due.map(at => at ?? Number.POSITIVE_INFINITY));
    const waitMs = Math.max(1, nextMs - uptimeMs);
    this.cancelTimer = this.deps.timers.after(waitMs, () => this.wake());
  }

  private wake(): void {
    this.look();
    this.announce();
    if (this.deps.clock.uptimeMs() >= this.statusDueMs) {
      this.window = recheck(this.window, this.deps.journal);
      this.sendStatus();
    }
    this.pump();
  }

  private announce(): void {
    const online = this.isOnline();
    if (online === this.wasOnline) return;
    this.wasOnline = online;
    this.deps.log.info({ online }, online ? 'the hub answers' : 'the hub is away');
    this.events.onOnline(online);
  }

  private lastWords(): string {
    return JSON.stringify({ online: false, boot: this.deps.journal.boot });
  }
}
