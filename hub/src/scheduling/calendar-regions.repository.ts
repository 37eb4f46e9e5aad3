import { Injectable } from '@nestjs/common';
import type { RegionHoliday, RegionView, SiteRegionView } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import type { CalendarMade } from './calendar.repository.ts';

/** A site whose holidays are otherwise now, and between which dates, both included. */
export interface SiteChange {
  site: string;
  from: string;
  to: string;
}

const VIEW = `
  select r.id as region, r.name, r.version,
         array(select s.site_id from site_holiday_region s where s.region_id = r.id order by s.site_id) as sites
  from holiday_region r`;

/**
 * Makes the holidays of sites those of their regions, but for the sites' own, which stay. One statement for any number of sites; what it reads
 * of a table that it changes is what stood there before, and no row is in two of its parts.
 */
const APPLY = `
  with wanted as (
    select s.site_id, r.date, r.name, r.region_id
    from site_holiday_region s join region_holiday r on r.region_id = s.region_id
    where s.site_id = any($1::text[])
  ), gone as (
    delete from holiday h
    where h.site_id = any($1::text[]) and h.region_id is not null
      and not exists (select from wanted w where w.site_id = h.site_id and w.date = h.date)
    returning h.site_id, h.date, null::text as name
  ), put as (
    insert into holiday (site_id, date, name, region_id)
    select site_id, date, name, region_id from wanted
    on conflict (site_id, date) do update set name = excluded.name, region_id = excluded.region_id
      where holiday.region_id is not null
        and (holiday.name, holiday.region_id) is distinct from (excluded.name, excluded.region_id)
    returning site_id, date, name
  ), changed as (
    select * from gone union all select * from put
  ), noted as (
    insert into calendar_change (site_id, date, before, after, made_by, made_at)
    select c.site_id, c.date,
           (select jsonb_build_object('name', h.name) from holiday h where h.site_id = c.site_id and h.date = c.date),
           case when c.name is not null then jsonb_build_object('name', c.name) end, $2, $3::timestamptz
    from changed c
    returning site_id, date
  )
  select site_id as site, min(date) as "from", max(date) as "to" from noted group by site_id order by site_id`;

/** Regions, their holidays, and which sites follow them. */
@Injectable()
export class RegionsRepository {
  async list(sql: Sql): Promise<RegionView[]> {
    return await sql.query<RegionView>(`${VIEW} order by r.id`);
  }

  async find(sql: Sql, region: string): Promise<RegionView | null> {
    const [row] = await sql.query<RegionView>(`${VIEW} where r.id = $1`, [region]);
    return row ?? null;
  }

  /** For changing, its holidays and who follows it too. */
  async lock(sql: Sql, region: string): Promise<RegionView | null> {
    await sql.query('select from holiday_region where id = $1 for update', [region]);
    return await this.find(sql, region);
  }

  async count(sql: Sql): Promise<number> {
    const [row] = await sql.query<{ n: number }>('select count(*) as n from holiday_region');
    return row?.n ?? 0;
  }

  /** Fails with unique_violation (23505) when there is one of that code. */
  async add(sql: Sql, { region, name }: { region: string; name: string }): Promise<void> {
    await sql.query('insert into holiday_region (id, name) values ($1, $2)', [region, name]);
  }

  async remove(sql: Sql, region: string): Promise<void> {
    await sql.query('delete from region_holiday where region_id = $1', [region]);
    await sql.query('delete from holiday_region where id = $1', [region]);
  }

  async holidays(sql: Sql, region: string, year: number): Promise<RegionHoliday[]> {
    return await sql.query<RegionHoliday>(
      `select date, name from region_holiday
       where region_id = $1 and date between make_date($2, 1, 1) and make_date($2, 12, 31) order by date`,
      [region, year],
    );
  }

  /** Puts the holidays of a year in the place of those that were there. */
  async putYear(sql: Sql, region: string, year: number, holidays: readonly RegionHoliday[]): Promise<void> {
    await sql.query(
      `delete from region_holiday where region_id = $1 and date between make_date($2, 1, 1) and make_date($2, 12, 31)`,
      [region, year],
    );
    await sql.query(
      `insert into region_holiday (region_id, date, name)
       select $1, date, name from unnest($2::date[], $3::text[]) as h (date, name)`,
      [region, holidays.map(({ date }) => date), holidays.map(({ name }) => name)],
    );
    await sql.query('update holiday_region set version = version + 1 where id = $1', [region]);
  }

  async ofSite(sql: Sql, site: string): Promise<SiteRegionView> {
    const [row] = await sql.query<SiteRegionView>(
      'select region_id as region, version from site_holiday_region where site_id = $1',
      [site],
    );
    return row ?? { region: null, version: 1 };
  }

  /** Lets a site follow a region; null: none. */
  async follow(sql: Sql, site: string, region: string | null): Promise<void> {
    await sql.query(
      `insert into site_holiday_region (site_id, region_id) values ($1, $2)
       on conflict (site_id) do update set region_id = excluded.region_id, version = site_holiday_region.version + 1`,
      [site, region],
    );
  }

  /** Makes the holidays of these sites those of their regions and their own; which of them are otherwise now. See `APPLY`. */
  async apply(sql: Sql, sites: readonly string[], { by, madeAt }: CalendarMade): Promise<SiteChange[]> {
    return await sql.query<SiteChange>(APPLY, [sites, by, madeAt]);
  }
}
