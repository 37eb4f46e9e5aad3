import { Inject, Injectable } from '@nestjs/common';
import type { FleetFinding } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { FleetService } from '../../terminals/index.ts';
import { fleetKind, type NewException } from '../domain/index.ts';
import { ExceptionStore } from '../exception.store.ts';
import { exceptionId } from '../exception-id.ts';
import { ClockWatchRepository } from './clock-watch.repository.ts';

/** What is noticed about terminals (docs/fleet.md), as exceptions. Each look finds all that is so now; what is so no more is gone. */
@Injectable()
export class FleetWatch {
  readonly #store: ExceptionStore;
  readonly #repository: ClockWatchRepository;
  readonly #fleet: FleetService;

  constructor(
    @Inject(ExceptionStore) store: ExceptionStore,
    @Inject(ClockWatchRepository) repository: ClockWatchRepository,
    @Inject(FleetService) fleet: FleetService,
  ) {
    this.#store = store;
    this.#repository = repository;
    this.#fleet = fleet;
  }

  /** Looks once at a site, in the caller's transaction. Numbers that move by themselves stay those of the moment it was noticed. */
  async look(sql: Sql, site: string, nowMs: number): Promise<void> {
    const { terminals } = await this.#fleet.read(sql, site, nowMs);
    const exceptions = terminals.flatMap(({ terminal, lastSeenAt, findings }) =>
      findings.flatMap(finding => fleetException({ site, terminal, lastSeenAt, finding, nowMs })),
    );
    // What concerns the whole site is said of each of its terminals.
    const found = new Map(exceptions.map(one => [one.id, one]));
    const held = new Map((await this.#repository.held(sql, 'fleet', site)).map(one => [one.id, one]));
    const news = [...found.values()].filter(
      ({ id, consequence }) => held.get(id)?.consequence !== consequence,
    );
    const ended = [...held.keys()].filter(id => !found.has(id));
    await this.#store.notice(sql, news, nowMs);
    await this.#store.gone(
      sql,
      ended.map(id => ({ id, seen: null })),
      nowMs,
    );
  }
}

function fleetException(known: {
  site: string;
  terminal: string;
  lastSeenAt: string | null;
  finding: FleetFinding;
  nowMs: number;
}): NewException[] {
  const { site, terminal, lastSeenAt, finding, nowMs } = known;
  const { code: _, urgent, ...facts } = finding;
  const found = fleetKind(finding.code, urgent);
  if (found === null) return [];
  const { code, kind } = found;
  const ofSite = finding.code === 'no-taps';
  return [
    {
      id: exceptionId(site, code, ...subjectOf(finding, terminal)),
      ...{ site, source: 'fleet', code, ...kind, employee: null, terminal: ofSite ? null : terminal },
      ...{ area: null, date: null, at: since(finding) ?? lastSeenAt ?? new Date(nowMs).toISOString(), facts },
      seen: null,
    },
  ];
}

/** One matter a terminal, a reader, or a shift's start of the whole site. */
function subjectOf(finding: FleetFinding, terminal: string): string[] {
  switch (finding.code) {
    case 'no-taps':
      return [finding.at];
    case 'reader-down':
      return [terminal, finding.reader];
    default:
      return [terminal];
  }
}

function since(finding: FleetFinding): string | null {
  if ('since' in finding) return finding.since;
  if ('lastAt' in finding) return finding.lastAt;
  return 'at' in finding ? finding.at : null;
}
