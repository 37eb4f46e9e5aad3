import { rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Presence, RosterCard } from '@tapclock/contracts';
import type { Logger } from '../platform/index.ts';
import { ROSTER_SCHEMA_SQL, ROSTER_SCHEMA_VERSION } from './schema.ts';

/** Most people one kiosk knows. Beyond it new cards are refused, counted and logged; their badges work as unknown ones. */
export const CARDS_MAX = 100_000;

/**
 * Cards and presence as the hub last told them, in a file of their own so that they survive a restart without a network (R7). The file may be
 * lost without harm: a broken one is deleted, and the broker's retained messages fill the new one.
 */
export class RosterFile {
  private readonly database: DatabaseSync;
  private readonly statements: Record<keyof typeof SQL, StatementSync>;
  private heard: number;
  private cards: number;
  private refusedCards = 0;
  private failedWrites = 0;

  constructor(
    path: string,
    private readonly log: Logger,
    private readonly cardsMax = CARDS_MAX,
  ) {
    this.database = openOrReplace(path, log);
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, this.database.prepare(sql)]);
    this.statements = Object.fromEntries(prepared) as Record<keyof typeof SQL, StatementSync>;
    this.heard = numberOf(this.statements.lastHeard.get()?.heard);
    this.cards = numberOf(this.statements.countCards.get()?.count);
  }

  putCard(card: RosterCard): void {
    const known = this.statements.card.get(card.employee);
    const body = JSON.stringify(card);
    if (known?.body === body) return;
    if (known === undefined && this.cards >= this.cardsMax) {
      this.refusedCards += 1;
      if (this.refusedCards === 1)
        this.log.error({ cardsMax: this.cardsMax }, 'roster is full, card refused');
      return;
    }
    this.heard += 1;
    const isKept = this.write(() => {
      this.statements.putCard.run(card.employee, card.number, body, this.heard);
      this.statements.dropCredentials.run(card.employee);
      for (const digest of new Set(card.credentials))
        this.statements.putCredential.run(digest, card.employee);
    });
    if (isKept && known === undefined) this.cards += 1;
  }

  dropCard(employee: string): void {
    let dropped = 0;
    const isKept = this.write(() => {
      this.statements.dropCredentials.run(employee);
      dropped = Number(this.statements.dropCard.run(employee).changes);
    });
    if (isKept) this.cards -= dropped;
  }

  putPresence(presence: Presence): void {
    const body = JSON.stringify(presence);
    if (this.statements.presence.get(presence.employee)?.body === body) return;
    this.write(() => this.statements.putPresence.run(presence.employee, body));
  }

  dropPresence(employee: string): void {
    this.write(() => this.statements.dropPresence.run(employee));
  }

  /** The card that last claimed this credential: a badge handed on may stand on two cards for a moment. */
  cardByCredential(digest: string): RosterCard | null {
    return cardOf(this.statements.cardByCredential.get(digest)?.body);
  }

  cardByNumber(number: string): RosterCard | null {
    return cardOf(this.statements.cardByNumber.get(number)?.body);
  }

  card(employee: string): RosterCard | null {
    return cardOf(this.statements.card.get(employee)?.body);
  }

  presence(employee: string): Presence | null {
    const body = this.statements.presence.get(employee)?.body;
    return typeof body === 'string' ? Presence.parse(JSON.parse(body)) : null;
  }

  counts(): { cards: number; cardsMax: number; refusedCards: number } {
    return { cards: this.cards, cardsMax: this.cardsMax, refusedCards: this.refusedCards };
  }

  close(): void {
    if (this.database.isOpen) this.database.close();
  }

  /**
   * A full or failing disk costs news of people, never a tap: the journal has its own file and its own red screen, and the hub sends
   * everything again in the next session. Returns whether the change is in the file.
   */
  private write(change: () => void): boolean {
    try {
      this.database.exec('begin');
      change();
      this.database.exec('commit');
      this.failedWrites = 0;
      return true;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('rollback');
      this.failedWrites += 1;
      if (this.failedWrites === 1) this.log.error({ err: error }, 'roster file cannot be written');
      return false;
    }
  }
}

const SQL = {
  lastHeard: 'select coalesce(max(heard), 0) as heard from card',
  countCards: 'select count(*) as count from card',
  card: 'select body from card where employee = ?',
  cardByNumber: 'select body from card where number = ? order by heard desc limit 1',
  cardByCredential: `select body from credential join card using (employee)
    where digest = ? order by heard desc limit 1`,
  putCard: `insert into card (employee, number, body, heard) values (?, ?, ?, ?)
    on conflict (employee) do update set number = excluded.number, body = excluded.body, heard = excluded.heard`,
  dropCard: 'delete from card where employee = ?',
  dropCredentials: 'delete from credential where employee = ?',
  putCredential: 'insert into credential (digest, employee) values (?, ?)',
  presence: 'select body from presence where employee = ?',
  putPresence: `insert into presence (employee, body) values (?, ?)
    on conflict (employee) do update set body = excluded.body`,
  dropPresence: 'delete from presence where employee = ?',
} as const;

function openOrReplace(path: string, log: Logger): DatabaseSync {
  try {
    return open(path);
  } catch (error) {
    log.warn({ err: error }, 'roster file is unreadable and starts anew; the hub sends everything again');
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    return open(path);
  }
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // NORMAL, not FULL: unlike the journal this file only repeats what the hub knows, and a tap must not wait for its fsync.
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on;');
    const check = database.prepare('pragma quick_check(1)').get();
    if (check?.quick_check !== 'ok') throw new Error('roster file is damaged');
    const version = numberOf(database.prepare('pragma user_version').get()?.user_version);
    if (version === 0) database.exec(ROSTER_SCHEMA_SQL);
    else if (version !== ROSTER_SCHEMA_VERSION) throw new Error(`roster file has schema ${version}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function cardOf(body: unknown): RosterCard | null {
  return typeof body === 'string' ? RosterCard.parse(JSON.parse(body)) : null;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
