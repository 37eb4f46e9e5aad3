import { Inject, Injectable } from '@nestjs/common';
import type { NewLeaveRequest, RequestDecision } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { CalendarService, PublishedPlan, SchedulingRepository } from '../../scheduling/index.ts';
import { leaveDays, wholeWeeks } from '../domain/index.ts';
import { LeaveAccount } from '../leave/leave-account.ts';
import { refusal } from '../refusals.ts';
import type { RequestRow } from '../request-row.ts';
import { RequestsRepository } from '../requests.repository.ts';
import type { Asked, Asking, Made, Objection, RequestKindRules } from './request-kind.ts';

/** Leave: which dates it takes is settled when it is asked for, so that what is granted is what was seen. */
@Injectable()
export class LeaveKindRules implements RequestKindRules<NewLeaveRequest> {
  readonly #requests: RequestsRepository;
  readonly #scheduling: SchedulingRepository;
  readonly #calendar: CalendarService;
  readonly #plan: PublishedPlan;
  readonly #account: LeaveAccount;

  constructor(
    @Inject(RequestsRepository) requests: RequestsRepository,
    @Inject(SchedulingRepository) scheduling: SchedulingRepository,
    @Inject(CalendarService) calendar: CalendarService,
    @Inject(PublishedPlan) plan: PublishedPlan,
    @Inject(LeaveAccount) account: LeaveAccount,
  ) {
    this.#requests = requests;
    this.#scheduling = scheduling;
    this.#calendar = calendar;
    this.#plan = plan;
    this.#account = account;
  }

  async ask(sql: Sql, wanted: NewLeaveRequest, { employee, site, team }: Asking): Promise<Asked> {
    const { from, to, leave: kind, portion } = wanted;
    const planned = await this.#requests.plannedOn(sql, employee, wholeWeeks({ from, to }));
    const published = await this.#requests.publishedDates(sql, { site, team }, { from, to });
    const holidays = await this.#scheduling.holidays(sql, [site], from, to);
    const days = leaveDays(
      { from, to, portion },
      {
        planned: new Set(planned.map(({ date }) => date)),
        published: new Set(published),
        holidays: new Set(holidays.map(({ date }) => date)),
        termsOf: await this.#account.terms(sql, employee, kind, { from, to }),
      },
    );
    if (days.length === 0)
      throw refusal('VALIDATION_ERROR', 'NO_WORKING_DAY', 'from', {
        en: 'on none of these dates is there work to be away from',
        de: 'an keinem dieser Tage gibt es Arbeit, von der man frei haben könnte',
      });
    const standing = await this.#scheduling.leave(sql, [employee], from, to);
    const taken = new Set(days.map(({ date }) => date));
    const clash = standing.find(({ date }) => taken.has(date));
    if (clash)
      throw refusal('CONFLICT', 'ALREADY_ON_LEAVE', 'from', {
        en: `There is leave on ${clash.date} already. Ask for the other dates.`,
        de: `Am ${clash.date} besteht schon Abwesenheit. Fragen Sie nach den anderen Tagen.`,
      });
    return { from, to, leaveKind: kind, leaveDays: days };
  }

  async objections(sql: Sql, { id, employee, leaveKind, leaveDays: days }: RequestRow): Promise<Objection[]> {
    if (leaveKind === null || days === null) throw new Error('leave has dates');
    const beyond = await this.#account.beyond(sql, { employee, kind: leaveKind, days, request: id });
    return beyond.map(({ year, minutes }) => ({
      code: 'BEYOND_BALANCE',
      level: 'error',
      employee,
      date: days.find(({ date }) => date.startsWith(`${year}`))?.date ?? '',
      message: {
        en: `${minutes} minutes more than there are for ${year}.`,
        de: `${minutes} Minuten mehr, als es für ${year} gibt.`,
      },
    }));
  }

  /** Planned shifts on the dates of leave. */
  async collisions(sql: Sql, { employee, from, to, leaveDays: days }: RequestRow) {
    const off = new Set(days?.map(({ date }) => date));
    const planned = await this.#requests.plannedOn(sql, employee, { from, to });
    return planned.filter(({ date }) => off.has(date));
  }

  async grant(sql: Sql, request: RequestRow, { code, release }: RequestDecision, made: Made): Promise<void> {
    const { employee, leaveKind: kind, leaveDays: days } = request;
    if (kind === null || days === null) throw new Error('leave has dates');
    const colliding = new Set((await this.collisions(sql, request)).map(({ assignment }) => assignment));
    const foreign = release.findIndex(assignment => !colliding.has(assignment));
    if (foreign >= 0)
      throw refusal('VALIDATION_ERROR', 'NO_COLLISION', `release.${foreign}`, {
        en: 'must be one of the collisions of this request; read it again',
        de: 'muss eine der Überschneidungen dieses Antrags sein; lesen Sie ihn neu',
      });
    const seconds = days.map(({ date, minutes }) => ({ date, seconds: minutes * 60 }));
    await this.#calendar.giveLeave(sql, { employee, kind, code, days: seconds, isNew: true }, made);
    if (release.length > 0) await this.#plan.release(sql, release);
  }

  /** Takes granted leave back from the calendar, so that hours follow; what was taken from the plan stays so. */
  async takeBack(sql: Sql, { employee, leaveDays: days, leaveCode: code }: RequestRow, made: Made) {
    if (days === null || code === null) throw new Error('granted leave has dates and a code');
    await this.#calendar.takeLeaveBack(sql, { employee, code, dates: days.map(({ date }) => date) }, made);
  }
}
