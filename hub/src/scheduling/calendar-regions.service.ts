import { Inject, Injectable } from '@nestjs/common';
import {
  type NewRegion,
  REGIONS_MAX,
  type RegionHoliday,
  type RegionView,
  type SiteRegionView,
} from '@tapclock/contracts';
import { AuditTrail, type NewEntry } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import { PeopleRepository } from '../people/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { isUniqueViolation } from '../platform/database/errors.ts';
import { requireVersion } from '../platform/http/conditional.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { type CalendarMade, CalendarRepository } from './calendar.repository.ts';
import { RegionsRepository } from './calendar-regions.repository.ts';

/**
 * Holidays of regions. A site that follows a region has its dates among its own, written in the transaction of whatever changes them: whoever
 * reads holidays reads one table. Every site whose holidays change is told of by `schedule.changed`, so hours follow.
 */
@Injectable()
export class RegionsService {
  readonly #database: Database;
  readonly #regions: RegionsRepository;
  readonly #calendar: CalendarRepository;
  readonly #people: PeopleRepository;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(RegionsRepository) regions: RegionsRepository,
    @Inject(CalendarRepository) calendar: CalendarRepository,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#regions = regions;
    this.#calendar = calendar;
    this.#people = people;
    this.#events = events;
    this.#trail = trail;
  }

  async list(): Promise<RegionView[]> {
    return await this.#database.snapshot(sql => this.#regions.list(sql));
  }

  /** From the primary: its version is what a change is made against. Throws NOT_FOUND. */
  async find(region: string): Promise<RegionView> {
    return known(await this.#regions.find(this.#database.primary, region));
  }

  /** Throws NOT_FOUND for an unknown region. */
  async holidays(region: string, year: number): Promise<RegionHoliday[]> {
    const sql = this.#database.primary;
    known(await this.#regions.find(sql, region));
    return await this.#regions.holidays(sql, region, year);
  }

  /** Throws CONFLICT for one that there is, and beyond the most that there can be. */
  async add(wanted: NewRegion): Promise<RegionView> {
    try {
      await this.#database.transaction(async sql => {
        if ((await this.#regions.count(sql)) >= REGIONS_MAX) throw tooMany();
        await this.#regions.add(sql, wanted);
        await this.#trail.record(sql, {
          action: 'holiday-region.created',
          ...entry(wanted.region),
          after: wanted,
        });
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw exists();
      throw error;
    }
    return await this.find(wanted.region);
  }

  /** Throws NOT_FOUND, and CONFLICT while a site follows it. */
  async remove(region: string): Promise<void> {
    await this.#database.transaction(async sql => {
      const before = known(await this.#regions.lock(sql, region));
      if (before.sites.length > 0) throw inUse(before.sites);
      await this.#regions.remove(sql, region);
      await this.#trail.record(sql, { action: 'holiday-region.deleted', ...entry(region), before });
    });
  }

  /**
   * Puts all holidays of a year in the place of those that were there, at every site that follows the region too. Throws NOT_FOUND, 412 when
   * the region is of another version, VALIDATION_ERROR for dates of another year.
   */
  async putYear(
    region: string,
    wanted: { year: number; holidays: readonly RegionHoliday[]; version: number },
    made: CalendarMade,
  ): Promise<RegionView> {
    const { year, holidays, version } = wanted;
    const elsewhere = holidays.findIndex(({ date }) => Number(date.slice(0, 4)) !== year);
    if (elsewhere >= 0) throw otherYear(elsewhere, year);
    await this.#database.transaction(async sql => {
      const { sites, version: current } = known(await this.#regions.lock(sql, region));
      requireVersion(current, version);
      await this.#calendar.lockHolidays(sql, sites);
      const before = await this.#regions.holidays(sql, region, year);
      await this.#regions.putYear(sql, region, year, holidays);
      await this.#apply(sql, sites, made);
      await this.#trail.record(sql, {
        action: 'holiday-region.changed',
        ...entry(region),
        before: { year, holidays: before },
        after: { year, holidays },
      });
    });
    return await this.find(region);
  }

  /** Which region a site follows; null: none. Throws NOT_FOUND for an unknown site. */
  async ofSite(site: string): Promise<SiteRegionView> {
    const sql = this.#database.primary;
    await this.#checkSite(sql, site);
    return await this.#regions.ofSite(sql, site);
  }

  /** Lets a site follow a region, or none. Throws NOT_FOUND for an unknown site or region, 412 when it follows another one than was seen. */
  async follow(
    site: string,
    { region, version }: SiteRegionView,
    made: CalendarMade,
  ): Promise<SiteRegionView> {
    await this.#database.transaction(async sql => {
      await this.#checkSite(sql, site);
      if (region !== null) known(await this.#regions.lock(sql, region));
      await this.#calendar.lockHolidays(sql, [site]);
      const before = await this.#regions.ofSite(sql, site);
      requireVersion(before.version, version);
      if (before.region === region) return;
      await this.#regions.follow(sql, site, region);
      await this.#apply(sql, [site], made);
      await this.#trail.record(sql, {
        action: 'holidays.region-chosen',
        subject: { kind: 'site', id: site },
        concerns: { everybodyOf: site },
        before: { region: before.region },
        after: { region },
      });
    });
    return await this.ofSite(site);
  }

  async #apply(sql: Sql, sites: readonly string[], made: CalendarMade): Promise<void> {
    const changed = await this.#regions.apply(sql, sites, made);
    await this.#events.append(
      sql,
      changed.map(({ site, from, to }) => ({
        kind: 'schedule.changed' as const,
        site,
        key: site,
        payload: { employees: [], dates: { from, to } },
      })),
    );
  }

  async #checkSite(sql: Sql, site: string): Promise<void> {
    const sites = await this.#people.sites(sql);
    if (!sites.some(({ id }) => id === site))
      throw new HubError('NOT_FOUND', { en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' });
  }
}

