import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import {
  computeHours,
  FactsLoader,
  type HoursFacts,
  type HoursFinding,
  type HoursResult,
  LockedDates,
  parseDay,
  ZoneClocks,
} from '../../timesheets/index.ts';

/** A date of a person as the engine reads it now, with the days beside it. */
export interface ReadDay {
  stays: HoursResult['stays'];
  shifts: HoursFacts['shifts'];
  /** Of the date itself. */
  findings: readonly HoursFinding[];
  /** The date is in a locked period: what changes there is paid as a delta in the next. */
  isLocked: boolean;
}

/** Derives one date of one person from the facts that the transaction sees, corrections of its own among them. */
@Injectable()
export class DayReader {
  readonly #facts: FactsLoader;
  readonly #locked: LockedDates;
  readonly #clocks = new ZoneClocks();

  constructor(@Inject(FactsLoader) facts: FactsLoader, @Inject(LockedDates) locked: LockedDates) {
    this.#facts = facts;
    this.#locked = locked;
  }

  /** Null where no policy applies, so that there are no hours. `date` is `YYYY-MM-DD`. */
  async read(sql: Sql, employee: string, date: string, nowMs: number): Promise<ReadDay | null> {
    const day = parseDay(date);
    const asOfSec = Math.floor(nowMs / 1000);
    const [loaded] = await this.#facts.load(sql, { employees: [employee], from: day, to: day, asOfSec });
    const [stretch] = loaded?.stretches ?? [];
    if (!loaded || !stretch) return null;
    const { facts } = stretch;
    const { stays, findings } = computeHours(facts, this.#clocks);
    const locked = await this.#locked.since(sql, loaded.person.site, day);
    return {
      stays,
      shifts: facts.shifts,
      findings: findings.filter(finding => finding.date === day),
      isLocked: locked.some(({ group, from, to }) => group === facts.policy.name && from <= day && day <= to),
    };
  }
}
