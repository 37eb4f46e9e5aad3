import { Injectable } from '@nestjs/common';
import type { AreaView, Language, SiteDetail, SiteView, TeamView } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { Places } from '../domain/employee.ts';

/** What of a site people are placed by. */
export interface SitePlaces extends Places {
  zone: string;
  language: Language;
}

export type PlaceKind = 'area' | 'team';

/** Sites, areas and teams. Table names come from `PlaceKind`, never from outside. */
@Injectable()
export class SitesRepository {
  async list(sql: Sql, archived: boolean): Promise<SiteView[]> {
    return await sql.query(
      `select id, name, zone, language from site where $1 or archived_at is null order by id`,
      [archived],
    );
  }

  async find(sql: Sql, site: string): Promise<SiteDetail | null> {
    const [row] = await sql.query<Omit<SiteDetail, 'areas' | 'teams'>>(
      `select id, name, zone, language, archived_at as "archivedAt", version from site where id = $1`,
      [site],
    );
    if (!row) return null;
    const areas = await sql.query<AreaView>(
      `select id, name, archived_at as "archivedAt", position from area where site_id = $1 order by position, id`,
      [site],
    );
    const teams = await sql.query<TeamView>(
      `select id, name, archived_at as "archivedAt" from team where site_id = $1 order by id`,
      [site],
    );
    return { ...row, areas, teams };
  }

  /** For changing. */
  async lock(sql: Sql, site: string): Promise<(SiteView & { archived: boolean; version: number }) | null> {
    const [row] = await sql.query<SiteView & { archived: boolean; version: number }>(
      `select id, name, zone, language, archived_at is not null as archived, version from site where id = $1
       for no key update`,
      [site],
    );
    return row ?? null;
  }

  /** Where people of these sites may belong to; archived sites, areas and teams take nobody. */
  async places(sql: Sql, sites: readonly string[]): Promise<Map<string, SitePlaces>> {
    const rows = await sql.query<{
      id: string;
      zone: string;
      language: Language;
      areas: string[];
      teams: string[];
    }>(
      `select s.id, s.zone, s.language,
              array(select a.id from area a where a.site_id = s.id and a.archived_at is null) as areas,
              array(select t.id from team t where t.site_id = s.id and t.archived_at is null) as teams
       from site s where s.id = any($1) and s.archived_at is null`,
      [sites],
    );
    return new Map(
      rows.map(({ id, zone, language, areas, teams }) => [
        id,
        { zone, language, areas: new Set(areas), teams: new Set(teams) },
      ]),
    );
  }

  /** Writes a site as it is to be; one that was archived is in use again. */
  async update(sql: Sql, site: SiteView): Promise<void> {
    await sql.query(
      'update site set name = $2, zone = $3, language = $4, archived_at = null, version = version + 1 where id = $1',
      [site.id, site.name, site.zone, site.language],
    );
  }

  /** The site shows its areas and teams: with other ones it is another version. */
  async nextVersion(sql: Sql, site: string): Promise<void> {
    await sql.query('update site set version = version + 1 where id = $1', [site]);
  }

  async hasPeople(sql: Sql, site: string): Promise<boolean> {
    const [row] = await sql.query<{ found: boolean }>(
      'select exists (select from employee where site_id = $1) as found',
      [site],
    );
    return row?.found === true;
  }

  /** Adds an area or changes it; one that was archived is in use again. */
  async putArea(sql: Sql, site: string, area: { id: string; name: string; position: number }): Promise<void> {
    await sql.query(
      `insert into area (site_id, id, name, position) values ($1, $2, $3, $4)
       on conflict (site_id, id) do update set name = $3, position = $4, archived_at = null`,
      [site, area.id, area.name, area.position],
    );
  }

  async putTeam(sql: Sql, site: string, team: { id: string; name: string }): Promise<void> {
    await sql.query(
      `insert into team (site_id, id, name) values ($1, $2, $3)
       on conflict (site_id, id) do update set name = $3, archived_at = null`,
      [site, team.id, team.name],
    );
  }

  async countPlaces(sql: Sql, kind: PlaceKind, site: string): Promise<number> {
    const [row] = await sql.query<{ n: number }>(`select count(*) as n from ${kind} where site_id = $1`, [
      site,
    ]);
    return row?.n ?? 0;
  }

  async hasPlace(sql: Sql, kind: PlaceKind, site: string, id: string): Promise<boolean> {
    const [row] = await sql.query<{ found: boolean }>(
      `select exists (select from ${kind} where site_id = $1 and id = $2) as found`,
      [site, id],
    );
    return row?.found === true;
  }

  /** How many people in service belong to it. */
  async peopleIn(sql: Sql, kind: PlaceKind, site: string, id: string): Promise<number> {
    const [row] = await sql.query<{ n: number }>(
      `select count(*) as n from employee where site_id = $1 and ${kind}_id = $2 and active`,
      [site, id],
    );
    return row?.n ?? 0;
  }

  async deletePlace(sql: Sql, kind: PlaceKind, site: string, id: string): Promise<void> {
    await sql.query(`delete from ${kind} where site_id = $1 and id = $2`, [site, id]);
  }

  async archivePlace(sql: Sql, kind: PlaceKind, site: string, id: string, at: string): Promise<void> {
    await sql.query(
      `update ${kind} set archived_at = coalesce(archived_at, $3) where site_id = $1 and id = $2`,
      [site, id, at],
    );
  }

  /** People in service, and terminals that may still send. */
  async inUse(sql: Sql, site: string): Promise<{ people: number; terminals: number }> {
    const [row] = await sql.query<{ people: number; terminals: number }>(
      `select (select count(*) from employee where site_id = $1 and active) as people,
              (select count(*) from terminal where site_id = $1 and revoked_at is null and kind = 'kiosk') as terminals`,
      [site],
    );
    return row ?? { people: 0, terminals: 0 };
  }

  /** The site with its areas and teams; fails with foreign_key_violation (23503) when anything else points at it. */
  async deleteSite(sql: Sql, site: string): Promise<void> {
    await sql.query('delete from area where site_id = $1', [site]);
    await sql.query('delete from team where site_id = $1', [site]);
    await sql.query('delete from site where id = $1', [site]);
  }

  async archiveSite(sql: Sql, site: string, at: string): Promise<void> {
    await sql.query(
      'update site set archived_at = coalesce(archived_at, $2), version = version + 1 where id = $1',
      [site, at],
    );
  }
}
