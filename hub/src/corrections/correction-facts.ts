import { Inject, Injectable } from '@nestjs/common';
import { PeopleRepository } from '../people/index.ts';
import type { Sql } from '../platform/database/database.ts';
import { type IdentifiedPunch, PunchesRepository } from '../punches/index.ts';
import { CorrectionsRepository } from './corrections.repository.ts';
import {
  type Home,
  type NamedCorrection,
  PunchReadings,
  punchOf,
  type RecordedPunch,
  type StoredCorrection,
} from './domain/index.ts';
import { timed } from './timed.ts';

/** What corrections are judged by. */
export interface KnownFacts {
  readings: PunchReadings;
  /** Corrections by id. */
  made: Map<string, StoredCorrection>;
  homes: Map<string, Home>;
}

/** Reads everything that a batch of corrections is about, in a few statements however many they are. */
@Injectable()
export class CorrectionFacts {
  readonly #punches: PunchesRepository;
  readonly #people: PeopleRepository;
  readonly #corrections: CorrectionsRepository;

  constructor(
    @Inject(PunchesRepository) punches: PunchesRepository,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(CorrectionsRepository) corrections: CorrectionsRepository,
  ) {
    this.#punches = punches;
    this.#people = people;
    this.#corrections = corrections;
  }

  async load(sql: Sql, wanted: readonly NamedCorrection[]): Promise<KnownFacts> {
    // An id may be that of a punch or correction already; a punch may be one that a correction added.
    const ids = wanted.flatMap(one => (one.kind === 'add' ? [one.id] : [one.id, one.punch]));
    const punches = await this.#punches.findByIds(sql, ids);
    const corrections = await this.#corrections.ofIds(sql, ids);
    const homes = await this.#homes(sql, [
      ...wanted.flatMap(one => (one.kind === 'add' ? one.employee : [])),
      ...punches.flatMap(({ employee }) => employee ?? []),
      ...corrections.map(({ employee }) => employee),
    ]);
    const beside = await this.#beside(sql, wanted, homes);
    const made = new Map([...corrections, ...beside.corrections].map(one => [one.id, one]));
    const records = new Map([...punches, ...beside.punches].map(one => [one.punchId, recorded(one)]));
    return { readings: new PunchReadings(records.values(), [...made.values()]), made, homes };
  }

  /** Site and zone of each person; those who do not exist are left out. */
  async #homes(sql: Sql, employees: readonly string[]): Promise<Map<string, Home>> {
    const people = await this.#people.findEmployees(sql, [...new Set(employees)]);
    const zones = new Map((await this.#people.sites(sql)).map(({ id, zone }) => [id, zone]));
    return new Map(
      people.flatMap(({ employee, site }) => {
        const zone = zones.get(site);
        return zone === undefined ? [] : [[employee, { site, zone }]];
      }),
    );
  }

  /** Punches of the same person in the second in which one shall be added, and their corrections. */
  async #beside(sql: Sql, wanted: readonly NamedCorrection[], homes: ReadonlyMap<string, Home>) {
    const seconds = wanted.flatMap(one => {
      const home = one.kind === 'add' ? homes.get(one.employee) : undefined;
      const moment = home && timed(one, home.zone);
      if (!moment || 'refusal' in moment || moment.kind !== 'add') return [];
      const fromMs = Math.floor(moment.atMs / 1000) * 1000;
      return [{ employee: moment.employee, fromMs, toMs: fromMs + 999 }];
    });
    const corrections = await this.#corrections.touching(sql, seconds);
    const recorded = await this.#punches.between(sql, seconds);
    const moved = await this.#punches.findByIds(sql, [...new Set(corrections.map(punchOf))]);
    return { corrections, punches: [...recorded, ...moved] };
  }
}

function recorded({ punchId: punch, employee, action, occurredAt }: IdentifiedPunch): RecordedPunch {
  return { punch, employee, action, atMs: Date.parse(occurredAt) };
}
