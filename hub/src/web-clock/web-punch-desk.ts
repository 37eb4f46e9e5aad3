import { Inject, Injectable } from '@nestjs/common';
import { type Digest, type Punch, type PunchLocation, topics, type Verdict } from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';
import { v7 as uuid } from 'uuid';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { OPEN_STAY_SECONDS } from '../scheduling/index.ts';
import { activeAt } from './domain/active.ts';
import { cameOf, type Move, type MoveRefusal, moveOf, type WantedMove } from './domain/move.ts';
import { PUNCH_INTAKE, type PunchIntake } from './ports.ts';
import { PunchReader, type ReadTime } from './read-punches.ts';
import { type HeldTerminal, signBatch, uptimeMs, WebTerminals } from './web-terminals.ts';

/** Requests that wait at most; each is a person who looks at a screen (R11). */
const WAITING_MAX = 2_000;
/** Most punches of one round: they fit one batch, whichever sites they are of. */
const ROUND_MAX = 256;
/** What somebody is at follows from the punches of so long before. */
const LOOK_BACK_MS = 48 * 3_600_000;
/** A punch of a kiosk whose clock runs ahead a little was made already. */
const LOOK_AHEAD_MS = 120_000;

/** What somebody asks of the web clock; whether they may is decided before. */
export interface WantedPunch {
  employee: string;
  site: string;
  move: WantedMove;
  /** When they asked, epoch milliseconds. */
  atMs: number;
  location: PunchLocation | undefined;
  note: string | undefined;
  /** The same request makes one punch; null: each makes its own. */
  request: Digest | null;
}

/** What became of it. */
export type Clocked =
  | {
      kind: 'made';
      punch: Punch;
      terminal: string;
      receivedAtMs: number;
      chainHash: Digest;
      verdict: Verdict;
    }
  /** The same request made it before. */
  | { kind: 'known'; punchId: string }
  /** The request of this name was another one. */
  | { kind: 'reused' }
  | { kind: 'refused'; refusal: MoveRefusal };

interface Waiting {
  wanted: WantedPunch;
  resolve: (clocked: Clocked) => void;
  reject: (error: unknown) => void;
}

/** A wish that became a punch, which is not stored yet. */
interface Made {
  waiting: Waiting;
  punch: Punch;
}

/**
 * Turns wishes into punches of the web terminals, in rounds: whoever waits is judged in order of arrival, by all that was stored before; each site's
 * punches become one signed batch, which goes through ingest like a terminal's. The terminals are held until its receipts are there. A punch
 * that got no receipt was never given a number that another one cannot have.
 */
