import { Inject, Injectable } from '@nestjs/common';
import { AttestationReader, type AttestedDays } from '../../attestations/data.ts';
import { AcceptedFindings } from '../../exceptions/data.ts';
import type { Sql } from '../../platform/database/database.ts';
import { type DecidedElsewhere, findingKey } from '../domain/blockers.ts';
import type { Period } from './period.ts';

/** Whose decisions are asked for; findings of earlier dates may be among what blocks them. */
export interface AskedElsewhere {
  employee: string;
  blockers: readonly { date: string | null }[];
}

/** What was decided about the people of a period elsewhere: in the inbox of exceptions, and by the workers themselves. */
@Injectable()
export class Elsewhere {
  readonly #accepted: AcceptedFindings;
  readonly #attestations: AttestationReader;

  constructor(
    @Inject(AcceptedFindings) accepted: AcceptedFindings,
    @Inject(AttestationReader) attestations: AttestationReader,
  ) {
    this.#accepted = accepted;
    this.#attestations = attestations;
  }

  /** Of each of these people. `read` is what they attested, where whoever asks has read it already. */
  async of(
    sql: Sql,
    period: Period,
    people: readonly AskedElsewhere[],
    read?: ReadonlyMap<string, AttestedDays>,
  ): Promise<(employee: string) => DecidedElsewhere> {
    const dates = people.flatMap(({ blockers }) => blockers.flatMap(({ date }) => date ?? []));
    const blocked = people.filter(({ blockers }) => blockers.length > 0).map(({ employee }) => employee);
    const from = dates.reduce((first, date) => (date < first ? date : first), period.from);
    const accepted = blocked.length === 0 ? [] : await this.#accepted.of(sql, blocked, from, period.to);
    const byEmployee = Map.groupBy(accepted, ({ employee }) => employee);
    const employees = people.map(({ employee }) => employee);
    const attested = (await this.#attestations.isRequired(sql, period.site))
      ? (read ?? (await this.#attestations.ofPeriod(sql, period, employees)))
      : null;
    return employee => ({
      acceptedFindings: new Set((byEmployee.get(employee) ?? []).map(findingKey)),
      datesNotAttested: attested?.get(employee)?.missing ?? [],
    });
  }
}
