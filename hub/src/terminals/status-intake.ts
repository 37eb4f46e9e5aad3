import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { hubFilters, parseTopic, TerminalStatus } from '@tapclock/contracts';
import { EventLog, EventSignal } from '../event-log/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { BROKER_LINK, type BrokerLink, type BrokerMessage } from '../platform/mqtt/broker-link.ts';
import { ChainWatch } from './chain-watch.ts';
import { missingFrom } from './domain/replay.ts';
import { isNews } from './domain/status-change.ts';
import { LatestWorker } from './latest-worker.ts';
import { KeyRotations } from './rotation.ts';
import { TerminalCommands } from './terminal-commands.ts';
import { TerminalsRepository } from './terminals.repository.ts';

/** Terminals whose last status is held; the statuses of more are dropped and counted in the log. */
const TERMINALS_MAX = 10_000;
/** After a session with the broker began, a terminal that says nothing for this long is offline. */
const SILENCE_MS = 20_000;

interface Heard {
  site: string;
  status: TerminalStatus;
  receivedAtMs: number;
}

/**
 * Statuses of terminals: kept, told to the board when they are news, answered with the hub's clock, and compared with what
 * is stored of the terminal's punches (R1, R9).
 */
@Injectable()
export class StatusIntake implements OnModuleInit, OnModuleDestroy {
  readonly #database: Database;
  readonly #repository: TerminalsRepository;
  readonly #events: EventLog;
  readonly #signal: EventSignal;
  readonly #commands: TerminalCommands;
  readonly #watch: ChainWatch;
  readonly #rotations: KeyRotations;
  readonly #link: BrokerLink;
  readonly #log: Log;
  readonly #latest = new Map<string, Heard>();
  readonly #worker: LatestWorker<Heard>;
  #silence: NodeJS.Timeout | null = null;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(EventSignal) signal: EventSignal,
    @Inject(TerminalCommands) commands: TerminalCommands,
    @Inject(ChainWatch) watch: ChainWatch,
    @Inject(KeyRotations) rotations: KeyRotations,
    @Inject(BROKER_LINK) link: BrokerLink,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#events = events;
    this.#signal = signal;
    this.#commands = commands;
    this.#watch = watch;
    this.#rotations = rotations;
    this.#link = link;
    this.#log = log;
    this.#worker = new LatestWorker({
      name: 'terminal-status',
      keysMax: TERMINALS_MAX,
      log,
      work: (terminal, heard) => this.#take(terminal, heard),
    });
  }

  onModuleInit(): void {
    this.#link.subscribe(hubFilters[1], message => this.#onMessage(message));
    this.#link.onReady(() => this.#onSession());
    // null: the database was away. It may have come back as an older copy of itself, so every journal is compared again.
    this.#signal.onWake(kinds => {
      if (kinds === null) for (const [terminal, heard] of this.#latest) this.#worker.put(terminal, heard);
    });
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#silence) clearTimeout(this.#silence);
    await this.#worker.stop();
  }

  /** Resolves when every status heard so far is handled. */
  settled(): Promise<void> {
    return this.#worker.idle();
  }

  #onMessage({ topic, payload, receivedAtMs }: BrokerMessage): void {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== 'status' || payload.length === 0) return;
    const { site, terminal } = parsed;
    const status = readStatus(payload);
    if (!status) {
      this.#log.warn({ terminal }, 'status of an unknown form ignored');
      return;
    }
    if (!this.#latest.has(terminal) && this.#latest.size >= TERMINALS_MAX) return;
    const heard = { site, status, receivedAtMs };
    this.#latest.set(terminal, heard);
    this.#worker.put(terminal, heard);
    if (status.online) this.#answerClock(site, terminal, status.sentAt, receivedAtMs);
  }

  #answerClock(site: string, terminal: string, sentAt: string, receivedAtMs: number): void {
    this.#commands
      .send(site, terminal, {
        type: 'clock',
        sentAt,
        receivedAt: new Date(receivedAtMs).toISOString(),
        answeredAt: new Date().toISOString(),
      })
      .catch((error: unknown) => this.#log.debug({ err: error, terminal }, 'clock not answered'));
  }

  async #take(terminal: string, { site, status, receivedAtMs }: Heard): Promise<void> {
    const { value: rotation } = await this.#database.transaction(async sql => {
      const before = await this.#repository.lockState(sql, site, terminal);
      // Enrolled elsewhere or never; and a last will of an earlier boot that came late says nothing about this one.
      if (!before || (!status.online && before.status && status.boot < before.status.boot)) return null;
      const after = {
        online: status.online,
        status: status.online ? status : before.status,
        seenAt: status.online ? new Date(receivedAtMs).toISOString() : null,
      };
      await this.#repository.saveReport(sql, terminal, after);
      if (isNews(before, after)) {
        await this.#events.append(sql, [
          { kind: 'terminal.changed', site, key: terminal, payload: { terminal } },
        ]);
      }
      return before.rotation;
    });
    if (!status.online) return;
    if (rotation !== null) await this.#rotations.heard({ site, terminal, status, receivedAtMs });
    await this.#compare(site, terminal, status.journal);
  }

  async #compare(
    site: string,
    terminal: string,
    journal: Extract<TerminalStatus, { online: true }>['journal'],
  ): Promise<void> {
    const known = await this.#repository.chains(this.#database.primary, terminal);
    const missing = missingFrom(journal, known);
    if (missing) this.#watch.requestReplay({ site, terminal, ...missing });
    else this.#watch.chainWhole({ site, terminal });
  }

  /** A terminal that died while the hub was away left no last will here, or the broker forgot it. */
  #onSession(): void {
    if (this.#silence) clearTimeout(this.#silence);
    const beganAtMs = Date.now();
    this.#silence = setTimeout(() => {
      this.#markSilent(beganAtMs).catch((error: unknown) =>
        this.#log.warn({ err: error }, 'silent terminals could not be marked'),
      );
    }, SILENCE_MS);
    this.#silence.unref();
  }

  async #markSilent(sinceMs: number): Promise<void> {
    for (const { terminal, site } of await this.#repository.online(this.#database.primary)) {
      const heard = this.#latest.get(terminal);
      if (heard && heard.receivedAtMs >= sinceMs) continue;
      await this.#database.transaction(async sql => {
        const before = await this.#repository.lockState(sql, site, terminal);
        if (!before?.online) return;
        await this.#repository.saveReport(sql, terminal, {
          online: false,
          status: before.status,
          seenAt: null,
        });
        await this.#events.append(sql, [
          { kind: 'terminal.changed', site, key: terminal, payload: { terminal } },
        ]);
      });
    }
  }
}

function readStatus(payload: Buffer): TerminalStatus | null {
  try {
    return TerminalStatus.safeParse(JSON.parse(payload.toString('utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
