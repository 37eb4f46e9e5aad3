import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { BadgeFound, BadgeIssued, BadgeView, PrintedBadge } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { codeOfError } from '../../platform/database/errors.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { SiteKeys } from '../../terminals/data.ts';
import { type Deed, PeopleChronicle } from '../chronicle.ts';
import type { Employee } from '../domain/employee.ts';
import { readOut } from '../domain/printed-badge.ts';
import { BADGES_HELD_MAX, problems } from '../domain/problem.ts';
import { EmployeesRepository } from '../employees/employees.repository.ts';
import { conflict, noSuchPerson, notFound, notInService, refusalOf } from '../refusals.ts';
import { type Badge, BadgesRepository, type NewBadge } from './badges.repository.ts';

export type BadgeSource = { credential: string } | { badge: PrintedBadge };

interface Read {
  digest: string;
  /** Null where the number is not known: a kiosk sends digests only. */
  views: Readonly<Record<string, string>> | null;
}

/** Badges: who has which from when until when. A badge never is two people's at once, and its history stays. */
@Injectable()
export class BadgesService {
  readonly #database: Database;
  readonly #employees: EmployeesRepository;
  readonly #badges: BadgesRepository;
  readonly #keys: SiteKeys;
  readonly #chronicle: PeopleChronicle;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(EmployeesRepository) employees: EmployeesRepository,
    @Inject(BadgesRepository) badges: BadgesRepository,
    @Inject(SiteKeys) keys: SiteKeys,
    @Inject(PeopleChronicle) chronicle: PeopleChronicle,
  ) {
    this.#database = database;
    this.#employees = employees;
    this.#badges = badges;
    this.#keys = keys;
    this.#chronicle = chronicle;
  }

  /** Latest first. Throws NOT_FOUND for an unknown person. */
  async list(employee: string): Promise<BadgeView[]> {
    const sql = this.#database.primary;
    if (!(await this.#employees.find(sql, employee))) throw noSuchPerson();
    const nowMs = Date.now();
    return (await this.#badges.ofEmployee(sql, employee)).map(badge => viewOf(badge, nowMs));
  }

  /** Gives somebody a badge, until an instant if it is lent. Throws CONFLICT when it is somebody's. */
  async issue(
    by: string,
    employee: string,
    wanted: { source: BadgeSource; until: string | null },
  ): Promise<BadgeIssued> {
    const now = new Date().toISOString();
    const { until } = wanted;
    if (until !== null && until <= now)
      throw invalid('until', 'IN_THE_PAST', {
        en: 'A badge is lent until an instant to come.',
        de: 'Ein Ausweis wird bis zu einem künftigen Zeitpunkt verliehen.',
      });
    const read = await this.#readFor(employee, wanted.source);
    const badge = await this.#writing(async sql => {
      const person = await this.#lockPerson(sql, employee);
      return await this.#issueIn(sql, person, { digest: read.digest, issuedAt: now, until, by });
    });
    return { ...viewOf(badge, Date.parse(now)), printed: read.views };
  }

  /** Takes a badge away as of an instant: taps before it stay the person's, whenever they arrive. */
  async end(
    by: string,
    of: { employee: string; badge: string },
    ending: { why: 'lost' | 'returned' | 'withdrawn'; at?: string | undefined },
  ): Promise<BadgeView> {
    const now = new Date().toISOString();
    await this.#writing(async sql => {
      const person = await this.#lockPerson(sql, of.employee);
      await this.#endIn(sql, person, of.badge, { why: ending.why, at: ending.at ?? now, now, by });
    });
    return await this.#find(of.employee, of.badge);
  }

  /** Takes a badge away and gives another one, at once. */
  async replace(
    by: string,
    of: { employee: string; badge: string },
    wanted: { why: 'lost' | 'replaced'; at?: string | undefined; source: BadgeSource },
  ): Promise<BadgeIssued> {
    const now = new Date().toISOString();
    const read = await this.#readFor(of.employee, wanted.source);
    const badge = await this.#writing(async sql => {
      const person = await this.#lockPerson(sql, of.employee);
      await this.#endIn(sql, person, of.badge, { why: wanted.why, at: wanted.at ?? now, now, by });
      return await this.#issueIn(sql, person, { digest: read.digest, issuedAt: now, until: null, by });
    });
    return { ...viewOf(badge, Date.parse(now)), printed: read.views };
  }

  /** Whose badge this is, and was: as far as whoever asks may see these people. */
  async lookUp(
    asking: Pick<Principal, 'reach' | 'employee'>,
    site: string,
    source: BadgeSource,
  ): Promise<BadgeFound> {
    const read = await this.#read(site, source);
    const nowMs = Date.now();
    const holders = await this.#badges.history(this.#database.primary, asking, { site, digest: read.digest });
    return {
      printed: read.views,
      holders: holders.map(({ name, ...badge }) => ({
        ...viewOf(badge, nowMs),
        employee: badge.employee,
        name,
      })),
    };
  }

  async #issueIn(
    sql: Sql,
    person: Employee,
    wanted: { digest: string; issuedAt: string; until: string | null; by: string },
  ): Promise<Badge> {
    const { site, employee } = person;
    if (person.erasedAt !== null) throw refusalOf(problems.erased());
    if (!person.active) throw notInService();
    const key = { site, digest: wanted.digest };
    const [holder] = await this.#badges.holdersFrom(sql, [key], wanted.issuedAt);
    if (holder) throw refusalOf(problems.badgeTaken(holder.name));
    const held = (await this.#badges.countHeld(sql, [employee], wanted.issuedAt)).get(employee) ?? 0;
    if (held >= BADGES_HELD_MAX) throw refusalOf(problems.tooManyBadges());
    const made: NewBadge = {
      ...{ badge: uuid(), ...key, employee, issuedAt: wanted.issuedAt, by: wanted.by },
      // Who is known to leave has the badge until then and no longer.
      ...{ lentUntil: wanted.until, leavesAt: person.leavesAt },
    };
    await this.#badges.insert(sql, [made]);
    await this.#chronicle.tell(sql, [issueDeed(made)]);
    const found = await this.#badges.lock(sql, employee, made.badge);
    if (!found) throw new Error('a badge that was just issued is there');
    return found;
  }

  async #endIn(
    sql: Sql,
    { site, employee }: Employee,
    badge: string,
    ending: { why: 'lost' | 'returned' | 'replaced' | 'withdrawn'; at: string; now: string; by: string },
  ): Promise<void> {
    const held = await this.#badges.lock(sql, employee, badge);
    if (!held) throw noSuchBadge();
    const { why, at, now, by } = ending;
    if (held.endedAt !== null && held.endedAt <= now)
      throw conflict('BADGE_ENDED', {
        en: 'This badge is nobody’s any more.',
        de: 'Dieser Ausweis gehört niemandem mehr.',
      });
    if (at > now || at < held.issuedAt)
      throw invalid('at', 'NOT_WHILE_HELD', {
        en: `Give an instant from ${held.issuedAt} until now.`,
        de: `Geben Sie einen Zeitpunkt von ${held.issuedAt} bis jetzt an.`,
      });
    // What was given out by mistake never was theirs.
    await this.#badges.end(sql, [badge], { why, at: why === 'withdrawn' ? held.issuedAt : at, by });
    await this.#chronicle.tell(sql, [
      {
        site,
        action: `badge.${why}`,
        employees: [employee],
        subject: { kind: 'badge', id: badge },
        before: { endedAt: held.endedAt },
        after: { endedAt: at },
      },
    ]);
  }

  async #find(employee: string, badge: string): Promise<BadgeView> {
    const all = await this.#badges.ofEmployee(this.#database.primary, employee);
    const found = all.find(one => one.badge === badge);
    if (!found) throw noSuchBadge();
    return viewOf(found, Date.now());
  }

  async #lockPerson(sql: Sql, employee: string): Promise<Employee> {
    const [found] = (await this.#employees.lock(sql, [employee])).values();
    if (!found) throw noSuchPerson();
    return found;
  }

  async #readFor(employee: string, source: BadgeSource): Promise<Read> {
    const person = await this.#employees.find(this.#database.primary, employee);
    if (!person) throw noSuchPerson();
    return await this.#read(person.site, source);
  }

  async #read(site: string, source: BadgeSource): Promise<Read> {
    if ('credential' in source) return { digest: source.credential, views: null };
    const result = readOut(source.badge);
    if (result.kind === 'problem') throw refusalOf(result.problem);
    const key = await this.#keys.keyOf(site);
    return { digest: digestOf(result.badge.credential, key), views: result.badge.views };
  }

  /** Two who give out one badge at the same moment: the database lets one of them. */
  async #writing<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    try {
      return (await this.#database.transaction(work)).value;
    } catch (error) {
      if (codeOfError(error) !== EXCLUSION_VIOLATION) throw error;
      throw refusalOf(problems.badgeTaken(null));
    }
  }
}

