import { Inject, Injectable } from '@nestjs/common';
import { AccountAudience, type Hearer } from '../access/index.ts';
import type { Sql } from '../platform/database/database.ts';
import type { Audience, Notice } from './domain/notice.ts';

type Of<Who extends Audience['who']> = { nth: number; to: Extract<Audience, { who: Who }> };

/** Finds the accounts that notices are for: four statements for any number of them. */
@Injectable()
export class Hearers {
  readonly #audience: AccountAudience;

  constructor(@Inject(AccountAudience) audience: AccountAudience) {
    this.#audience = audience;
  }

  /** `nth` is the place of the notice. An account is named once for each notice. */
  async of(sql: Sql, notices: readonly Pick<Notice, 'to'>[]): Promise<Hearer[]> {
    const audiences = notices.map(({ to }, nth) => ({ nth, to }));
    const people = some(audiences, 'people').flatMap(({ nth, to }) =>
      to.employees.map(employee => ({ nth, employee })),
    );
    const leadersOf = some(audiences, 'leaders-of').map(({ nth, to }) => ({ nth, employees: to.employees }));
    const leadersAt = some(audiences, 'leaders-at').map(({ nth, to }) => ({ nth, site: to.site }));
    const asked = some(audiences, 'role').map(({ nth, to }) => ({
      nth,
      role: to.role,
      except: to.except ?? [],
    }));
    const led = [
      ...(leadersOf.length > 0
        ? await this.#audience.leadersOf(
            sql,
            leadersOf.flatMap(({ nth, employees }) => employees.map(employee => ({ nth, employee }))),
          )
        : []),
      ...(leadersAt.length > 0 ? await this.#audience.leadersAt(sql, leadersAt) : []),
    ];
    const isLed = new Set(led.map(({ nth }) => nth));
    // What nobody leads would reach nobody.
    const unled = [
      ...leadersOf.map(({ nth, employees }) => ({ nth, except: employees })),
      ...leadersAt.map(({ nth }) => ({ nth, except: [] })),
    ]
      .filter(({ nth }) => !isLed.has(nth))
      .map(({ nth, except }) => ({ nth, role: 'hr' as const, except }));
    const roles = [...asked, ...unled];
    return [
      ...(people.length > 0 ? await this.#audience.ofPeople(sql, people) : []),
      ...led,
      ...(roles.length > 0 ? await this.#audience.withRole(sql, roles) : []),
    ];
  }
}

function some<Who extends Audience['who']>(
  audiences: readonly { nth: number; to: Audience }[],
  who: Who,
): Of<Who>[] {
  return audiences.filter((one): one is Of<Who> => one.to.who === who);
}
