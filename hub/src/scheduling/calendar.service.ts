import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail, type NewEntry } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import { PeopleRepository } from '../people/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import {
  type CalendarMade,
  CalendarRepository,
  type LeaveGiven,
  type PlacedHoliday,
} from './calendar.repository.ts';
import { RegionsRepository } from './calendar-regions.repository.ts';
import type { DateSpan } from './domain/index.ts';
import { type HolidayRow, type LeaveRow, SchedulingRepository } from './scheduling.repository.ts';

const DAY_SECONDS = 86_400;

/** Holidays and leave. Every change appends `schedule.changed` in its own transaction, so hours follow. */
@Injectable()
export class CalendarService {
  readonly #database: Database;
  readonly #calendar: CalendarRepository;
  readonly #regions: RegionsRepository;
  readonly #scheduling: SchedulingRepository;
  readonly #people: PeopleRepository;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(CalendarRepository) calendar: CalendarRepository,
    @Inject(RegionsRepository) regions: RegionsRepository,
    @Inject(SchedulingRepository) scheduling: SchedulingRepository,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#calendar = calendar;
    this.#regions = regions;
    this.#scheduling = scheduling;
    this.#people = people;
    this.#events = events;
    this.#trail = trail;
  }

  /** Of a site on these dates. Throws NOT_FOUND for an unknown site. */
  async holidays(site: string, dates: DateSpan): Promise<PlacedHoliday[]> {
    return await this.#database.snapshot(async sql => {
      await this.#checkSite(sql, site);
      return await this.#calendar.holidays(sql, site, dates);
    });
  }

  /** Of a person on these dates. Throws NOT_FOUND for an unknown person. */
  async leave(employee: string, { from, to }: DateSpan): Promise<LeaveRow[]> {
    return await this.#database.snapshot(async sql => {
      await this.#siteOf(sql, employee);
      return await this.#scheduling.leave(sql, [employee], from, to);
    });
  }

  /** The site's own from then on, whatever its region says. Throws NOT_FOUND for an unknown site. */
  async putHoliday(holiday: HolidayRow, made: CalendarMade): Promise<void> {
    const { site, date } = holiday;
    await this.#database.transaction(async sql => {
      await this.#checkSite(sql, site);
      await this.#calendar.lockHolidays(sql, [site]);
      const [before] = await this.#calendar.holidays(sql, site, { from: date, to: date });
      if (!(await this.#calendar.putHoliday(sql, holiday, made))) return;
      await this.#tell(sql, { site, employees: [], from: date, to: date });
      await this.#trail.record(sql, {
        action: 'holidays.put',
        ...holidayOf(holiday),
        before,
        after: holiday,
      });
    });
  }

  /**
   * Takes away a holiday of the site's own; where its region has that date too, it is the region's again. Throws NOT_FOUND where there is
   * none, and CONFLICT for one that comes from the region.
   */
  async removeHoliday(site: string, date: string, made: CalendarMade): Promise<void> {
    await this.#database.transaction(async sql => {
      await this.#calendar.lockHolidays(sql, [site]);
      const [before] = await this.#calendar.holidays(sql, site, { from: date, to: date });
      if (!before)
        throw new HubError('NOT_FOUND', {
          en: 'There is no holiday on that date.',
          de: 'An diesem Tag ist kein Feiertag.',
        });
      if (before.region !== null) throw ofRegion(before.region);
      await this.#calendar.removeHoliday(sql, site, date, made);
      await this.#regions.apply(sql, [site], made);
      await this.#tell(sql, { site, employees: [], from: date, to: date });
      await this.#trail.record(sql, { action: 'holidays.removed', ...holidayOf({ site, date }), before });
    });
  }

  /** What stands under that date and code now. Throws as `giveLeave` does. */
  async putLeave(leave: LeaveRow): Promise<LeaveRow> {
    const { employee, date, code, kind, seconds, by, madeAt } = leave;
    const { value } = await this.#database.transaction(async sql => {
      await this.giveLeave(
        sql,
        { employee, kind, code, days: [{ date, seconds }], isNew: false },
        { by, madeAt },
      );
      const standing = await this.#scheduling.leave(sql, [employee], date, date);
      const put = standing.find(row => row.code === code);
      if (!put) throw new Error('leave that was put is there');
      return put;
    });
    return value;
  }

  /**
   * Gives a person leave on dates under a pay code, or changes what was given under it, in the caller's transaction. What stays the same
   * moves nobody's hours. Throws NOT_FOUND for an unknown person, VALIDATION_ERROR for the code of a premium (payroll could not tell leave
   * from what lies on worked time) and for more than a day on one date, whatever the codes; CONFLICT where it must be new and is not.
   */
  async giveLeave(sql: Sql, given: LeaveGiven, made: CalendarMade): Promise<void> {
    const { employee, code, kind, days, isNew } = given;
    const site = await this.#siteOf(sql, employee);
    if (await this.#calendar.isPremium(sql, site, code)) throw premiumCode(code);
    await this.#calendar.lockLeave(sql, employee);
    const standing = await this.#standing(
      sql,
      employee,
      days.map(({ date }) => date),
    );
    const wanted = new Set(days.map(({ date }) => date));
    const there = isNew ? standing.find(({ date }) => wanted.has(date)) : undefined;
    if (there) throw onLeaveAlready(there.date);
    for (const { date, seconds } of days) {
      const others = standing.filter(row => row.date === date && row.code !== code);
      const otherSeconds = others.reduce((sum, row) => sum + row.seconds, 0);
      if (otherSeconds + seconds > DAY_SECONDS) throw moreThanADay(otherSeconds);
    }
    const changed = await this.#calendar.putLeave(sql, given, made);
    const secondsOn = new Map(days.map(({ date, seconds }) => [date, seconds]));
    await this.#tellLeave(sql, { site, employee, dates: changed });
    await this.#trail.record(
      sql,
      ...changed.map(date => ({
        action: 'leave.put',
        ...leaveOf(site, { employee, date, code }),
        before: standing.find(row => row.date === date && row.code === code),
        after: { employee, date, code, kind, seconds: secondsOn.get(date), ...made },
      })),
    );
  }

  /** Throws NOT_FOUND where there is none. */
  async removeLeave(
    { employee, date, code }: Pick<LeaveRow, 'employee' | 'date' | 'code'>,
    made: CalendarMade,
  ): Promise<void> {
    await this.#database.transaction(async sql => {
      const removed = await this.takeLeaveBack(sql, { employee, code, dates: [date] }, made);
      if (removed === 0)
        throw new HubError('NOT_FOUND', {
          en: `There is no leave under ${code} on that date.`,
          de: `An diesem Tag gibt es keine Abwesenheit unter ${code}.`,
        });
    });
  }

  /** Takes back what was given under a pay code on these dates, in the caller's transaction. Returns on how many of them there was some. */
  async takeLeaveBack(
    sql: Sql,
    { employee, code, dates }: { employee: string; code: string; dates: readonly string[] },
    made: CalendarMade,
  ): Promise<number> {
    const site = await this.#siteOf(sql, employee);
    await this.#calendar.lockLeave(sql, employee);
    const standing = await this.#standing(sql, employee, dates);
    const removed = await this.#calendar.removeLeave(sql, { employee, code, dates }, made);
    await this.#tellLeave(sql, { site, employee, dates: removed });
    await this.#trail.record(
      sql,
      ...removed.map(date => ({
        action: 'leave.removed',
        ...leaveOf(site, { employee, date, code }),
        before: standing.find(row => row.date === date && row.code === code),
      })),
    );
    return removed.length;
  }

  async #standing(sql: Sql, employee: string, dates: readonly string[]): Promise<LeaveRow[]> {
    const { first, last } = ends(dates);
    return await this.#scheduling.leave(sql, [employee], first, last);
  }

  async #tellLeave(
    sql: Sql,
    { site, employee, dates }: { site: string; employee: string; dates: readonly string[] },
  ): Promise<void> {
    if (dates.length === 0) return;
    const { first, last } = ends(dates);
    await this.#tell(sql, { site, employees: [employee], from: first, to: last });
  }

  async #checkSite(sql: Sql, site: string): Promise<void> {
    const sites = await this.#people.sites(sql);
    if (!sites.some(({ id }) => id === site))
      throw new HubError('NOT_FOUND', { en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' });
  }

  async #siteOf(sql: Sql, employee: string): Promise<string> {
    const [person] = await this.#people.findEmployees(sql, [employee]);
    if (!person)
      throw new HubError('NOT_FOUND', { en: 'There is no such person.', de: 'Diese Person gibt es nicht.' });
    return person.site;
  }

  async #tell(
    sql: Sql,
    { site, employees, from, to }: { site: string; employees: string[]; from: string; to: string },
  ): Promise<void> {
    const [key = site] = employees;
    await this.#events.append(sql, [
      { kind: 'schedule.changed', site, key, payload: { employees, dates: { from, to } } },
    ]);
  }
}

