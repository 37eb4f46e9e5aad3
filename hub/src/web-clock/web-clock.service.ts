import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type ActiveTime,
  type Digest,
  type Finding,
  type PersonState,
  type PunchAction,
  type PunchLocation,
  receiptCode,
  type Said,
  stateAfter,
  type WebPunch,
} from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { acting } from '../platform/http/access/asking-context.ts';
import type { Principal } from '../platform/http/access/principal.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { OPEN_STAY_SECONDS } from '../scheduling/index.ts';
import { TaskDirectory } from '../tasks/index.ts';
import { activeAt } from './domain/active.ts';
import type { MoveRefusal, WantedMove } from './domain/move.ts';
import { WebClockEntrance } from './entrance.ts';
import { PunchReader } from './read-punches.ts';
import { TaskTitles } from './task-titles.ts';
import { type Clocked, WebPunchDesk } from './web-punch-desk.ts';

/** What somebody asks of the web clock, as it came. */
export interface AskedMove {
  kind: WantedMove['kind'];
  /** Id or code of a task; null: none. */
  task?: string | null | undefined;
  location?: PunchLocation | undefined;
  note?: string | undefined;
  /** Idempotency-Key; the same one makes one punch. */
  key: string | null;
}

interface StoredPunch {
  punchId: string;
  terminal: string;
  action: PunchAction;
  occurredAt: string;
  receivedAt: string;
  job: string | null;
  state: PersonState | null;
  findings: Finding[];
  chainHash: string;
}

const STORED = `
  select punch_id as "punchId", terminal_id as terminal, action, occurred_at as "occurredAt",
         received_at as "receivedAt", body ->> 'job' as job, verdict ->> 'state' as state, findings, chain_hash as "chainHash"
  from punch where punch_id = $1 and employee_id = $2`;

const LOOK_BACK_MS = 48 * 3_600_000;
/** Four decimals of a degree. */
const PLACES = 10_000;

/** Clocking in a browser: the same punches as at a kiosk, about oneself. */
@Injectable()
export class WebClockService {
  readonly #database: Database;
  readonly #entrance: WebClockEntrance;
  readonly #tasks: TaskDirectory;
  readonly #titles: TaskTitles;
  readonly #desk: WebPunchDesk;
  readonly #reader: PunchReader;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(WebClockEntrance) entrance: WebClockEntrance,
    @Inject(TaskDirectory) tasks: TaskDirectory,
    @Inject(TaskTitles) titles: TaskTitles,
    @Inject(WebPunchDesk) desk: WebPunchDesk,
    @Inject(PunchReader) reader: PunchReader,
  ) {
    this.#database = database;
    this.#entrance = entrance;
    this.#tasks = tasks;
    this.#titles = titles;
    this.#desk = desk;
    this.#reader = reader;
  }

  /**
   * Makes the punch that the wish becomes where the person stands. Throws FORBIDDEN for who may not clock by the web, CONFLICT for what makes no
   * sense where they stand, NOT_FOUND and CONFLICT for a task they cannot book on, and what the desk throws.
   */
  async clock(
    by: Principal,
    { kind, task, location, note, key }: AskedMove,
  ): Promise<{ punch: WebPunch; isNew: boolean }> {
    const employee = oneself(by);
    const atMs = Date.now();
    const sql = this.#database.primary;
    const clocker = await this.#entrance.admit(sql, employee, { address: acting().source, location });
    refuseBreaks(kind, clocker.actions);
    const move = await this.#moveOf(sql, employee, kind, task);
    const request = key === null ? null : requestOf(by, key);
    const { site } = clocker;
    const place = location && rounded(location);
    const clocked = await this.#desk.clock({ employee, site, move, atMs, location: place, note, request });
    const stored = await this.#stored(sql, employee, clocked);
    return { punch: await this.#view(sql, employee, site, stored), isNew: clocked.kind === 'made' };
  }

  /** What somebody is at now, by all that was recorded and corrected. From the primary: a browser asks right after it clocked. */
  async active(by: Principal): Promise<ActiveTime> {
    const employee = oneself(by);
    const nowMs = Date.now();
    const sql = this.#database.primary;
    const wanted = { employee, fromMs: nowMs - LOOK_BACK_MS, toMs: nowMs };
    const punches = (await this.#reader.read(sql, [wanted])).get(employee)?.punches ?? [];
    const { state, sinceMs, clockedInAtMs, job } = activeAt(punches, nowMs, OPEN_STAY_SECONDS);
    const task = await this.#taskOf(sql, employee, job);
    const webClock = await this.#entrance.offer(sql, employee, acting().source);
    return { employee, state, since: instant(sinceMs), clockedInAt: instant(clockedInAtMs), task, webClock };
  }

  async #moveOf(
    sql: Sql,
    employee: string,
    kind: WantedMove['kind'],
    task: string | null | undefined,
  ): Promise<WantedMove> {
    if (kind !== 'start') return { kind };
    if (task === undefined || task === null) return { kind, job: task };
    return { kind, job: (await this.#tasks.bookable(sql, employee, task)).code };
  }

  async #stored(sql: Sql, employee: string, clocked: Clocked): Promise<StoredPunch> {
    switch (clocked.kind) {
      case 'made': {
        const { punch, terminal, receivedAtMs, chainHash, verdict } = clocked;
        const { punchId, action, occurredAt, job = null } = punch;
        const { state, findings } = verdict;
        const receivedAt = new Date(receivedAtMs).toISOString();
        return { punchId, terminal, action, occurredAt, receivedAt, job, state, findings, chainHash };
      }
      case 'known': {
        const [stored] = await sql.query<StoredPunch>(STORED, [clocked.punchId, employee]);
        if (!stored) throw new Error('a punch that was just read is not there');
        return stored;
      }
      case 'reused':
        throw keyReused();
      case 'refused':
        throw senseless(clocked.refusal);
    }
  }

  async #view(sql: Sql, employee: string, site: string, stored: StoredPunch): Promise<WebPunch> {
    const { job, chainHash, state, ...punch } = stored;
    const titled = await this.#titles.of(sql, site, job === null ? [] : [job]);
    return {
      ...punch,
      employee,
      task: titled(job),
      state: state ?? stateAfter(punch.action) ?? 'out',
      receipt: receiptCode(chainHash),
    };
  }

  async #taskOf(sql: Sql, employee: string, job: string | null) {
    if (job === null) return null;
    const [row] = await sql.query<{ site: string }>('select site_id as site from employee where id = $1', [
      employee,
    ]);
    return row ? (await this.#titles.of(sql, row.site, [job]))(job) : null;
  }
}

