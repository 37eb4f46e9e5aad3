import { Injectable } from '@nestjs/common';
import type { BadgeEnd, Instant } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { reachParams, withinReach } from '../../platform/http/access/reach-check.ts';

/** One person's time with a badge, `[issuedAt, endedAt)`, as the intake asks for it. */
export interface BadgeHolding {
  site: string;
  digest: string;
  employee: string;
  issuedAt: Instant;
  endedAt: Instant | null;
  endedWhy: BadgeEnd | null;
}

/** The same with all that is known about it. */
export interface Badge extends BadgeHolding {
  badge: string;
  /** When it is to be given back; null: until further notice. */
  lentUntil: Instant | null;
}

export interface NewBadge {
  badge: string;
  site: string;
  digest: string;
  employee: string;
  issuedAt: Instant;
  /** Null: until further notice. */
  lentUntil: Instant | null;
  /** When its holder leaves, if that is known. */
  leavesAt: Instant | null;
  by: string;
}

export interface Holder {
  site: string;
  digest: string;
  employee: string;
  name: string;
}

const COLUMNS = `
  c.id as badge, c.site_id as site, c.digest, c.employee_id as employee, c.issued_at as "issuedAt",
  c.ended_at as "endedAt", c.ended_why as "endedWhy", c.lent_until as "lentUntil"`;

/** Most holders of one badge that are shown. */
const HOLDERS_MAX = 50;
/** Most badges of one person that are shown. */
const BADGES_MAX = 200;

/** Who held which badge from when until when. A time that overlaps another's of the same badge fails with 23P01. */
@Injectable()
export class BadgesRepository {
  /** Everybody who ever held these badges. */
  async holdings(sql: Sql, wanted: readonly { site: string; digest: string }[]): Promise<BadgeHolding[]> {
    return await sql.query(
      `select c.site_id as site, c.digest, c.employee_id as employee, c.issued_at as "issuedAt",
              c.ended_at as "endedAt", c.ended_why as "endedWhy"
       from unnest($1::text[], $2::text[]) as w (site_id, digest) join credential c using (site_id, digest)`,
      [wanted.map(({ site }) => site), wanted.map(({ digest }) => digest)],
    );
  }

  /** Latest first. */
  async ofEmployee(sql: Sql, employee: string): Promise<Badge[]> {
    return await sql.query(
      `select ${COLUMNS} from credential c where c.employee_id = $1 order by c.issued_at desc, c.id limit ${BADGES_MAX}`,
      [employee],
    );
  }

  /** For changing; null when this person never had it. */
  async lock(sql: Sql, employee: string, badge: string): Promise<Badge | null> {
    const [row] = await sql.query<Badge>(
      `select ${COLUMNS} from credential c where c.id = $1 and c.employee_id = $2 for update`,
      [badge, employee],
    );
    return row ?? null;
  }

  /** Who has these badges at some instant from `at` on. */
  async holdersFrom(
    sql: Sql,
    wanted: readonly { site: string; digest: string }[],
    at: Instant,
  ): Promise<Holder[]> {
    return await sql.query(
      `select c.site_id as site, c.digest, e.id as employee, e.given_name || ' ' || e.family_name as name
       from unnest($1::text[], $2::text[]) as w (site_id, digest) join credential c using (site_id, digest)
       join employee e on e.id = c.employee_id
       where (c.ended_at is null or c.ended_at > $3::timestamptz) and c.ended_at is distinct from c.issued_at`,
      [wanted.map(({ site }) => site), wanted.map(({ digest }) => digest), at],
    );
  }

  /** Everybody within reach who held a badge, latest first. */
  async history(
    sql: Sql,
    asking: Pick<Principal, 'reach' | 'employee'>,
    wanted: { site: string; digest: string },
  ): Promise<(Badge & { name: string })[]> {
    return await sql.query(
      `select ${COLUMNS}, e.given_name || ' ' || e.family_name as name
       from credential c join employee e on e.id = c.employee_id
       where c.site_id = $5 and c.digest = $6 and ${withinReach('e', 1)}
       order by c.issued_at desc, c.id limit ${HOLDERS_MAX}`,
      [...reachParams(asking.reach, asking.employee), wanted.site, wanted.digest],
    );
  }

  /** How many badges people have; who has none is not named. */
  async countHeld(sql: Sql, employees: readonly string[], at: Instant): Promise<Map<string, number>> {
    const rows = await sql.query<{ employee: string; n: number }>(
      `select employee_id as employee, count(*) as n from credential
       where employee_id = any($1::uuid[]) and (ended_at is null or ended_at > $2::timestamptz) group by employee_id`,
      [employees, at],
    );
    return new Map(rows.map(({ employee, n }) => [employee, n]));
  }

  async insert(sql: Sql, badges: readonly NewBadge[]): Promise<void> {
    if (badges.length === 0) return;
    await sql.query(
      `insert into credential (id, site_id, digest, employee_id, issued_at, ended_at, ended_why, lent_until, issued_by)
       select id, site_id, digest, employee_id, issued_at, least(lent_until, leaves_at),
              case when lent_until <= coalesce(leaves_at, lent_until) then 'expired' when leaves_at is not null then 'left' end,
              lent_until, issued_by
       from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
                   $8::text[])
         as b (id, site_id, digest, employee_id, issued_at, lent_until, leaves_at, issued_by)`,
      [
        badges.map(({ badge }) => badge),
        badges.map(({ site }) => site),
        badges.map(({ digest }) => digest),
        badges.map(({ employee }) => employee),
        badges.map(({ issuedAt }) => issuedAt),
        badges.map(({ lentUntil }) => lentUntil),
        badges.map(({ leavesAt }) => leavesAt),
        badges.map(({ by }) => by),
      ],
    );
  }

