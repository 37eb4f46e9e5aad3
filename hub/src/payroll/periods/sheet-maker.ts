import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Sheet, SheetInputs } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import {
  buildSheet,
  dayHashes,
  dayTexts,
  FactsLoader,
  type PersonFacts,
  ZoneClocks,
} from '../../timesheets/data.ts';
import { daysDigest } from './digest.ts';
import type { Period } from './period.ts';

/** One person's hours of a period as the facts say now. */
export interface MadeSheet {
  /** Only what the period's group pays. */
  facts: PersonFacts;
  sheet: Sheet;
  /** JSON text of each of the sheet's days. */
  days: readonly string[];
  inputs: SheetInputs;
  daysDigest: string;
}

type SheetDates = Pick<Period, 'group' | 'fromDay' | 'toDay'>;

/** Derives sheets of periods from facts. */
@Injectable()
export class SheetMaker {
  readonly #facts: FactsLoader;
  readonly #clocks = new ZoneClocks();

  constructor(@Inject(FactsLoader) facts: FactsLoader) {
    this.#facts = facts;
  }

  /** Sheets of these people by employee, without deltas. What is open at `asOfSec` is at work, not forgotten. */
  async make(
    sql: Sql,
    period: SheetDates,
    employees: readonly string[],
    asOfSec: number,
  ): Promise<Map<string, MadeSheet>> {
    const made = new Map<string, MadeSheet>();
    for (const facts of await this.load(sql, period, employees, asOfSec)) {
      made.set(facts.person.employee, this.build(facts, period));
      // Each takes milliseconds, and taps must not wait for hundreds of them.
      await yieldToOthers();
    }
    return made;
  }

  /** What sheets of these people follow from. */
  async load(
    sql: Sql,
    { group, fromDay, toDay }: SheetDates,
    employees: readonly string[],
    asOfSec: number,
  ): Promise<PersonFacts[]> {
    const loaded = await this.#facts.load(sql, { employees, from: fromDay, to: toDay, asOfSec });
    // Somebody may have changed groups within the period; each group pays its own dates.
    return loaded.map(facts => ({
      ...facts,
      stretches: facts.stretches.filter(stretch => stretch.facts.policy.name === group),
    }));
  }

  /** The sheet that follows from these facts. */
  build(facts: PersonFacts, { fromDay, toDay }: Pick<SheetDates, 'fromDay' | 'toDay'>): MadeSheet {
    const { sheet, inputs } = buildSheet(facts, { from: fromDay, to: toDay }, this.#clocks);
    const days = dayTexts(sheet.days);
    return { facts, sheet, days, inputs, daysDigest: daysDigest(dayHashes(sheet, days)) };
  }
}
