import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { BoardTerminal } from '@tapclock/contracts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { ReplayPacer } from './domain/replay.ts';
import { LatestWorker } from './latest-worker.ts';
import { TerminalAlarms } from './terminal-alarms.ts';
import { TerminalCommands } from './terminal-commands.ts';

/** Terminals with an alarm to be written; more are told again by their next batch or status. */
const WAITING_MAX = 10_000;

/** `null`: there is no hole any more. */
interface AlarmNews {
  site: string;
  terminal: string;
  alarm: BoardTerminal['alarm'];
}

/**
 * What the intake and the statuses say about terminals' chains. Nothing here blocks or throws: commands that cannot be
 * sent are asked for again, alarms are written behind.
 */
@Injectable()
export class ChainWatch implements OnModuleDestroy {
  readonly #commands: TerminalCommands;
  readonly #log: Log;
  readonly #pacer = new ReplayPacer();
  readonly #alarms: LatestWorker<AlarmNews>;

  constructor(
    @Inject(TerminalCommands) commands: TerminalCommands,
    @Inject(TerminalAlarms) alarms: TerminalAlarms,
    @Inject(LOGGER) log: Log,
  ) {
    this.#commands = commands;
    this.#log = log;
    this.#alarms = new LatestWorker({
      name: 'terminal-alarms',
      keysMax: WAITING_MAX,
      log,
      work: (_key, { site, terminal, alarm }) =>
        alarm === null ? alarms.clearGap(site, terminal) : alarms.raise(site, terminal, alarm),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#alarms.stop();
  }

  /** There is a hole: alarm, and ask the terminal's journal, not too often. */
  requestReplay(request: { site: string; terminal: string; boot: number; sequence: number }): void {
    const { site, terminal, boot, sequence } = request;
    this.#alarms.put(`${terminal} gap`, { site, terminal, alarm: 'gap' });
    if (!this.#pacer.mayAsk(terminal, { boot, sequence }, Date.now())) return;
    this.#log.info({ terminal, boot, sequence }, 'replay asked for');
    this.#commands
      .send(site, terminal, { type: 'replay-from', boot, sequence })
      .catch((error: unknown) => this.#log.warn({ err: error, terminal }, 'replay could not be asked for'));
  }

  raiseAlarm(news: { site: string; terminal: string; alarm: NonNullable<BoardTerminal['alarm']> }): void {
    // A key of its own: a gap that fills must not replace an alarm that is still to be written.
    this.#alarms.put(`${news.terminal} ${news.alarm}`, news);
  }

  /** A boot has no hole any more. */
  chainWhole({ site, terminal }: { site: string; terminal: string }): void {
    this.#alarms.put(`${terminal} gap`, { site, terminal, alarm: null });
  }

  /** Resolves when every alarm is written. */
  settled(): Promise<void> {
    return this.#alarms.idle();
  }
}
