import { Inject, Injectable } from '@nestjs/common';
import type { NewSiteRequest, Removal, SiteChange, SiteDetail, SiteView } from '@tapclock/contracts';
import { AREAS_MAX, TEAMS_MAX } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { codeOfError, isUniqueViolation } from '../../platform/database/errors.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { PeopleChronicle } from '../chronicle.ts';
import { PeopleRepository } from '../people.repository.ts';
import { conflict, noSuchSite, notFound, siteArchived } from '../refusals.ts';
import { type PlaceKind, SitesRepository } from './sites.repository.ts';

/** Sites with their areas and teams: what others point at is archived, never deleted. */
@Injectable()
export class SitesService {
  readonly #database: Database;
  readonly #sites: SitesRepository;
  readonly #people: PeopleRepository;
  readonly #chronicle: PeopleChronicle;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(SitesRepository) sites: SitesRepository,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(PeopleChronicle) chronicle: PeopleChronicle,
  ) {
    this.#database = database;
    this.#sites = sites;
    this.#people = people;
    this.#chronicle = chronicle;
  }

  /** From the replica if it lives: dashboards begin with it, also while the primary is away. */
  async list(archived: boolean): Promise<SiteView[]> {
    return await this.#database.snapshot(sql => this.#sites.list(sql, archived));
  }

  /** Throws NOT_FOUND. From the primary: its version is what a change is made against. */
  async find(site: string): Promise<SiteDetail> {
    const found = await this.#sites.find(this.#database.primary, site);
    if (!found) throw noSuchSite();
    return found;
  }

  async create(wanted: NewSiteRequest): Promise<SiteDetail> {
    checkZone(wanted.zone);
    checkTwice('areas', wanted.areas);
    checkTwice('teams', wanted.teams);
    try {
      await this.#database.transaction(async sql => {
        await this.#people.addSite(sql, wanted);
        await this.#tell(sql, wanted.id, 'site.created', { after: wanted });
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw conflict(
        'SITE_EXISTS',
        { en: 'There is a site of this name already.', de: 'Es gibt schon einen Standort dieses Namens.' },
        'id',
      );
    }
    return await this.find(wanted.id);
  }

  async change(site: string, version: number, change: SiteChange): Promise<SiteDetail> {
    if (change.zone !== undefined) checkZone(change.zone);
    await this.#database.transaction(async sql => {
      const before = await this.#lock(sql, site);
      requireVersion(before.version, version);
      if (before.archived && change.archived === undefined) throw siteArchived();
      const after = {
        id: site,
        name: change.name ?? before.name,
        zone: change.zone ?? before.zone,
        language: change.language ?? before.language,
      };
      if (after.zone !== before.zone && (await this.#sites.hasPeople(sql, site)))
        throw conflict(
          'ZONE_IN_USE',
          {
            en: 'Days of people of this site are counted in its zone, which therefore stays. Make another site.',
            de: 'Die Tage der Personen dieses Standorts zählen in seiner Zeitzone; sie bleibt deshalb. Legen Sie einen anderen Standort an.',
          },
          'zone',
        );
      await this.#sites.update(sql, after);
      await this.#tell(sql, site, 'site.changed', { before, after });
    });
    return await this.find(site);
  }

  /** Deletes a site that nothing points at, else archives it; refuses while people work there or terminals may send. */
  async remove(site: string): Promise<Removal> {
    return await this.#deleteOrArchive(
      async sql => {
        const before = await this.#lock(sql, site);
        const { people, terminals } = await this.#sites.inUse(sql, site);
        if (people + terminals > 0)
          throw conflict('SITE_IN_USE', {
            en: `${people} people and ${terminals} terminals are at this site: move or remove them first.`,
            de: `${people} Personen und ${terminals} Terminals sind an diesem Standort: Verlegen oder entfernen Sie sie zuerst.`,
          });
        return before;
      },
      async (sql, before) => {
        await this.#tell(sql, site, 'site.deleted', { before });
        await this.#sites.deleteSite(sql, site);
      },
      async (sql, before) => {
        await this.#sites.archiveSite(sql, site, new Date().toISOString());
        await this.#tell(sql, site, 'site.archived', { before });
      },
    );
  }

  async putArea(site: string, area: { id: string; name: string; position: number }): Promise<SiteDetail> {
    return await this.#put('area', site, area.id, sql => this.#sites.putArea(sql, site, area), area);
  }

  async putTeam(site: string, team: { id: string; name: string }): Promise<SiteDetail> {
    return await this.#put('team', site, team.id, sql => this.#sites.putTeam(sql, site, team), team);
  }

  /** Deletes an area or a team that nothing points at, else archives it; refuses while people in service belong to it. */
  async removePlace(kind: PlaceKind, site: string, id: string): Promise<Removal> {
    return await this.#deleteOrArchive(
      async sql => {
        await this.#lockInUse(sql, site);
        if (!(await this.#sites.hasPlace(sql, kind, site, id)))
          throw notFound({ en: `There is no such ${kind}.`, de: 'Das gibt es an diesem Standort nicht.' });
        const people = await this.#sites.peopleIn(sql, kind, site, id);
        if (people > 0)
          throw conflict(`${kind.toUpperCase()}_IN_USE`, {
            en: `${people} people belong to it: move them first.`,
            de: `${people} Personen gehören dazu: Verlegen Sie sie zuerst.`,
          });
        return { id };
      },
      async (sql, before) => {
        await this.#sites.deletePlace(sql, kind, site, id);
        await this.#sites.nextVersion(sql, site);
        await this.#tell(sql, site, `${kind}.deleted`, { before });
      },
      async (sql, before) => {
        await this.#sites.archivePlace(sql, kind, site, id, new Date().toISOString());
        await this.#sites.nextVersion(sql, site);
        await this.#tell(sql, site, `${kind}.archived`, { before });
      },
    );
  }

  async #put(
    kind: PlaceKind,
    site: string,
    id: string,
    write: (sql: Sql) => Promise<void>,
    after: unknown,
  ): Promise<SiteDetail> {
    await this.#database.transaction(async sql => {
      await this.#lockInUse(sql, site);
      const isNew = !(await this.#sites.hasPlace(sql, kind, site, id));
      const most = kind === 'area' ? AREAS_MAX : TEAMS_MAX;
      if (isNew && (await this.#sites.countPlaces(sql, kind, site)) >= most)
        throw conflict('TOO_MANY', {
          en: `A site has at most ${most} of these.`,
          de: `Ein Standort hat höchstens ${most} davon.`,
        });
      await write(sql);
      await this.#sites.nextVersion(sql, site);
      await this.#tell(sql, site, `${kind}.${isNew ? 'created' : 'changed'}`, { after });
    });
    return await this.find(site);
  }

  /** What is pointed at is known to the database alone, so it is asked by trying; the second transaction checks anew. */
  async #deleteOrArchive<T>(
    check: (sql: Sql) => Promise<T>,
    remove: (sql: Sql, before: T) => Promise<void>,
    archive: (sql: Sql, before: T) => Promise<void>,
  ): Promise<Removal> {
    try {
      await this.#database.transaction(async sql => remove(sql, await check(sql)));
      return { outcome: 'deleted' };
    } catch (error) {
      if (codeOfError(error) !== FOREIGN_KEY_VIOLATION) throw error;
    }
    await this.#database.transaction(async sql => archive(sql, await check(sql)));
    return { outcome: 'archived' };
  }

  async #lockInUse(sql: Sql, site: string): Promise<void> {
    if ((await this.#lock(sql, site)).archived) throw siteArchived();
  }

  async #lock(sql: Sql, site: string) {
    const found = await this.#sites.lock(sql, site);
    if (!found) throw noSuchSite();
    return found;
  }

  #tell(
    sql: Sql,
    site: string,
    action: string,
    states: { before?: unknown; after?: unknown },
  ): Promise<void> {
    return this.#chronicle.tell(sql, [
      { site, action, employees: [], subject: { kind: 'site', id: site }, ...states },
    ]);
  }
}

const FOREIGN_KEY_VIOLATION = '23503';

/** Throws unless this machine's time zone data knows the zone: days and shifts are counted by it. */
function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = {
      en: 'There is no such time zone. Write it as in Europe/Berlin.',
      de: 'Diese Zeitzone gibt es nicht. Schreiben Sie sie wie Europe/Berlin.',
    };
    throw new HubError('VALIDATION_ERROR', message, {
      details: [{ code: 'UNKNOWN_ZONE', path: 'zone', message }],
    });
  }
}

function checkTwice(path: string, places: readonly { id: string }[]): void {
  if (new Set(places.map(({ id }) => id)).size === places.length) return;
  const message = { en: 'Each id may be there once.', de: 'Jede Kennung darf einmal vorkommen.' };
  throw new HubError('VALIDATION_ERROR', message, { details: [{ code: 'TWICE', path, message }] });
}