export const EXCLUSION_VIOLATION = '23P01';

/** HMAC-SHA-256 of a credential under the site key, as the terminals make it of what a reader saw. */
export function digestOf(credential: string, siteKey: Uint8Array): string {
  return createHmac('sha256', siteKey).update(credential, 'utf8').digest('hex');
}

/** A badge that was given, as the trail has it. */
export function issueDeed({ badge, site, employee, issuedAt, lentUntil }: NewBadge): Deed {
  return {
    site,
    action: lentUntil === null ? 'badge.issued' : 'badge.lent',
    employees: [employee],
    subject: { kind: 'badge', id: badge },
    after: { issuedAt, until: lentUntil },
  };
}

function viewOf({ badge, issuedAt, endedAt, endedWhy, lentUntil }: Badge, nowMs: number): BadgeView {
  const held = endedAt === null || Date.parse(endedAt) > nowMs;
  return { badge, issuedAt, endedAt, endedWhy, lent: lentUntil !== null, held };
}

function noSuchBadge(): HubError {
  return notFound({
    en: 'This person never had such a badge.',
    de: 'Diese Person hatte keinen solchen Ausweis.',
  });
}

function invalid(path: string, code: string, message: { en: string; de: string }): HubError {
  return new HubError('VALIDATION_ERROR', message, { details: [{ code, path, message }] });
}