@Injectable()
export class WebPunchDesk {
  readonly #database: Database;
  readonly #terminals: WebTerminals;
  readonly #reader: PunchReader;
  readonly #intake: PunchIntake;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(WebTerminals) terminals: WebTerminals,
    @Inject(PunchReader) reader: PunchReader,
    @Inject(PUNCH_INTAKE) intake: PunchIntake,
  ) {
    this.#database = database;
    this.#terminals = terminals;
    this.#reader = reader;
    this.#intake = intake;
  }

  /** Resolves when the punch is committed (R1), or refused. Throws RATE_LIMITED when too many wait, UNAVAILABLE when there is no receipt. */
  clock(wanted: WantedPunch): Promise<Clocked> {
    if (this.#waiting.length >= WAITING_MAX)
      throw new HubError('RATE_LIMITED', {
        en: 'Very many people are clocking in by the web right now. Try again in a moment.',
        de: 'Gerade stempeln sehr viele Personen im Web. Versuchen Sie es gleich noch einmal.',
      });
    const { promise, resolve, reject } = Promise.withResolvers<Clocked>();
    this.#waiting.push({ wanted, resolve, reject });
    this.#running ??= this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#round(this.#waiting.splice(0, ROUND_MAX));
    this.#running = null;
  }

  /** Never throws: whoever is left without an answer is told that there is none. */
  async #round(round: readonly Waiting[]): Promise<void> {
    try {
      await this.#database.transaction(sql => this.#clock(sql, round));
    } catch (error) {
      for (const { reject } of round) reject(error);
    }
  }

  async #clock(sql: Sql, round: readonly Waiting[]): Promise<void> {
    const held = await this.#terminals.hold(sql, [...new Set(round.map(({ wanted }) => wanted.site))]);
    const nowMs = Date.now();
    const employees = [...new Set(round.map(({ wanted }) => wanted.employee))];
    const times = await this.#reader.read(
      sql,
      employees.map(employee => ({ employee, fromMs: nowMs - LOOK_BACK_MS, toMs: nowMs + LOOK_AHEAD_MS })),
    );
    const made = new Map<HeldTerminal, Made[]>();
    const requests = new Set<Digest>();
    for (const waiting of round) {
      const { request } = waiting.wanted;
      // The same request twice at once: the second one hears of the first once that is stored.
      if (request !== null && requests.has(request)) {
        this.#waiting.push(waiting);
        continue;
      }
      if (request !== null) requests.add(request);
      const terminal = held.get(waiting.wanted.site);
      const time = times.get(waiting.wanted.employee);
      if (!terminal || !time) {
        waiting.reject(noReceipt());
        continue;
      }
      const before = made.get(terminal) ?? [];
      const punch = this.#judge(waiting, time, { terminal, sequence: terminal.sequence + before.length + 1 });
      if (punch) made.set(terminal, [...before, { waiting, punch }]);
    }
    await Promise.all([...made].map(([terminal, punches]) => this.#send(terminal, punches, nowMs)));
  }

  /** The punch that a wish becomes, added to what the person did; null where it is answered already. */
  #judge(
    { wanted, resolve }: Waiting,
    time: ReadTime,
    place: { terminal: HeldTerminal; sequence: number },
  ): Punch | null {
    const { move: wish, request, atMs } = wanted;
    const before = request === null ? undefined : time.byRequest.get(request);
    if (before) {
      resolve(cameOf(wish, before) ? { kind: 'known', punchId: before.id } : { kind: 'reused' });
      return null;
    }
    const move = moveOf(wish, activeAt(time.punches, atMs, OPEN_STAY_SECONDS));
    if ('refusal' in move) {
      resolve({ kind: 'refused', refusal: move.refusal });
      return null;
    }
    const punch = punchOf(wanted, move, place);
    const { punchId: id, action, job } = punch;
    const nowhere = { terminal: null, place: null, location: null, note: null };
    time.punches.push({ id, action, atMs, job, source: 'web', ...nowhere });
    return punch;
  }

  async #send(terminal: HeldTerminal, made: readonly Made[], nowMs: number): Promise<void> {
    const { batch, hashes } = signBatch(
      terminal,
      made.map(({ punch }) => punch),
      nowMs,
    );
    const receipt = await this.#intake.takeOwn({
      topic: topics.punch(terminal.site, terminal.terminal),
      payload: Buffer.from(JSON.stringify(batch)),
      receivedAtMs: nowMs,
    });
    const results = new Map(receipt?.results.map(result => [result.punchId, result]));
    for (const [place, { waiting, punch }] of made.entries()) {
      const chainHash = hashes[place];
      const result = results.get(punch.punchId);
      if (!chainHash || result?.outcome !== 'recorded' || result.verdict === null) {
        waiting.reject(noReceipt());
        continue;
      }
      waiting.resolve({
        kind: 'made',
        ...{ punch, terminal: terminal.terminal, receivedAtMs: nowMs, chainHash, verdict: result.verdict },
      });
    }
  }
}

function punchOf(
  { employee, atMs, location, note, request }: WantedPunch,
  { action, job }: Exclude<Move, { refusal: MoveRefusal }>,
  { terminal: { zone, boot }, sequence }: { terminal: HeldTerminal; sequence: number },
): Punch {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
  return {
    punchId: uuid(),
    ...{ sequence, action, employee, credential: null, identifiedBy: 'account', assurance: 'knowledge' },
    reader: null,
    occurredAt: new Date(atMs).toISOString(),
    utcOffsetMinutes: Math.round(local.offsetNanoseconds / 60_000_000_000),
    zone,
    uptimeMs: uptimeMs(boot, atMs),
    ...{ clockOffsetMs: 0, offline: false, chosenBy: 'worker' },
    ...(job === undefined ? {} : { job }),
    ...(location === undefined ? {} : { location }),
    ...(note === undefined ? {} : { note }),
    ...(request === null ? {} : { request }),
  };
}

function noReceipt(): HubError {
  return new HubError('UNAVAILABLE', {
    en: 'The hub cannot say that this was recorded. Send the same request with the same Idempotency-Key again.',
    de: 'Der Hub kann nicht sagen, dass es aufgezeichnet wurde. Senden Sie dieselbe Anfrage mit demselben Idempotency-Key noch einmal.',
  });
}
