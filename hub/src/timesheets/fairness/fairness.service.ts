import { Inject, Injectable } from '@nestjs/common';
import type { PersonFairness, RoundingBias, RoundingFairness, RuleFairness } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { PolicyRepository, policyKey, readDay, refused } from '../policies/index.ts';
import { biasOf } from './bias.ts';
import { addUp, type PersonSums, RoundingRepository, type RuleSums } from './rounding.repository.ts';
import { ruleText } from './rule-text.ts';

/** Longest range of one question; beyond it the request is refused (R11). */
const DAYS_MAX = 366;
/** Most people times days: 10,000 people in half a year, some seconds of the database. */
const PERSON_DAYS_MAX = 2_000_000;
/** Questions answered at once; who comes later is asked to come again. */
const QUESTIONS_MAX = 1;
/** Most rules shown, alarms first. */
const RULES_MAX = 200;

/** A question as it comes in: dates both included, a page of people. */
export interface FairnessQuery {
  site: string;
  team?: string | undefined;
  from: string;
  to: string;
  page: number;
  per_page: number;
}

/** Who gains and who loses by rounding. */
@Injectable()
export class FairnessService {
  readonly #database: Database;
  readonly #roundings: RoundingRepository;
  readonly #policies: PolicyRepository;
  #running = 0;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(RoundingRepository) roundings: RoundingRepository,
    @Inject(PolicyRepository) policies: PolicyRepository,
  ) {
    this.#database = database;
    this.#roundings = roundings;
    this.#policies = policies;
  }

  /**
   * Throws VALIDATION_ERROR for dates that are none or too many, NOT_FOUND for an unknown site, RATE_LIMITED while another question is
   * answered.
   */
  async fairness(query: FairnessQuery): Promise<RoundingFairness> {
    const { from, to } = query;
    const days = readDay('to', to) - readDay('from', from);
    if (days < 0 || days >= DAYS_MAX)
      throw refused('to', {
        en: `must be 0 to ${DAYS_MAX - 1} days after "from"`,
        de: `muss 0 bis ${DAYS_MAX - 1} Tage nach „from“ liegen`,
      });
    if (this.#running >= QUESTIONS_MAX)
      throw new HubError('RATE_LIMITED', {
        en: 'Another site is being added up. Ask again in a moment.',
        de: 'Ein anderer Standort wird gerade ausgewertet. Fragen Sie gleich noch einmal.',
      });
    this.#running += 1;
    try {
      return await this.#answer(query, days + 1);
    } finally {
      this.#running -= 1;
    }
  }

  async #answer(query: FairnessQuery, days: number): Promise<RoundingFairness> {
    const { site, team = null, from, to } = query;
    return await this.#database.snapshot(async sql => {
      const { isKnown, people: asked } = await this.#roundings.count(sql, site, team);
      if (!isKnown)
        throw new HubError('NOT_FOUND', {
          en: `There is no site "${site}".`,
          de: `Es gibt keinen Standort „${site}“.`,
        });
      if (asked * days > PERSON_DAYS_MAX)
        throw refused('to', {
          en: `${asked} people: choose one team or a shorter range`,
          de: `${asked} Personen: Wählen Sie ein Team oder einen kürzeren Zeitraum`,
        });
      const { rules, people } = await this.#roundings.sums(sql, { site, team, from, to });
      const judged = people
        .map(sums => ({ ...sums, bias: biasOf(sums) }))
        .sort((a, b) => worstFirst(a, b) || (a.employee < b.employee ? -1 : 1));
      const start = (query.page - 1) * query.per_page;
      return {
        from,
        to,
        all: biasOf(addUp(rules)),
        rules: await this.#rules(sql, rules),
        teams: teamsOf(people),
        peopleCount: people.length,
        peopleAlarmed: judged.filter(({ bias }) => bias.alarm !== null).length,
        people: await this.#named(sql, judged.slice(start, start + query.per_page)),
      };
    });
  }

  async #rules(sql: Sql, rules: readonly RuleSums[]): Promise<RuleFairness[]> {
    const refs = new Map(rules.map(({ policy }) => [policyKey(policy), policy]));
    const policies = await this.#policies.policies(sql, [...refs.values()]);
    return rules
      .map(({ policy: ref, rule, ...sums }) => {
        const policy = policies.get(policyKey(ref));
        const text = policy ? ruleText(rule, policy) : { en: rule, de: rule };
        return { policy: ref, rule, text, bias: biasOf(sums) };
      })
      .sort((a, b) => worstFirst(a, b) || (ruleKey(a) < ruleKey(b) ? -1 : 1))
      .slice(0, RULES_MAX);
  }

  async #named(
    sql: Sql,
    people: readonly (PersonSums & { bias: RoundingBias })[],
  ): Promise<PersonFairness[]> {
    const names = await this.#roundings.names(
      sql,
      people.map(({ employee }) => employee),
    );
    return people.map(({ employee, team, bias }) => ({
      employee,
      ...(names.get(employee) ?? { number: '', name: '' }),
      team,
      bias,
    }));
  }
}

function teamsOf(people: readonly PersonSums[]): RoundingFairness['teams'] {
  return [...Map.groupBy(people, ({ team }) => team)]
    .map(([team, ofTeam]) => ({ team, bias: biasOf(addUp(ofTeam)) }))
    .sort((a, b) => worstFirst(a, b) || ((a.team ?? '') < (b.team ?? '') ? -1 : 1));
}

interface Judged {
  bias: RoundingBias;
}

/** Alarms, then whoever lost most. */
function worstFirst(a: Judged, b: Judged): number {
  const alarms = Number(b.bias.alarm !== null) - Number(a.bias.alarm !== null);
  return alarms || a.bias.sumSeconds - b.bias.sumSeconds;
}

function ruleKey({ policy, rule }: Pick<RuleFairness, 'policy' | 'rule'>): string {
  return `${policyKey(policy)} ${rule}`;
}