/** The employee who asks. Throws FORBIDDEN: nobody clocks for somebody else, and no machine clocks. */
export function oneself({ kind, employee }: Principal): string {
  if (kind === 'account' && employee !== null) return employee;
  throw new HubError('FORBIDDEN', {
    en: 'Only somebody who works here clocks in, with their own login.',
    de: 'Stempeln kann nur, wer hier arbeitet, und nur mit dem eigenen Zugang.',
  });
}

/** About 11 metres: enough to tell a site, too little to tell a room. What is signed cannot be made coarser later. */
function rounded({ latitude, longitude, accuracyMetres }: PunchLocation): PunchLocation {
  return {
    latitude: Math.round(latitude * PLACES) / PLACES,
    longitude: Math.round(longitude * PLACES) / PLACES,
    accuracyMetres,
  };
}

function requestOf({ id }: Principal, key: string): Digest {
  return hash('sha256', `web clock\n${id}\n${key}`);
}

function instant(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}

/** Who has no breaks at a kiosk has none here. */
function refuseBreaks(kind: WantedMove['kind'], actions: readonly PunchAction[]): void {
  if (kind !== 'pause' || actions.includes('break-start')) return;
  const message = { en: 'You do not clock breaks.', de: 'Sie stempeln keine Pausen.' };
  const remedy = {
    en: 'They are taken off by your rules; ask HR if that is wrong.',
    de: 'Sie werden nach Ihren Regeln abgezogen; fragen Sie die Personalabteilung, wenn das falsch ist.',
  };
  throw new HubError('FORBIDDEN', message, { details: [{ path: '', code: 'NO_BREAKS', message, remedy }] });
}

const SENSELESS: Record<MoveRefusal, { message: Said; remedy: Said }> = {
  ALREADY_IN: {
    message: { en: 'You are clocked in already.', de: 'Sie sind schon eingestempelt.' },
    remedy: {
      en: 'Name another task to go on with, or stop.',
      de: 'Nennen Sie eine andere Aufgabe, oder beenden Sie.',
    },
  },
  ALREADY_ON_TASK: {
    message: { en: 'You are on this task already.', de: 'Sie sind schon an dieser Aufgabe.' },
    remedy: { en: 'Name another task, or stop.', de: 'Nennen Sie eine andere Aufgabe, oder beenden Sie.' },
  },
  NOT_IN: {
    message: { en: 'You are not clocked in.', de: 'Sie sind nicht eingestempelt.' },
    remedy: {
      en: 'Start first. If you forgot to, state the time you missed.',
      de: 'Starten Sie zuerst. Haben Sie es vergessen, geben Sie die fehlende Zeit an.',
    },
  },
  ON_BREAK: {
    message: { en: 'You are on a break.', de: 'Sie sind in der Pause.' },
    remedy: { en: 'End it first, with "resume".', de: 'Beenden Sie sie zuerst, mit „resume“.' },
  },
  NOT_ON_BREAK: {
    message: { en: 'You are not on a break.', de: 'Sie sind nicht in der Pause.' },
    remedy: { en: 'Begin one with "pause".', de: 'Beginnen Sie eine mit „pause“.' },
  },
};

function senseless(refusal: MoveRefusal): HubError {
  const { message, remedy } = SENSELESS[refusal];
  return new HubError('CONFLICT', message, { details: [{ path: '', code: refusal, message, remedy }] });
}

function keyReused(): HubError {
  const message = {
    en: 'This key belongs to another request. Make a new key for each new request.',
    de: 'Dieser Schlüssel gehört zu einer anderen Anfrage. Nehmen Sie für jede neue Anfrage einen neuen Schlüssel.',
  };
  return new HubError('CONFLICT', message, {
    details: [{ path: 'idempotency-key', code: 'IDEMPOTENCY_KEY_REUSED', message }],
  });
}