/** First and last of dates, in whatever order they come. */
function ends(dates: readonly string[]): { first: string; last: string } {
  const sorted = dates.toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) throw new Error('leave is on at least one date');
  return { first, last };
}

function ofRegion(region: string): HubError {
  const message = {
    en: `This site has the date from the region ${region}. Change the region's holidays, or let the site follow another one.`,
    de: `Dieser Standort hat den Tag aus der Region ${region}. Ändern Sie die Feiertage der Region oder lassen Sie den Standort einer anderen folgen.`,
  };
  return new HubError('CONFLICT', message, {
    details: [{ path: 'date', code: 'HOLIDAY_OF_REGION', message }],
  });
}

/** A holiday as the trail names it: it concerns everybody of its site. */
function holidayOf({
  site,
  date,
}: Pick<HolidayRow, 'site' | 'date'>): Pick<NewEntry, 'subject' | 'concerns'> {
  return { subject: { kind: 'holiday', id: `${site}/${date}` }, concerns: { everybodyOf: site } };
}

function leaveOf(
  site: string,
  { employee, date, code }: Pick<LeaveRow, 'employee' | 'date' | 'code'>,
): Pick<NewEntry, 'subject' | 'concerns'> {
  const subject = { kind: 'leave', id: `${employee}/${date}/${code}` };
  return { subject, concerns: { people: [employee], site } };
}

