import { Inject, Injectable } from '@nestjs/common';
import type { Policy } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import {
  type HoursFacts,
  handoverOf,
  isMinor,
  type LocalDay,
  type ZoneClock,
  ZoneClocks,
} from '../domain/index.ts';
import { PolicyDirectory, type PolicySpans } from '../policies/policy-directory.ts';
import { FactPeople, type FactPerson } from './fact-people.ts';
import { type FactWindow, factWindow, spansWithin } from './fact-window.ts';
import { FactsReader, type ReadFacts } from './facts-reader.ts';
import type { PersonFacts } from './person-facts.ts';

/** Most people of one load: their punches of a year still fit a few tens of megabytes (R11). */
export const FACTS_PEOPLE_MAX = 500;

/** How far before and after the dates rules are looked up: as far as hours reach back, and as the longest stay goes on. */
const RULES_BEFORE_DAYS = 60 * 7;
const RULES_AFTER_DAYS = 5 * 7;

/** Whose facts, for which dates, both included. */
export interface WantedFacts {
  employees: readonly string[];
  from: LocalDay;
  to: LocalDay;
  /** What is still open then is at work, not forgotten; null: everything is past. Epoch seconds. */
  asOfSec: number | null;
}

/** Everything that hours follow from: for any number of people, up to FACTS_PEOPLE_MAX, in the same few statements. */
@Injectable()
export class FactsLoader {
  readonly #people: FactPeople;
  readonly #policies: PolicyDirectory;
  readonly #reader: FactsReader;
  readonly #clocks = new ZoneClocks();

  constructor(
    @Inject(FactPeople) people: FactPeople,
    @Inject(PolicyDirectory) policies: PolicyDirectory,
    @Inject(FactsReader) reader: FactsReader,
  ) {
    this.#people = people;
    this.#policies = policies;
    this.#reader = reader;
  }

  /**
   * Facts of each known person, in the order asked for; unknown people are left out. `rules` stand in for the policies in effect,
   * to see what others would do. The same question about the same facts gets the same answer, down to the order of lists.
   */
  async load(sql: Sql, wanted: WantedFacts, rules?: PolicySpans): Promise<PersonFacts[]> {
    const { employees, from, to, asOfSec } = wanted;
    if (employees.length > FACTS_PEOPLE_MAX)
      throw new RangeError(`facts of ${employees.length} people at once; at most ${FACTS_PEOPLE_MAX}`);
    const people = await this.#people.find(sql, employees);
    const around = { from: from - RULES_BEFORE_DAYS, to: to + RULES_AFTER_DAYS };
    const inEffect = rules ?? (await this.#policies.spans(sql, people.map(personOf), around.from, around.to));
    const windows = new Map<string, FactWindow>();
    for (const of of people) {
      const ofPerson = inEffect.get(of.person.employee) ?? [];
      const spans = spansWithin(ofPerson, from, to);
      if (spans.length > 0)
        windows.set(of.person.employee, factWindow(of, spans, ofPerson, this.#clocks.of(of.zone)));
    }
    if (windows.size === 0) return people.map(withoutFacts);
    const read = await this.#reader.read(sql, [...windows.values()]);
    return people.map(of => {
      const window = windows.get(of.person.employee);
      return window ? personFacts(window, read, asOfSec, this.#clocks.of(of.zone)) : withoutFacts(of);
    });
  }
}

function personOf({ person }: FactPerson): FactPerson['person'] {
  return person;
}

function withoutFacts({ person, zone }: FactPerson): PersonFacts {
  return { person, zone, stretches: [] };
}

function personFacts(
  window: FactWindow,
  read: ReadFacts,
  asOfSec: number | null,
  clock: ZoneClock,
): PersonFacts {
  const { of, spans, changes, fromDay, beforeDay } = window;
  const { person, zone, bornOn } = of;
  const { employee, site } = person;
  // Others of the same load may need other dates: what a person gets does not depend on the company.
  const isIn = (date: LocalDay) => date >= fromDay && date < beforeDay;
  const shared: Omit<HoursFacts, 'policy'> = {
    zone,
    punches: read.punches.get(employee) ?? [],
    corrections: read.corrections.get(employee) ?? [],
    shifts: (read.shifts.get(employee) ?? []).filter(({ date }) => isIn(date)),
    holidays: new Set((read.holidays.get(site) ?? []).filter(isIn)),
    leave: (read.leave.get(employee) ?? []).filter(({ date }) => isIn(date)),
    bornOn: null,
    asOfSec,
  };
  const handovers = changes.flatMap(change => handoverOf(shared, change, clock) ?? []);
  return {
    person,
    zone,
    stretches: spans.map(({ policy, from, to }) => {
      // Rules that somebody tries out know nothing of the changes between those in effect.
      const own = handovers.filter(({ date }) => date <= from || date > to);
      const facts = { ...shared, policy, bornOn: youngBornOn(bornOn, fromDay, policy) };
      return { facts: own.length === 0 ? facts : { ...facts, handovers: own }, from, to };
    }),
  };
}

/** Nothing follows from the date of birth of somebody whom no rule for young people is about, so no kept facts have it. */
function youngBornOn(bornOn: LocalDay | null, fromDay: LocalDay, policy: Policy): LocalDay | null {
  return bornOn !== null && isMinor(bornOn, fromDay, policy) ? bornOn : null;
}
