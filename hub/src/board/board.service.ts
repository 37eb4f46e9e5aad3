import { Inject, Injectable } from '@nestjs/common';
import type { Board, BoardChange, Cursor } from '@tapclock/contracts';
import type { LogEvent } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { EVERYBODY, idsWithin, type Viewer } from '../platform/http/access/reach-lists.ts';
import { TerminalsRepository } from '../terminals/index.ts';
import { BoardRepository, type BoardSite } from './board.repository.ts';
import { boardWindow } from './domain/day-window.ts';

/** What changed on one site's board, as ids: the values are read afterwards. */
export interface Touched {
  /** null: it may be anybody. */
  employees: ReadonlySet<string> | null;
  terminals: ReadonlySet<string>;
  unknownBadges: readonly { punchId: string; occurredAt: string; place: string }[];
}

/** The board of a site: who is where, planned when, and how the terminals are. */
@Injectable()
export class BoardService {
  readonly #database: Database;
  readonly #repository: BoardRepository;
  readonly #terminals: TerminalsRepository;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(BoardRepository) repository: BoardRepository,
    @Inject(TerminalsRepository) terminals: TerminalsRepository,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#terminals = terminals;
  }

  /** Board and cursor of one snapshot, a moment old at most, with the people whom the viewer may see; null when there is no such site. */
  async load(
    site: string,
    nowMs: number,
    viewer: Viewer = EVERYBODY,
  ): Promise<{ board: Board; cursor: Cursor } | null> {
    return await this.#database.snapshot(async sql => {
      const found = (await this.#repository.sites(sql)).find(entry => entry.id === site);
      if (!found) return null;
      const cursor = await this.#repository.cursor(sql);
      const board: Board = {
        site: found,
        areas: await this.#repository.areas(sql, site),
        teams: await this.#repository.teams(sql, site),
        people: await this.#people(sql, found, await idsWithin(sql, viewer), nowMs),
        terminals: await this.#terminals.boardOfSite(sql, site),
        unknownBadges: await this.#repository.unknownBadges(sql, site, nowMs),
      };
      return { board, cursor };
    });
  }

  /** How far boards are on the primary: no later event can be shown yet. */
  cursor(): Promise<Cursor> {
    return this.#repository.cursor(this.#database.primary);
  }

  async siteExists(site: string): Promise<boolean> {
    const sites = await this.#repository.sites(this.#database.primary);
    return sites.some(entry => entry.id === site);
  }

  /** Present values of what was touched, from the primary: never older than the events that touched it. */
  async changes(site: string, touched: Touched, nowMs: number): Promise<BoardChange[]> {
    const sql = this.#database.primary;
    const found = (await this.#repository.sites(sql)).find(entry => entry.id === site);
    if (!found) return [];
    const { employees } = touched;
    const people =
      employees === null || employees.size > 0
        ? await this.#people(sql, found, employees === null ? null : [...employees], nowMs)
        : [];
    const terminals =
      touched.terminals.size > 0 ? await this.#terminals.boardOf(sql, [...touched.terminals]) : [];
    return [
      ...people.map(person => ({ kind: 'person' as const, person })),
      ...terminals.map(terminal => ({ kind: 'terminal' as const, terminal })),
      ...touched.unknownBadges.map(badge => ({ kind: 'unknown-badge' as const, badge })),
    ];
  }

  #people(sql: Sql, site: BoardSite, employees: readonly string[] | null, nowMs: number) {
    const { from, to } = boardWindow(nowMs, site.zone);
    return this.#repository.people(sql, {
      site: site.id,
      employees,
      shiftsFrom: from,
      shiftsTo: to,
      nowMs,
    });
  }
}

/** What events touch, by site. */
export function touchedBy(events: readonly LogEvent[]): Map<string, Touched> {
  const sites = new Map<
    string,
    {
      employees: Set<string> | null;
      terminals: Set<string>;
      unknownBadges: Touched['unknownBadges'][number][];
    }
  >();
  for (const event of events) {
    const touched = sites.get(event.site) ?? {
      employees: new Set<string>(),
      terminals: new Set<string>(),
      unknownBadges: [],
    };
    sites.set(event.site, touched);
    switch (event.kind) {
      case 'punch.recorded': {
        const { employee, terminal, punchId, occurredAt, place } = event.payload;
        touched.terminals.add(terminal);
        if (employee === null) touched.unknownBadges.push({ punchId, occurredAt, place });
        else touched.employees?.add(employee);
        break;
      }
      case 'terminal.changed':
        touched.terminals.add(event.payload.terminal);
        break;
      case 'people.changed':
      case 'schedule.changed':
        if (event.payload.employees.length === 0) touched.employees = null;
        else for (const employee of event.payload.employees) touched.employees?.add(employee);
        break;
    }
  }
  return sites;
}
