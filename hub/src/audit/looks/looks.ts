import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { isUnavailable } from '../../platform/database/errors.ts';
import { type Acting, acting } from '../../platform/http/access/asking-context.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { AuditTrail, type MadeEntry, madeNow } from '../audit-trail.ts';
import { type Concern, othersOf } from '../domain/concern.ts';

/** Limits, by name so that a test can have smaller ones. */
export interface LooksLimits {
  /** Looks that are not written yet. Past it nobody sees anything: 503. */
  waitingMax: number;
  /** Looks of one transaction. */
  batchMax: number;
  /** How long an answer waits for its look while the database is there but slow. */
  waitMs: number;
}

export const LOOKS_LIMITS = Symbol('LooksLimits');
const LIMITS: LooksLimits = { waitingMax: 10_000, batchMax: 500, waitMs: 2_000 };
const RETRY_START_MS = 200;
const RETRY_MAX_MS = 5_000;

interface Waiting {
  entry: MadeEntry;
  resolve: () => void;
  reject: (error: unknown) => void;
  /** Its answer has left already; the log holds what it was. */
  isLogged: boolean;
}

/**
 * Writes who looked at whom. Looks that come at once share one transaction. While the database is away they wait here, and in the log, so
 * that reading from the replica goes on; there is a limit to that.
 */
@Injectable()
export class Looks implements OnModuleDestroy {
  readonly #database: Database;
  readonly #trail: AuditTrail;
  readonly #log: Log;
  readonly #limits: LooksLimits;
  readonly #stop = new AbortController();
  #waiting: Waiting[] = [];
  #draining: Promise<void> | null = null;
  #isAway = false;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(AuditTrail) trail: AuditTrail,
    @Inject(LOGGER) log: Log,
    @Optional() @Inject(LOOKS_LIMITS) limits: LooksLimits = LIMITS,
  ) {
    this.#database = database;
    this.#trail = trail;
    this.#log = log;
    this.#limits = limits;
  }

  /** Looks that are not written yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Records that somebody sees people's data; resolves when the answer may leave. Looking at oneself is no look. Throws UNAVAILABLE when
   * too many looks wait for the database: what cannot be written down is not shown.
   */
  async record(
    look: { action: string; shown: Concern; subject?: { kind: string; id: string | null } },
    by: Acting = acting(),
  ): Promise<void> {
    const concerns = othersOf(look.shown, by.who.employee);
    if (concerns === null) return;
    if (this.#waiting.length >= this.#limits.waitingMax) {
      throw new HubError('UNAVAILABLE', {
        en: 'The hub cannot write down who looks at whom. Try again in a minute.',
        de: 'Der Hub kann nicht festhalten, wer wen ansieht. Versuchen Sie es in einer Minute noch einmal.',
      });
    }
    const subject = look.subject ?? subjectOf(concerns);
    const entry = madeNow({ action: look.action, subject, concerns, by });
    await this.#written(entry);
  }

  /** Writes what waits, if the database is there; what is left is in the log. */
  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#draining;
    if (this.#waiting.length > 0) await this.#drain();
    if (this.#waiting.length > 0)
      this.#log.error(
        { looks: this.#waiting.length },
        'looks were not written: only the log lines hold them',
      );
  }

  /** Resolves when the entry is written, or is kept for later. */
  async #written(entry: MadeEntry): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject, isLogged: false });
    });
    this.#draining ??= this.#drain();
    if (this.#isAway) {
      this.#keep();
      return;
    }
    const late = new AbortController();
    const timeout = delay(this.#limits.waitMs, undefined, { signal: late.signal, ref: false }).then(
      () => this.#keep(),
      () => undefined,
    );
    try {
      await Promise.race([written, timeout]);
    } finally {
      late.abort();
    }
  }

  async #drain(): Promise<void> {
    let retryMs = RETRY_START_MS;
    while (this.#waiting.length > 0) {
      if (await this.#writeBatch()) {
        retryMs = RETRY_START_MS;
        continue;
      }
      if (this.#stop.signal.aborted) break;
      await delay(retryMs, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
    }
    // In the same turn as the look at the queue: who comes next begins anew.
    this.#draining = null;
  }

  /** False: the database is away, and what waits goes on waiting. */
  async #writeBatch(): Promise<boolean> {
    const batch = this.#waiting.slice(0, this.#limits.batchMax);
    try {
      await this.#database.transaction(sql =>
        this.#trail.write(
          sql,
          batch.map(({ entry }) => entry),
        ),
      );
      this.#settle(batch.length);
      this.#isAway = false;
    } catch (error) {
      if (isUnavailable(error)) {
        this.#isAway = true;
        this.#keep();
        return false;
      }
      this.#refuse(batch.length, error);
    }
    return true;
  }

  #settle(count: number): void {
    for (const { resolve } of this.#waiting.splice(0, count)) resolve();
  }

  /** Something is wrong with them that waiting does not mend: whoever waits for one sees nothing. */
  #refuse(count: number, error: unknown): void {
    const refused = this.#waiting.splice(0, count);
    this.#log.error({ err: error, looks: refused.length }, 'looks cannot be written');
    for (const { reject } of refused) reject(error);
  }

  /** Lets answers go whose looks are written later: the log says what they are, by our own ids. */
  #keep(): void {
    for (const waiting of this.#waiting) {
      if (waiting.isLogged) continue;
      waiting.isLogged = true;
      const { id, at, action, by, concerns } = waiting.entry;
      this.#log.warn(
        { look: id, at, action, actor: by.who.id, requestId: by.request, concerns },
        'a look waits for the database',
      );
      waiting.resolve();
    }
  }
}

/** One person, or several, or a site. */
function subjectOf(concerns: Concern): { kind: string; id: string | null } {
  if ('everybodyOf' in concerns) return { kind: 'site', id: concerns.everybodyOf };
  const [only = null, ...more] = concerns.people;
  return only === null || more.length > 0 ? { kind: 'employees', id: null } : { kind: 'employee', id: only };
}
