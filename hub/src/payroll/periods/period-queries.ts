import { Inject, Injectable } from '@nestjs/common';
import {
  CalendarDate,
  type PayPeriodView,
  type PeriodDecision,
  type PeriodDeltas,
  type PeriodPerson,
  type PeriodSheet,
  PersonPeriodState,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { DATABASE, type Database, type Lsn, type Sql } from '../../platform/database/database.ts';
import { idsWithin, type Viewer } from '../../platform/http/access/reach-lists.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { PageQuery } from '../../platform/http/page.ts';
import { compareCodes, sumCodes } from '../../timesheets/data.ts';
import { countVerdicts, periodState, type StandingApproval, verdictOf } from '../domain/standing.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { DaySumsRepository } from './day-sums.repository.ts';
import { changedPeople, DeltaFinder } from './delta-finder.ts';
import { HistoryRepository } from './history.repository.ts';
import { LockedSheetsRepository } from './locked-sheets.repository.ts';
import { type ActiveLock, LocksRepository } from './locks.repository.ts';
import { type JudgedMember, MembersRepository } from './members.repository.ts';
import { OwedDeltas } from './owed-deltas.ts';
import { readStored, unpackSheet } from './packed-sheet.ts';
import type { Period } from './period.ts';
import { type FoundPeriod, PeriodFinder, type PeriodId } from './period-finder.ts';
import { SheetMaker } from './sheet-maker.ts';

/** Periods of one page at most: each open one is counted through. */
const PERIODS_PAGE_MAX = 20;
/** People whose earlier hours are computed while somebody waits to see a period: milliseconds each. Locking has no such limit. */
const OWED_PEOPLE_MAX = 200;

export const PeriodListQuery = PageQuery.extend({
  per_page: z.coerce.number().int().min(1).max(PERIODS_PAGE_MAX).default(PERIODS_PAGE_MAX),
  site: Slug,
  /** Periods with a date from here on. */
  from: z.optional(CalendarDate),
  /** Periods with a date up to here; without it, today. */
  to: z.optional(CalendarDate),
});
export type PeriodListQuery = z.infer<typeof PeriodListQuery>;

export const PeriodPeopleQuery = PageQuery.extend({
  /** `blocked`: whoever has a blocker, in whatever state. */
  state: z.optional(z.enum([...PersonPeriodState.options, 'blocked'])),
  team: z.optional(Slug),
});
export type PeriodPeopleQuery = z.infer<typeof PeriodPeopleQuery>;

/** Reads for people. A locked period answers with what was locked, whatever the tables say now (R5). */
@Injectable()
export class PeriodQueries {
  readonly #database: Database;
  readonly #finder: PeriodFinder;
  readonly #calendar: CalendarRepository;
  readonly #locks: LocksRepository;
  readonly #members: MembersRepository;
  readonly #sums: DaySumsRepository;
  readonly #sheets: LockedSheetsRepository;
  readonly #history: HistoryRepository;
  readonly #maker: SheetMaker;
  readonly #deltas: DeltaFinder;
  readonly #owed: OwedDeltas;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeriodFinder) finder: PeriodFinder,
    @Inject(CalendarRepository) calendar: CalendarRepository,
    @Inject(LocksRepository) locks: LocksRepository,
    @Inject(MembersRepository) members: MembersRepository,
    @Inject(DaySumsRepository) sums: DaySumsRepository,
    @Inject(LockedSheetsRepository) sheets: LockedSheetsRepository,
    @Inject(HistoryRepository) history: HistoryRepository,
    @Inject(SheetMaker) maker: SheetMaker,
    @Inject(DeltaFinder) deltas: DeltaFinder,
    @Inject(OwedDeltas) owed: OwedDeltas,
  ) {
    this.#database = database;
    this.#finder = finder;
    this.#calendar = calendar;
    this.#locks = locks;
    this.#members = members;
    this.#sums = sums;
    this.#sheets = sheets;
    this.#history = history;
    this.#maker = maker;
    this.#deltas = deltas;
    this.#owed = owed;
  }

  /** One page of a site's periods that have begun, newest first, then by group. */
  async list(query: PeriodListQuery, viewer: Viewer): Promise<{ periods: PayPeriodView[]; total: number }> {
    const { site, from, to } = query;
    return this.#database.snapshot(async sql => {
      const calendars = await this.#calendar.ofSite(sql, site);
      const today = this.#finder.today(await this.#calendar.zoneOf(sql, site), Date.now());
      const locks = await this.#locks.active(sql, site);
      const lockOf = new Map(locks.map(lock => [`${lock.period.group} ${lock.period.from}`, lock]));
      const all = [...calendars.values()]
        .flatMap(calendar => calendar.until(today))
        .filter(
          period => (from === undefined || period.to >= from) && (to === undefined || period.from <= to),
        )
        .sort((a, b) => b.fromDay - a.fromDay || (a.group < b.group ? -1 : 1));
      const first = (query.page - 1) * query.per_page;
      const shown = all.slice(first, first + query.per_page);
      const seen = await idsWithin(sql, viewer);
      const periods: PayPeriodView[] = [];
      for (const period of shown) {
        const lock = lockOf.get(`${period.group} ${period.from}`) ?? null;
        const found = { period: lock?.period ?? period, lock };
        periods.push({ ...(await this.#view(sql, found, seen)), owed: null });
      }
      return { periods, total: all.length };
    });
  }

  /** One period. What it owes is money of everybody: only whoever sees everybody is told. */
  async find(id: PeriodId, viewer: Viewer, options: { after?: Lsn } = {}): Promise<PayPeriodView> {
    return this.#database.snapshot(async sql => {
      const found = await this.#finder.find(sql, id);
      const seen = await idsWithin(sql, viewer);
      const owed = seen === null ? await this.#owedShortly(sql, found) : null;
      return { ...(await this.#view(sql, found, seen)), owed };
    }, options);
  }

  /** What an open period owes for earlier ones. CONFLICT when it is locked, or too many people changed to compute them here. */
  async deltas(id: PeriodId): Promise<PeriodDeltas> {
    return this.#database.snapshot(async sql => {
      const period = await this.#finder.unlocked(sql, id);
      const owed = await this.#owedBefore(sql, period);
      if (owed === null)
        throw new HubError('CONFLICT', {
          en: `Hours of more than ${OWED_PEOPLE_MAX} people changed in earlier periods. Ask to lock the period: the refusal lists what it owes.`,
          de: `In früheren Perioden haben sich die Stunden von mehr als ${OWED_PEOPLE_MAX} Personen geändert. Versuchen Sie, die Periode zu sperren: Die Ablehnung nennt, was sie schuldet.`,
        });
      return owed;
    });
  }

  /** One page by personnel number, of whom the viewer may see. */
  async people(
    id: PeriodId,
    query: PeriodPeopleQuery,
    viewer: Viewer,
  ): Promise<{ people: PeriodPerson[]; total: number }> {
    return this.#database.snapshot(async sql => {
      const { period, lock } = await this.#finder.find(sql, id);
      const seen = await idsWithin(sql, viewer);
      return lock ? this.#lockedPeople(sql, lock, query, seen) : this.#openPeople(sql, period, query, seen);
    });
  }

  /** One person's hours of the period, with every segment and rule. */
  async person(id: PeriodId, employee: string): Promise<PeriodSheet> {
    return this.#database.snapshot(async sql => {
      const { period, lock } = await this.#finder.find(sql, id);
      if (lock) {
        const stored = await this.#sheets.find(sql, lock.id, employee);
        if (!stored) throw notInPeriod();
        const { sheet, inputsHash, sheetHash } = readStored(stored);
        return {
          state: stateOf(lock),
          blockers: [],
          approval: null,
          sheet,
          hashes: { inputs: inputsHash, sheet: sheetHash },
        };
      }
      const nowMs = Date.now();
      const asOfSec = Math.floor(nowMs / 1000);
      const [member] = await this.#members.standings(sql, period, nowMs, [employee]);
      const found = (await this.#maker.make(sql, period, [employee], asOfSec)).get(employee);
      const deltas = (await this.#deltasOf(sql, period, [employee], asOfSec)).get(employee) ?? [];
      if (!found || (!member && deltas.length === 0)) throw notInPeriod();
      const { state, blockers } = member
        ? verdictOf(member.standing)
        : { state: 'open' as const, blockers: [] };
      return {
        state,
        blockers,
        approval: member ? shownApproval(member.standing.approval) : null,
        sheet: { ...found.sheet, deltas },
        hashes: null,
      };
    });
  }

  /** One page of what was decided about the period by whom, newest first; of approvals those of whom the viewer may see. */
  async history(
    id: PeriodId,
    { page, per_page }: PageQuery,
    viewer: Viewer,
  ): Promise<{ decisions: PeriodDecision[]; total: number }> {
    return this.#database.snapshot(async sql => {
      await this.#finder.find(sql, id);
      const seen = await idsWithin(sql, viewer);
      return this.#history.page(sql, id, seen, { limit: per_page, offset: (page - 1) * per_page });
    });
  }

  /** State of the whole period; counts of an open one are of the people who are `seen`, null for all: they can act on no others. */
  async #view(
    sql: Sql,
    { period, lock }: FoundPeriod,
    seen: readonly string[] | null,
  ): Promise<Omit<PayPeriodView, 'owed'>> {
    const { site, group, from, to, zone, payday } = period;
    const named = { site, group, from, to, payday, zone };
    if (lock) {
      const { period: _, isExported: __, ...shown } = lock;
      const { people } = lock;
      const pending = await this.#locks.pendingUnlocks(sql, [lock.id]);
      return {
        ...named,
        state: stateOf(lock),
        counts: { people, approved: people, blocked: 0, changed: 0, changedEarlier: 0 },
        lock: shown,
        unlockRequest: pending.get(lock.id) ?? null,
      };
    }
    const { members } = await this.#members.judged(sql, period, {
      nowMs: Date.now(),
      only: null,
      team: null,
    });
    const all = countVerdicts(members.map(({ verdict }) => verdict));
    const state = periodState({ ...all, isLocked: false, isExported: false });
    const isSeen = among(seen);
    const counts = countVerdicts(
      members.filter(({ employee }) => isSeen(employee)).map(({ verdict }) => verdict),
    );
    const changedEarlier = changedPeople(await this.#deltas.changedBefore(sql, period)).filter(isSeen).length;
    return { ...named, state, counts: { ...counts, changedEarlier }, lock: null, unlockRequest: null };
  }

  async #owedShortly(sql: Sql, { period, lock }: FoundPeriod): Promise<PayPeriodView['owed']> {
    const owed = lock ? null : await this.#owedBefore(sql, period);
    if (owed === null) return null;
    const { people, total, digest } = owed;
    return { people, total, digest };
  }

  /** Null: of too many people. */
  async #owedBefore(sql: Sql, period: Period): Promise<PeriodDeltas | null> {
    const changed = await this.#deltas.changedBefore(sql, period);
    if (changedPeople(changed).length > OWED_PEOPLE_MAX) return null;
    return this.#owed.sum(work => work(sql), changed, Math.floor(Date.now() / 1000));
  }

  async #deltasOf(sql: Sql, period: Period, employees: readonly string[], asOfSec: number) {
    const changed = await this.#deltas.changedBefore(sql, period);
    return this.#deltas.deltasOf(sql, changed, employees, asOfSec);
  }

  async #openPeople(sql: Sql, period: Period, query: PeriodPeopleQuery, seen: readonly string[] | null) {
    const nowMs = Date.now();
    const { shown, total } = await this.#openPage(sql, period, query, {
      nowMs,
      only: seen,
      team: query.team ?? null,
    });
    const employees = shown.map(({ employee }) => employee);
    const sums = await this.#sums.ofPeople(sql, period, employees);
    const owed = await this.#deltasOf(sql, period, employees, Math.floor(nowMs / 1000));
    const people = shown.map(({ verdict, approval, ...member }) => ({
      ...member,
      ...verdict,
      codes: (sums.get(member.employee) ?? []).sort(compareCodes),
      deltas: owed.get(member.employee)?.length ?? 0,
      approval: shownApproval(approval),
    }));
    return { people, total };
  }

  /** In which state somebody is, only the whole of their days tells: who asks for one waits for everybody's. */
  async #openPage(
    sql: Sql,
    period: Period,
    { state, page, per_page }: PeriodPeopleQuery,
    of: { nowMs: number; only: readonly string[] | null; team: string | null },
  ): Promise<{ shown: JudgedMember[]; total: number }> {
    const offset = (page - 1) * per_page;
    if (state === undefined) {
      const { members, total } = await this.#members.judged(sql, period, of, { limit: per_page, offset });
      return { shown: members, total };
    }
    const { members } = await this.#members.judged(sql, period, of);
    const matching = members.filter(({ verdict }) =>
      state === 'blocked' ? verdict.blockers.length > 0 : verdict.state === state,
    );
    return { shown: matching.slice(offset, offset + per_page), total: matching.length };
  }

  async #lockedPeople(
    sql: Sql,
    lock: ActiveLock,
    query: PeriodPeopleQuery,
    employees: readonly string[] | null,
  ) {
    const state = stateOf(lock);
    if (query.state !== undefined && query.state !== state) return { people: [], total: 0 };
    const { sheets, total } = await this.#sheets.page(
      sql,
      lock.id,
      { team: query.team ?? null, employees },
      { limit: query.per_page, offset: (query.page - 1) * query.per_page },
    );
    const people = sheets.map(stored => {
      const { person, days, deltas } = unpackSheet(stored);
      const { employee, number, givenName, familyName, team } = person;
      return {
        employee,
        number,
        givenName,
        familyName,
        team,
        state,
        codes: sumCodes(days.flatMap(({ pays }) => pays)),
        deltas: deltas.length,
        blockers: [],
        approval: null,
      };
    });
    return { people, total };
  }
}

/** Whether somebody is among these people; null: among all. */
function among(employees: readonly string[] | null): (employee: string) => boolean {
  if (employees === null) return () => true;
  const ids = new Set(employees);
  return employee => ids.has(employee);
}

function stateOf(lock: ActiveLock): 'locked' | 'exported' {
  return lock.isExported ? 'exported' : 'locked';
}

function shownApproval(approval: StandingApproval | null): PeriodPerson['approval'] {
  if (approval === null) return null;
  const { by, at, reason, accepted } = approval;
  return { by, at, reason, accepted };
}

function notInPeriod(): HubError {
  return new HubError('NOT_FOUND', {
    en: 'This person does not belong to the period.',
    de: 'Diese Person gehört nicht zu der Periode.',
  });
}
