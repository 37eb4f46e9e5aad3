import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { PeriodProof, SheetPerson } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import {
  FactsLoader,
  factsOf,
  type PersonFacts,
  type Stretch,
  sheetFromInputs,
  ZoneClocks,
} from '../../timesheets/data.ts';
import { LockDigester, sha256 } from './digest.ts';
import { LockedSheets } from './locked-sheets.ts';
import { type ActiveLock, LocksRepository } from './locks.repository.ts';
import { type LockedSheet, readInputs } from './packed-sheet.ts';
import type { Period } from './period.ts';
import { PeriodFinder, type PeriodId } from './period-finder.ts';
import { SheetMaker } from './sheet-maker.ts';

/** People derived again at once. */
const CHUNK_PEOPLE = 100;
/** Differences that a proof lists; it says how many people are identical. */
const DIFFERENCES_MAX = 100;

/** One person's locked sheet and its inputs, made again. */
interface Rebuilt {
  employee: string;
  inputsHash: string;
  sheetHash: string;
  /** Null: byte for byte what was locked. */
  difference: string | null;
}

/**
 * Proves a lock: reads punches and corrections that it names from their own tables again, derives every sheet from them and once
 * more from the kept inputs alone, and compares byte for byte; deltas are taken as they were kept. What came later (late punches, new corrections, other shifts,
 * rules and dates of birth) does not take part: shifts, holidays, leave, rules and dates of birth are as they were kept.
 */
@Injectable()
export class ProofService {
  readonly #database: Database;
  readonly #finder: PeriodFinder;
  readonly #locks: LocksRepository;
  readonly #sheets: LockedSheets;
  readonly #facts: FactsLoader;
  readonly #maker: SheetMaker;
  readonly #clocks = new ZoneClocks();

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeriodFinder) finder: PeriodFinder,
    @Inject(LocksRepository) locks: LocksRepository,
    @Inject(LockedSheets) sheets: LockedSheets,
    @Inject(FactsLoader) facts: FactsLoader,
    @Inject(SheetMaker) maker: SheetMaker,
  ) {
    this.#database = database;
    this.#finder = finder;
    this.#locks = locks;
    this.#sheets = sheets;
    this.#facts = facts;
    this.#maker = maker;
  }

  /** The proof of the lock that holds. CONFLICT when the period is not locked. */
  async prove(name: PeriodId): Promise<PeriodProof> {
    const { id } = await this.#finder.locked(this.#database.primary, name);
    return this.rebuild(id);
  }

  /** Derives a lock again, whether it still holds or not. Throws NOT_FOUND. */
  async rebuild(lockId: string): Promise<PeriodProof> {
    const lock = await this.#locks.find(this.#database.primary, lockId);
    if (!lock)
      throw new HubError('NOT_FOUND', { en: 'There is no such lock.', de: 'Diese Sperre gibt es nicht.' });
    const digester = new LockDigester();
    const differences: PeriodProof['differences'] = [];
    let identical = 0;
    for await (const chunk of chunksOf(this.#sheets.stream(lockId), CHUNK_PEOPLE)) {
      for (const { employee, difference, ...hashes } of await this.#chunk(lock, chunk)) {
        digester.add({ employee, ...hashes });
        if (difference === null) identical += 1;
        else if (differences.length < DIFFERENCES_MAX) differences.push({ employee, what: difference });
      }
    }
    return {
      lock: lockId,
      people: lock.people,
      identical,
      differences,
      digests: { locked: lock.digests, rebuilt: digester.digests() },
    };
  }

  async #chunk({ period }: ActiveLock, sheets: readonly LockedSheet[]): Promise<Rebuilt[]> {
    const kept = sheets.map(locked => ({
      locked,
      stretches: factsOf(readInputs(locked.inputs), this.#clocks),
    }));
    const raw = await this.#database.snapshot(sql => this.#raw(sql, kept, period));
    const rebuilt: Rebuilt[] = [];
    for (const { locked, stretches } of kept) {
      rebuilt.push(this.#rebuild(period, locked, stretches, raw.get(locked.person.employee) ?? []));
      // Each takes milliseconds, and taps must not wait for hundreds of them.
      await yieldToOthers();
    }
    return rebuilt;
  }

  #rebuild(period: Period, locked: LockedSheet, kept: readonly Stretch[], raw: readonly Stretch[]): Rebuilt {
    const { person, inputs: inputsText } = locked;
    const { facts, missing } = asKept(person, kept, raw);
    const { sheet, inputs } = this.#maker.build(facts, period);
    const { deltas } = locked.sheet;
    const sheetText = JSON.stringify({ ...sheet, deltas });
    const again = sheetFromInputs(readInputs(inputsText), person, locked.sheet.period, this.#clocks);
    const hashes = { inputsHash: sha256(JSON.stringify(inputs)), sheetHash: sha256(sheetText) };
    const isSame =
      hashes.inputsHash === locked.inputsHash &&
      hashes.sheetHash === locked.sheetHash &&
      JSON.stringify({ ...again, deltas }) === sheetText;
    const difference = isSame ? null : differenceOf(missing, hashes, locked);
    return { employee: person.employee, ...hashes, difference };
  }

  /** Punches and corrections of the dates as their tables have them now, read with the rules that were kept. */
  async #raw(
    sql: Sql,
    kept: readonly { locked: LockedSheet; stretches: readonly Stretch[] }[],
    { fromDay, toDay }: ActiveLock['period'],
  ): Promise<Map<string, readonly Stretch[]>> {
    const loaded = await this.#facts.load(
      sql,
      {
        employees: kept.map(({ locked }) => locked.person.employee),
        from: fromDay,
        to: toDay,
        asOfSec: null,
      },
      new Map(
        kept.map(({ locked, stretches }) => [
          locked.person.employee,
          stretches.map(({ facts, from, to }) => ({ policy: facts.policy, from, to })),
        ]),
      ),
    );
    return new Map(loaded.map(({ person, stretches }) => [person.employee, stretches]));
  }
}

/** Kept facts with their punches and corrections out of the tables, and the ids of those that the tables do not have. */
function asKept(
  person: SheetPerson,
  kept: readonly Stretch[],
  raw: readonly Stretch[],
): { facts: PersonFacts; missing: string[] } {
  const missing: string[] = [];
  const again = <T extends { id: string }>(named: readonly T[], found: readonly T[]): T[] => {
    const ids = new Set(named.map(({ id }) => id));
    const still = found.filter(({ id }) => ids.delete(id));
    missing.push(...ids);
    return still;
  };
  const stretches = kept.map((stretch, index) => {
    const found = raw[index]?.facts;
    const punches = again(stretch.facts.punches, found?.punches ?? []);
    const corrections = again(stretch.facts.corrections, found?.corrections ?? []);
    return { ...stretch, facts: { ...stretch.facts, punches, corrections } };
  });
  return { facts: { person, zone: kept[0]?.facts.zone ?? '', stretches }, missing };
}

function differenceOf(
  missing: readonly string[],
  hashes: Pick<Rebuilt, 'inputsHash' | 'sheetHash'>,
  locked: LockedSheet,
): string {
  if (missing.length > 0) return `records are gone: ${missing.join(', ')}`;
  if (hashes.inputsHash !== locked.inputsHash) return 'a punch or correction is not what it was';
  if (hashes.sheetHash !== locked.sheetHash) return 'the same inputs give other hours';
  return 'the kept inputs alone give other hours';
}

/** Gathers a stream, `size` at a time. */
async function* chunksOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[], void> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
