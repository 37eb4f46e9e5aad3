import { Inject, Injectable } from '@nestjs/common';
import type { NewCorrection } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail, type NewEntry } from '../audit/data.ts';
import { EventLog, type NewEvent } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { transactionWithRetry } from '../platform/database/pg-database.ts';
import { type Decider, outsideOf, type Viewer } from '../platform/http/access/reach-lists.ts';
import { CorrectionFacts } from './correction-facts.ts';
import { type CorrectionFilter, CorrectionsRepository } from './corrections.repository.ts';
import {
  CorrectionDesk,
  type NamedCorrection,
  type Outcome,
  type PlacedCorrection,
  type StoredCorrection,
} from './domain/index.ts';
import { timed } from './timed.ts';

/** Corrections: made once, never changed (R4). Every one appends `correction.made` in its own transaction, so hours follow. */
@Injectable()
export class CorrectionsService {
  readonly #database: Database;
  readonly #corrections: CorrectionsRepository;
  readonly #facts: CorrectionFacts;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(CorrectionsRepository) corrections: CorrectionsRepository,
    @Inject(CorrectionFacts) facts: CorrectionFacts,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#corrections = corrections;
    this.#facts = facts;
    this.#events = events;
    this.#trail = trail;
  }

  /**
   * Makes corrections in the given order, each as if the ones before it stood; what is refused leaves the others as they are. Nobody
   * corrects themselves, nor anybody out of their reach.
   */
  async make(by: Decider, wanted: readonly NewCorrection[]): Promise<Outcome[]> {
    // Named before the first attempt: another one makes the same.
    const named = wanted.map(nameIt);
    const { value } = await transactionWithRetry(this.#database, sql => this.makeIn(sql, by, named));
    return value;
  }

  /** The same as a part of another transaction. */
  async makeIn(sql: Sql, by: Decider, corrections: readonly NewCorrection[]): Promise<Outcome[]> {
    const wanted = corrections.map(nameIt);
    await this.#corrections.lock(sql, wanted.flatMap(lockKeys));
    const facts = await this.#facts.load(sql, wanted);
    const outOfReach = await outsideOf(sql, by, [...facts.homes.keys()]);
    const maker = { name: by.name, employee: by.employee, outOfReach };
    const desk = new CorrectionDesk({ ...facts, maker, nowMs: Date.now(), timed });
    const outcomes = wanted.map(one => desk.make(one));
    const made = outcomes.flatMap(outcome => (outcome.kind === 'made' ? [outcome.correction] : []));
    await this.#corrections.insert(sql, made);
    await this.#events.append(sql, made.map(eventOf));
    await this.#trail.record(sql, ...made.map(entryOf));
    return outcomes;
  }

  /** One page of those about people whom the viewer may see. */
  async list(
    filter: CorrectionFilter,
    viewer: Viewer,
  ): Promise<{ corrections: StoredCorrection[]; total: number }> {
    return await this.#database.snapshot(sql => this.#corrections.list(sql, filter, viewer));
  }

  /** One correction, or null. What the replica does not have yet is looked for on the primary: it may be a second old. */
  async find(id: string): Promise<StoredCorrection | null> {
    const found = await this.#database.snapshot(sql => this.#corrections.find(sql, id));
    return found ?? (await this.#corrections.find(this.#database.primary, id));
  }
}

/** The punch stays as it was: what a correction changes is how it is read. */
function entryOf(made: PlacedCorrection): NewEntry {
  const { id, site, employee, kind, punch, occurredAtMs, action, job, reason } = made;
  const occurredAt = occurredAtMs === null ? null : new Date(occurredAtMs).toISOString();
  return {
    action: 'corrections.made',
    subject: { kind: 'correction', id },
    concerns: { people: [employee], site },
    after: { kind, punch, occurredAt, action, job },
    why: reason,
  };
}

function nameIt(wanted: NewCorrection): NamedCorrection {
  return { ...wanted, id: wanted.id ?? uuid() };
}

/** Who asks again, or asks for another correction of the same punch, must see what the first one made of it. */
function lockKeys(wanted: NamedCorrection): string[] {
  return [wanted.id, wanted.kind === 'add' ? wanted.employee : wanted.punch];
}

function eventOf({ id, site, employee, touchesFromMs, touchesToMs }: PlacedCorrection): NewEvent {
  const payload = {
    correction: id,
    employee,
    from: new Date(touchesFromMs).toISOString(),
    to: new Date(touchesToMs).toISOString(),
  };
  return { kind: 'correction.made', site, key: employee, payload };
}