/** A region is about nobody by name. */
function entry(region: string): Pick<NewEntry, 'subject' | 'concerns'> {
  return { subject: { kind: 'holiday-region', id: region }, concerns: { people: [] } };
}

function known(region: RegionView | null): RegionView {
  if (!region)
    throw new HubError('NOT_FOUND', {
      en: 'There is no such region. Add it first, with its holidays.',
      de: 'Diese Region gibt es nicht. Legen Sie sie zuerst an, mit ihren Feiertagen.',
    });
  return region;
}

function exists(): HubError {
  const message = {
    en: 'There is a region of this code already.',
    de: 'Es gibt schon eine Region mit diesem Code.',
  };
  return new HubError('CONFLICT', message, { details: [{ path: 'region', code: 'REGION_EXISTS', message }] });
}

function tooMany(): HubError {
  const message = {
    en: `There are ${REGIONS_MAX} regions already. Delete one that no site follows.`,
    de: `Es gibt schon ${REGIONS_MAX} Regionen. Löschen Sie eine, der kein Standort folgt.`,
  };
  return new HubError('CONFLICT', message, { details: [{ path: 'region', code: 'TOO_MANY', message }] });
}

function inUse(sites: readonly string[]): HubError {
  const message = {
    en: `Sites follow this region: ${sites.join(', ')}. Let them follow another one first.`,
    de: `Standorte folgen dieser Region: ${sites.join(', ')}. Lassen Sie sie zuerst einer anderen folgen.`,
  };
  return new HubError('CONFLICT', message, { details: [{ path: 'region', code: 'REGION_IN_USE', message }] });
}

function otherYear(index: number, year: number): HubError {
  const message = { en: `must be a date of ${year}`, de: `muss ein Tag von ${year} sein` };
  return new HubError(
    'VALIDATION_ERROR',
    { en: 'A holiday is of another year.', de: 'Ein Feiertag ist von einem anderen Jahr.' },
    { details: [{ path: `holidays.${index}.date`, message }] },
  );
}