  async end(
    sql: Sql,
    badges: readonly string[],
    ending: { at: Instant; why: BadgeEnd; by: string },
  ): Promise<void> {
    await sql.query(
      `update credential set ended_at = greatest($2::timestamptz, issued_at), ended_why = $3, ended_by = $4
       where id = any($1::uuid[])`,
      [badges, ending.at, ending.why, ending.by],
    );
  }

  /** Given by mistake: never theirs. What has ended meanwhile stays as it ended. */
  async withdraw(
    sql: Sql,
    badges: readonly string[],
    by: string,
  ): Promise<Pick<Badge, 'badge' | 'site' | 'employee' | 'issuedAt'>[]> {
    return await sql.query(
      `update credential set ended_at = issued_at, ended_why = 'withdrawn', ended_by = $2
       where id = any($1::uuid[]) and (ended_at is null or ended_why = 'left')
       returning id as badge, site_id as site, employee_id as employee, issued_at as "issuedAt"`,
      [badges, by],
    );
  }

  /**
   * What somebody has when they leave is theirs until then, unless it is to be given back earlier or was taken earlier. `was` is when they were
   * to leave before, if that is moved.
   */
  async endForLeaver(
    sql: Sql,
    employee: string,
    leaving: { at: Instant; was: Instant | null; by: string; now: Instant },
  ): Promise<void> {
    await sql.query(
      `update credential
       set ended_at = greatest(least(lent_until, $2::timestamptz), issued_at), ended_by = $4,
           ended_why = case when lent_until <= $2::timestamptz then 'expired' else 'left' end
       where employee_id = $1 and ended_at is distinct from issued_at
         and (ended_at is null or ended_at > least($2::timestamptz, $5::timestamptz)
              or (ended_why = 'left' and ended_at = $3::timestamptz))`,
      [employee, leaving.at, leaving.was, leaving.by, leaving.now],
    );
  }

  /** Who stays after all has what they had; what has ended by now stays ended, since the card lies in a drawer. */
  async reopen(sql: Sql, employee: string, at: Instant): Promise<void> {
    await sql.query(
      `update credential
       set ended_at = lent_until, ended_why = case when lent_until is not null then 'expired' end, ended_by = null
       where employee_id = $1 and ended_why = 'left' and ended_at > $2::timestamptz`,
      [employee, at],
    );
  }

  /**
   * Badges of people who are erased: each ends now at the latest, and goes at once when its last tap cannot be on its way any more, else later, by
   * `forgetErased`. Gone any earlier, a late tap would be the next holder's. Says how many went and how many stay, and the end of the last.
   */
  async erase(
    sql: Sql,
    employees: readonly string[],
    at: { now: Instant; lateSince: Instant },
  ): Promise<{ gone: number; kept: number; lastEndedAt: Instant | null }> {
    await sql.query(
      `update credential set ended_at = greatest(issued_at, $2::timestamptz), ended_why = 'left'
       where employee_id = any($1::uuid[]) and (ended_at is null or ended_at > $2::timestamptz)`,
      [employees, at.now],
    );
    const gone = await sql.query(
      `delete from credential
       where employee_id = any($1::uuid[]) and (ended_at = issued_at or ended_at <= $2::timestamptz) returning id`,
      [employees, at.lateSince],
    );
    const [left] = await sql.query<{ kept: number; last: Instant | null }>(
      'select count(*) as kept, max(ended_at) as last from credential where employee_id = any($1::uuid[])',
      [employees],
    );
    return { gone: gone.length, kept: left?.kept ?? 0, lastEndedAt: left?.last ?? null };
  }

  /** Badges of people who were made by mistake: nobody ever tapped with one. */
  async remove(sql: Sql, employees: readonly string[]): Promise<void> {
    await sql.query('delete from credential where employee_id = any($1::uuid[])', [employees]);
  }

  /** Badges of erased people that ended before. */
  async forgetErased(sql: Sql, before: Instant): Promise<number> {
    const rows = await sql.query(
      `delete from credential c using employee e
       where e.id = c.employee_id and e.erased_at is not null and c.ended_at <= $1::timestamptz returning c.id`,
      [before],
    );
    return rows.length;
  }

  /**
   * People whose badges ended within `(from, to]`, by site. More than `limit` of one site are named by nobody, which in an event is anybody.
   */
  async endedBetween(
    sql: Sql,
    from: Instant,
    to: Instant,
    limit: number,
  ): Promise<{ site: string; employees: string[] }[]> {
    return await sql.query(
      `select site_id as site,
              case when count(distinct employee_id) > $3 then '{}'::uuid[] else array_agg(distinct employee_id) end
                as employees
       from credential where ended_at > $1::timestamptz and ended_at <= $2::timestamptz group by site_id order by site_id`,
      [from, to, limit],
    );
  }
}
