import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, type Lsn, type Sql } from '../../platform/database/database.ts';
import { type PersonFacts, sheetText } from '../../timesheets/data.ts';
import { type ChangedPeriod, changedPeople, DeltaFinder } from './delta-finder.ts';
import { DeltasDigester, LockDigester } from './digest.ts';
import { DraftSheetsRepository } from './draft-sheets.repository.ts';
import { packSheet, type StoredSheet } from './packed-sheet.ts';
import type { Period } from './period.ts';
import { SheetMaker } from './sheet-maker.ts';

/** People whose facts and sheets are in memory at once, and as many who are being read. */
const CHUNK_PEOPLE = 100;

/** A lock in the making. */
export interface DraftOrder {
  /** Id of the lock that the sheets become. */
  id: string;
  period: Period;
  /** Who belongs to the period; whoever is owed something for an earlier one comes on top. */
  members: readonly string[];
  asOfSec: number;
  /** The facts are read as of here or later. */
  after: Lsn;
}

/** What a draft came to. */
export interface Draft {
  people: number;
  digests: { inputs: string; sheets: string };
  /** Digest of the days of each drafted person. */
  daysDigests: ReadonlyMap<string, string>;
  /** The earlier locks that it makes good for. */
  earlierLocks: readonly string[];
  /** Digest of what it pays for them. */
  deltasDigest: string;
}

/**
 * Derives the sheets of a period chunk by chunk and keeps them as drafts. In short transactions only: as long as one that has written
 * is open, nobody who follows the event log sees anything newer, and a company takes seconds.
 */
@Injectable()
export class LockDrafter {
  readonly #database: Database;
  readonly #drafts: DraftSheetsRepository;
  readonly #maker: SheetMaker;
  readonly #deltas: DeltaFinder;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(DraftSheetsRepository) drafts: DraftSheetsRepository,
    @Inject(SheetMaker) maker: SheetMaker,
    @Inject(DeltaFinder) deltas: DeltaFinder,
  ) {
    this.#database = database;
    this.#drafts = drafts;
    this.#maker = maker;
    this.#deltas = deltas;
  }

  /** Sheets of everybody who is paid, in order of their ids. */
  async draft(order: DraftOrder): Promise<Draft> {
    const { id, period, members } = order;
    const changed = await this.#read(order, sql => this.#deltas.changedBefore(sql, period));
    const memberIds = new Set(members);
    await this.#database.transaction(sql => this.#drafts.begin(sql, id));
    const employees = [...new Set([...members, ...changedPeople(changed)])].sort();
    const digester = new LockDigester();
    const deltasDigester = new DeltasDigester();
    const daysDigests = new Map<string, string>();
    let kept: Promise<void> = Promise.resolve();
    for await (const { chunk, facts } of this.#chunks(order, employees)) {
      const owed = await this.#owed(order, changed, chunk);
      const sheets: StoredSheet[] = [];
      for (const employee of chunk) {
        const deltas = owed.get(employee) ?? [];
        // Other hours are known of earlier dates, and they pay the same.
        if (!memberIds.has(employee) && deltas.length === 0) continue;
        deltasDigester.add(employee, deltas);
        const found = facts.get(employee);
        if (found === undefined) throw new Error('a person of the period is not known to the facts');
        const { sheet, days, inputs, daysDigest } = this.#maker.build(found, period);
        const texts = { sheet: sheetText({ ...sheet, deltas }, days), inputs: JSON.stringify(inputs) };
        sheets.push(packSheet(sheet.person, texts, daysDigest));
        daysDigests.set(employee, daysDigest);
        // Each takes milliseconds, and taps must not wait for hundreds of them.
        await yieldToOthers();
      }
      await kept;
      kept = this.#keep(id, sheets, digester);
      // It is awaited before the next chunk is kept; until then its failure is nobody's.
      kept.catch(() => undefined);
    }
    await kept;
    return {
      people: digester.people,
      digests: digester.digests(),
      daysDigests,
      earlierLocks: changed.map(({ lock }) => lock.id),
      deltasDigest: deltasDigester.digest(),
    };
  }

  /** Keeps a chunk of drafts, while hours of the next are derived. */
  async #keep(lock: string, sheets: readonly StoredSheet[], digester: LockDigester): Promise<void> {
    await this.#database.transaction(sql => this.#drafts.add(sql, lock, sheets));
    for (const sheet of sheets) digester.add(sheet);
  }

  /** Facts chunk by chunk; the next are read while hours are derived from these. */
  async *#chunks(
    order: DraftOrder,
    employees: readonly string[],
  ): AsyncGenerator<{ chunk: readonly string[]; facts: ReadonlyMap<string, PersonFacts> }, void> {
    const { period, asOfSec } = order;
    const load = (start: number) => {
      const chunk = employees.slice(start, start + CHUNK_PEOPLE);
      if (chunk.length === 0) return null;
      return { chunk, loading: this.#read(order, sql => this.#maker.load(sql, period, chunk, asOfSec)) };
    };
    let next = load(0);
    for (let start = CHUNK_PEOPLE; next !== null; start += CHUNK_PEOPLE) {
      const { chunk, loading } = next;
      const loaded = await loading;
      next = load(start);
      // Whoever breaks off before it is awaited has an error of its own to tell.
      next?.loading.catch(() => undefined);
      yield { chunk, facts: new Map(loaded.map(facts => [facts.person.employee, facts])) };
    }
  }

  async #owed(order: DraftOrder, changed: readonly ChangedPeriod[], chunk: readonly string[]) {
    if (changed.length === 0) return new Map<string, never[]>();
    return await this.#read(order, sql => this.#deltas.deltasOf(sql, changed, chunk, order.asOfSec));
  }

  #read<T>({ after }: DraftOrder, work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#database.snapshot(work, { after });
  }
}
