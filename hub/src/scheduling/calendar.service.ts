import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail, type NewEntry } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import { PeopleRepository } from '../people/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { type CalendarMade, CalendarRepository } from './calendar.repository.ts';
import type { DateSpan } from './domain/index.ts';
import { type HolidayRow, type LeaveRow, SchedulingRepository } from './scheduling.repository.ts';

const DAY_SECONDS = 86_400;

/** Holidays and leave. Every change appends `schedule.changed` in its own transaction, so hours follow. */
@Injectable()
export class CalendarService {
  readonly #database: Database;
  readonly #calendar: CalendarRepository;
  readonly #scheduling: SchedulingRepository;
  readonly #people: PeopleRepository;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(CalendarRepository) calendar: CalendarRepository,
    @Inject(SchedulingRepository) scheduling: SchedulingRepository,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#calendar = calendar;
    this.#scheduling = scheduling;
    this.#people = people;
    this.#events = events;
    this.#trail = trail;
  }

  /** Of a site on these dates. Throws NOT_FOUND for an unknown site. */
  async holidays(site: string, { from, to }: DateSpan): Promise<HolidayRow[]> {
    return await this.#database.snapshot(async sql => {
      await this.#checkSite(sql, site);
      return await this.#scheduling.holidays(sql, [site], from, to);
    });
  }

  /** Of a person on these dates. Throws NOT_FOUND for an unknown person. */
  async leave(employee: string, { from, to }: DateSpan): Promise<LeaveRow[]> {
    return await this.#database.snapshot(async sql => {
      await this.#siteOf(sql, employee);
      return await this.#scheduling.leave(sql, [employee], from, to);
    });
  }

  /** Throws NOT_FOUND for an unknown site. */
  async putHoliday(holiday: HolidayRow, made: CalendarMade): Promise<void> {
    const { site, date } = holiday;
    await this.#database.transaction(async sql => {
      await this.#checkSite(sql, site);
      const [before] = await this.#scheduling.holidays(sql, [site], date, date);
      if (!(await this.#calendar.putHoliday(sql, holiday, made))) return;
      await this.#tell(sql, { site, employees: [], date });
      await this.#trail.record(sql, {
        action: 'holidays.put',
        ...holidayOf(holiday),
        before,
        after: holiday,
      });
    });
  }

  /** Throws NOT_FOUND where there is none. */
  async removeHoliday(site: string, date: string, made: CalendarMade): Promise<void> {
    await this.#database.transaction(async sql => {
      const [before] = await this.#scheduling.holidays(sql, [site], date, date);
      const removed = await this.#calendar.removeHoliday(sql, site, date, made);
      if (!removed)
        throw new HubError('NOT_FOUND', {
          en: 'There is no holiday on that date.',
          de: 'An diesem Tag ist kein Feiertag.',
        });
      await this.#tell(sql, { site, employees: [], date });
      await this.#trail.record(sql, { action: 'holidays.removed', ...holidayOf({ site, date }), before });
    });
  }

  /**
   * What stands under that date and code now. Throws NOT_FOUND for an unknown person, VALIDATION_ERROR for the code of a premium
   * (payroll could not tell leave from what lies on worked time) and for more than a day on one date, whatever the codes.
   */
  async putLeave(leave: LeaveRow): Promise<LeaveRow> {
    const { employee, date, code } = leave;
    const { value } = await this.#database.transaction(async sql => {
      const site = await this.#siteOf(sql, employee);
      if (await this.#calendar.isPremium(sql, site, code)) throw premiumCode(code);
      await this.#calendar.lockLeave(sql, employee, date);
      const standing = await this.#scheduling.leave(sql, [employee], date, date);
      const otherSeconds = standing.reduce((sum, row) => sum + (row.code === code ? 0 : row.seconds), 0);
      if (otherSeconds + leave.seconds > DAY_SECONDS) throw moreThanADay(otherSeconds);
      const same = standing.find(row => row.code === code);
      if (await this.#calendar.putLeave(sql, leave)) {
        await this.#tell(sql, { site, employees: [employee], date });
        const of = leaveOf(site, leave);
        await this.#trail.record(sql, { action: 'leave.put', ...of, before: same, after: leave });
        return leave;
      }
      if (!same) throw new Error('leave that stays as it is is there');
      return same;
    });
    return value;
  }

  /** Throws NOT_FOUND where there is none. */
  async removeLeave(
    { employee, date, code }: Pick<LeaveRow, 'employee' | 'date' | 'code'>,
    made: CalendarMade,
  ): Promise<void> {
    await this.#database.transaction(async sql => {
      const site = await this.#siteOf(sql, employee);
      await this.#calendar.lockLeave(sql, employee, date);
      const standing = await this.#scheduling.leave(sql, [employee], date, date);
      const removed = await this.#calendar.removeLeave(sql, { employee, date, code }, made);
      if (!removed)
        throw new HubError('NOT_FOUND', {
          en: `There is no leave under ${code} on that date.`,
          de: `An diesem Tag gibt es keine Abwesenheit unter ${code}.`,
        });
      await this.#tell(sql, { site, employees: [employee], date });
      const before = standing.find(row => row.code === code);
      const of = leaveOf(site, { employee, date, code });
      await this.#trail.record(sql, { action: 'leave.removed', ...of, before });
    });
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

  async #tell(sql: Sql, { site, employees, date }: { site: string; employees: string[]; date: string }) {
    const [key = site] = employees;
    const payload = { employees, dates: { from: date, to: date } };
    await this.#events.append(sql, [{ kind: 'schedule.changed', site, key, payload }]);
  }
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
