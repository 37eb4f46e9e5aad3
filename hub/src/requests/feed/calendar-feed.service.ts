import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CalendarLinkMade, Instant, Language, LeaveKind, Said } from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { PeopleRepository } from '../../people/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type CalendarEntry, icalendar } from '../domain/index.ts';
import {
  CalendarLinksRepository,
  type FeedLeave,
  type FeedOwner,
  type FeedShift,
} from './calendar-links.repository.ts';

const DAY_MS = 86_400_000;
/** What a calendar shows, counted from today. */
const DAYS_BACK = 31;
const DAYS_AHEAD = 400;
/** 256 bits: nobody guesses one, so a plain digest keeps it. */
const SECRET_BYTES = 32;
const UID_DOMAIN = 'tapclock';

const NAME: Said = { en: 'Work', de: 'Arbeit' };
const ABSENCE: Said = { en: 'Absence', de: 'Abwesenheit' };
/** A calendar is shown to others: that somebody is ill stands in none. */
const LEAVE: Readonly<Record<LeaveKind, Said>> = {
  annual: { en: 'Annual leave', de: 'Urlaub' },
  sick: ABSENCE,
  holiday: { en: 'Holiday', de: 'Feiertag' },
  other: ABSENCE,
};

/** A person's plan as a calendar that their phone follows. Whoever has the link sees it, so the link is a secret. */
@Injectable()
export class CalendarFeedService {
  readonly #database: Database;
  readonly #links: CalendarLinksRepository;
  readonly #people: PeopleRepository;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(CalendarLinksRepository) links: CalendarLinksRepository,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#links = links;
    this.#people = people;
    this.#trail = trail;
  }

  /** A new link; the one before ends. It is told once. */
  async make(employee: string, madeAt: Instant): Promise<CalendarLinkMade> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    await this.#database.transaction(async sql => {
      await this.#links.put(sql, employee, digestOf(secret), madeAt);
      await this.#record(sql, 'calendar-link.made', employee);
    });
    return { path: `/api/v1/calendar/${secret}.ics`, madeAt };
  }

  async madeAt(employee: string): Promise<Instant | null> {
    return await this.#links.madeAt(this.#database.primary, employee);
  }

  /** Throws NOT_FOUND where there is none. */
  async revoke(employee: string): Promise<void> {
    await this.#database.transaction(async sql => {
      if (!(await this.#links.remove(sql, employee))) throw noSuchCalendar();
      await this.#record(sql, 'calendar-link.revoked', employee);
    });
  }

  /**
   * The calendar behind a link, in the language of its owner, with a tag that stays the same while it does. Throws NOT_FOUND for a link that
   * is nobody's any more. From the primary: a link that was revoked ends at once.
   */
  async read(secret: string, nowMs: number): Promise<{ text: string; etag: string }> {
    const sql = this.#database.primary;
    const owner = await this.#links.ownerOf(sql, digestOf(secret));
    if (!owner) throw noSuchCalendar();
    const text = await this.#textOf(sql, owner, nowMs);
    return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
  }

  async #textOf(sql: Sql, { employee, name, language }: FeedOwner, nowMs: number): Promise<string> {
    const dates = { from: dateOf(nowMs - DAYS_BACK * DAY_MS), to: dateOf(nowMs + DAYS_AHEAD * DAY_MS) };
    const shifts = await this.#links.shifts(sql, employee, dates);
    const leave = await this.#links.leave(sql, employee, dates);
    return icalendar(`${NAME[language]}: ${name}`, [
      ...shifts.map(shiftEntry),
      ...leave.map(day => leaveEntry(day, employee, language)),
    ]);
  }

  async #record(sql: Sql, action: string, employee: string): Promise<void> {
    const [person] = await this.#people.findEmployees(sql, [employee]);
    await this.#trail.record(sql, {
      action,
      subject: { kind: 'calendar-link', id: employee },
      concerns: { people: [employee], ...(person ? { site: person.site } : {}) },
    });
  }
}

function shiftEntry({ id, name, place, startsAt, endsAt, plannedAt }: FeedShift): CalendarEntry {
  return {
    uid: `${id}@${UID_DOMAIN}`,
    summary: name,
    location: place,
    when: { startsAt, endsAt },
    changedAt: plannedAt,
  };
}

function leaveEntry(
  { date, code, kind, seconds, madeAt }: FeedLeave,
  employee: string,
  language: Language,
): CalendarEntry {
  const hours = (seconds / 3600).toLocaleString(language, { maximumFractionDigits: 2 });
  return {
    uid: `leave-${digestOf(`${employee}/${date}/${code}`).toString('hex').slice(0, 32)}@${UID_DOMAIN}`,
    summary: seconds === 0 ? LEAVE[kind][language] : `${LEAVE[kind][language]} (${hours} h)`,
    location: null,
    when: { date },
    changedAt: madeAt,
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

const noSuchCalendar = (): HubError =>
  new HubError('NOT_FOUND', {
    en: 'There is no such calendar. Make a new link.',
    de: 'Diesen Kalender gibt es nicht. Erzeugen Sie einen neuen Link.',
  });
