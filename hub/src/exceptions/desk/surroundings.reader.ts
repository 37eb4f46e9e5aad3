import { Inject, Injectable } from '@nestjs/common';
import type { NewCorrection } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { PunchesRepository } from '../../punches/index.ts';
import type { ExceptionRow } from '../domain/exception.ts';
import type { StayAround, Surroundings } from '../domain/fixes/surroundings.ts';
import { NO_TEAM, TEAM_CODES, type TeamTimes, teamTimes } from '../domain/fixes/team-times.ts';
import { DayReader, type ReadDay } from './day-reader.ts';
import { DeskRepository } from './desk.repository.ts';

/** What is read around an exception: whatever its stay may hold. */
const AROUND_SEC = 36 * 60 * 60;

/** What the fixes of an exception are found by, and whether its date is locked. */
export interface Found {
  around: Surroundings;
  isLocked: boolean;
}

/** Reads everything that the fixes of one exception are found by, in a handful of statements. */
@Injectable()
export class SurroundingsReader {
  readonly #days: DayReader;
  readonly #punches: PunchesRepository;
  readonly #desk: DeskRepository;

  constructor(
    @Inject(DayReader) days: DayReader,
    @Inject(PunchesRepository) punches: PunchesRepository,
    @Inject(DeskRepository) desk: DeskRepository,
  ) {
    this.#days = days;
    this.#punches = punches;
    this.#desk = desk;
  }

  /** `stated` are the corrections that the person said were needed and that wait for a decision. */
  async read(
    sql: Sql,
    row: ExceptionRow,
    { stated, nowMs }: { stated: readonly NewCorrection[]; nowMs: number },
  ): Promise<Found> {
    const { code, category, date, employee, site, facts } = row;
    const atSec = Math.floor(Date.parse(row.at) / 1000);
    const day =
      (row.source === 'day' || code === 'not-here') && employee !== null && date !== null
        ? await this.#days.read(sql, employee, date, nowMs)
        : null;
    const isNear = (sec: number) => Math.abs(sec - atSec) <= AROUND_SEC;
    const around: Surroundings = {
      ...{ code, category, atSec, date, punches: facts.punches ?? [], employee },
      zone: await this.#desk.zoneOf(sql, site),
      nowSec: Math.floor(nowMs / 1000),
      stays: (day?.stays ?? []).filter(stay => isNear(stay.in.atSec)).map(stayAround),
      shifts: (day?.shifts ?? []).filter(({ startSec }) => isNear(startSec)),
      team: TEAM_CODES.has(code) && employee !== null ? await this.#team(sql, employee, atSec) : NO_TEAM,
      stated,
      canAnswer: employee !== null && (await this.#desk.languageOf(sql, employee)) !== null,
    };
    return { around, isLocked: day?.isLocked ?? false };
  }

  async #team(sql: Sql, employee: string, atSec: number): Promise<TeamTimes> {
    const colleagues = await this.#desk.colleagues(sql, employee);
    const [fromMs, beforeMs] = [(atSec - AROUND_SEC) * 1000, (atSec + AROUND_SEC) * 1000];
    const clocked = await this.#punches.clocked(
      sql,
      colleagues.map(colleague => ({ employee: colleague, fromMs, beforeMs })),
    );
    return teamTimes(
      clocked.map(({ actions, atMs }) =>
        actions.flatMap((action, place) => {
          const ms = atMs[place];
          return ms === undefined ? [] : [{ action, sec: Math.floor(ms / 1000) }];
        }),
      ),
      atSec,
    );
  }
}

function stayAround(stay: ReadDay['stays'][number]): StayAround {
  const { end, pauses, openPause } = stay;
  return {
    in: { id: stay.in.id, sec: stay.in.atSec },
    out: outOf(end),
    pauses,
    openPauseSec: openPause?.startSec ?? null,
  };
}

function outOf(end: ReadDay['stays'][number]['end']): StayAround['out'] {
  switch (end.kind) {
    case 'closed':
      return { id: end.out.id, sec: end.out.atSec };
    case 'auto-closed':
      return { id: null, sec: end.atSec };
    case 'missing':
    case 'open':
      return null;
  }
}
