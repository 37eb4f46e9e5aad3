import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type LocalDay, ZoneClocks } from '../../timesheets/data.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { type ActiveLock, LocksRepository } from './locks.repository.ts';
import type { Period } from './period.ts';

/** A period as URLs name it: site, group and first date. */
export interface PeriodId {
  site: string;
  group: string;
  from: string;
}

export interface FoundPeriod {
  period: Period;
  /** The lock that holds, or null. */
  lock: ActiveLock | null;
}

/** Finds periods by their names. */
@Injectable()
export class PeriodFinder {
  readonly #calendar: CalendarRepository;
  readonly #locks: LocksRepository;
  readonly #clocks = new ZoneClocks();

  constructor(
    @Inject(CalendarRepository) calendar: CalendarRepository,
    @Inject(LocksRepository) locks: LocksRepository,
  ) {
    this.#calendar = calendar;
    this.#locks = locks;
  }

  /** A period that is locked is what it was then, whatever its group's rules became. Throws NOT_FOUND. */
  async find(sql: Sql, { site, group, from }: PeriodId): Promise<FoundPeriod> {
    const lock = await this.#locks.activeOn(sql, site, group, from);
    return { period: lock?.period ?? (await this.#calendar.find(sql, site, group, from)), lock };
  }

  /** As `find`; CONFLICT when it is locked. */
  async unlocked(sql: Sql, id: PeriodId): Promise<Period> {
    const { period, lock } = await this.find(sql, id);
    if (lock)
      throw new HubError('CONFLICT', {
        en: `The period is locked since ${lock.at} by ${lock.by}. Unlock it first.`,
        de: `Die Periode ist seit ${lock.at} von ${lock.by} gesperrt. Entsperren Sie sie zuerst.`,
      });
    return period;
  }

  /** As `find`; CONFLICT when it is not locked. */
  async locked(sql: Sql, id: PeriodId): Promise<ActiveLock> {
    const { lock } = await this.find(sql, id);
    if (!lock)
      throw new HubError('CONFLICT', {
        en: 'The period is not locked.',
        de: 'Die Periode ist nicht gesperrt.',
      });
    return lock;
  }

  /** The date on a site's wall clocks. */
  today(zone: string, nowMs: number): LocalDay {
    return this.#clocks.of(zone).dayAt(Math.floor(nowMs / 1000));
  }
}