function onLeaveAlready(date: string): HubError {
  const message = {
    en: `There is leave on ${date} already. Take it back first, or leave that date out.`,
    de: `Am ${date} besteht schon Abwesenheit. Nehmen Sie sie zuerst zurück oder lassen Sie diesen Tag aus.`,
  };
  return new HubError('CONFLICT', message, { details: [{ path: '', code: 'ALREADY_ON_LEAVE', message }] });
}

function moreThanADay(otherSeconds: number): HubError {
  const [minutes, minutesMax] = [otherSeconds / 60, DAY_SECONDS / 60];
  const message = {
    en: `${minutes} minutes of that date are leave under other codes; together they are at most ${minutesMax}`,
    de: `${minutes} Minuten dieses Tages sind Abwesenheit unter anderen Codes; zusammen sind es höchstens ${minutesMax}`,
  };
  return new HubError(
    'VALIDATION_ERROR',
    {
      en: 'A date has no more than a day of leave.',
      de: 'Ein Tag hat nicht mehr als einen Tag Abwesenheit.',
    },
    {
      details: [{ path: 'minutes', message }],
    },
  );
}

function premiumCode(code: string): HubError {
  const message = {
    en: `${code} is a premium of a policy of this site; choose another code, such as LEAVE`,
    de: `${code} ist ein Zuschlag einer Richtlinie dieses Standorts; nehmen Sie einen anderen Code, etwa LEAVE`,
  };
  return new HubError(
    'VALIDATION_ERROR',
    { en: `Leave cannot be paid as ${code}.`, de: `Abwesenheit kann nicht als ${code} bezahlt werden.` },
    {
      details: [{ path: 'code', message }],
    },
  );
}
