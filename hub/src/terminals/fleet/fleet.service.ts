import { Inject, Injectable } from '@nestjs/common';
import type { Fleet, FleetTerminal } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type FleetSite, findingsOf } from './domain/findings.ts';
import { usualReads } from './domain/usual-reads.ts';
import { newestVersion } from './domain/versions.ts';
import { FleetRepository, type HourRow, type TerminalRow, type UntrustedRow } from './fleet.repository.ts';

interface Evidence {
  site: FleetSite;
  hours: readonly HourRow[];
  untrusted: ReadonlyMap<string, UntrustedRow>;
}

/** How a site's terminals are and what about them somebody should look at. */
@Injectable()
export class FleetService {
  readonly #database: Database;
  readonly #repository: FleetRepository;

  constructor(@Inject(DATABASE) database: Database, @Inject(FleetRepository) repository: FleetRepository) {
    this.#database = database;
    this.#repository = repository;
  }

  /** From the replica. Throws NOT_FOUND for an unknown site. */
  async of(site: string, nowMs: number): Promise<Fleet> {
    return await this.#database.snapshot(sql => this.read(sql, site, nowMs));
  }

  /** For whoever acts on it, in a transaction of theirs. Throws as `of`. */
  async read(sql: Sql, site: string, nowMs: number): Promise<Fleet> {
    const evidence = await this.#evidence(sql, site, nowMs);
    const rows = await this.#repository.terminals(sql, site);
    const terminals = rows.map(row => toFleetTerminal(row, evidence));
    // What was taken out of use is of interest while somebody still plays with it, the web clock while its chain is not whole.
    const devices = new Set(rows.filter(isDevice).map(({ terminal }) => terminal));
    const listed = terminals.filter(({ terminal, findings }) => devices.has(terminal) || findings.length > 0);
    return { site, at: new Date(nowMs).toISOString(), terminals: listed };
  }

  async #evidence(sql: Sql, site: string, nowMs: number): Promise<Evidence> {
    const now = new Date(nowMs).toISOString();
    const zone = await this.#repository.zoneOf(sql, site);
    if (zone === null) {
      throw new HubError('NOT_FOUND', { en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' });
    }
    const versions = await this.#repository.versions(sql);
    const starts = await this.#repository.starts(sql, site, now);
    const hours = await this.#repository.hours(sql, site, { zone, now });
    const untrusted = await this.#repository.untrusted(sql, site, now);
    return {
      site: { nowMs, newest: newestVersion(versions), starts },
      hours,
      untrusted: new Map(untrusted.map(row => [row.terminal, row])),
    };
  }
}

function isDevice({ kind, revokedAt }: TerminalRow): boolean {
  return kind === 'kiosk' && revokedAt === null;
}

function toFleetTerminal(row: TerminalRow, { site, hours, untrusted }: Evidence): FleetTerminal {
  const { terminal, place, revokedAt, online, lastSeenAt, lastPunchAt, alarm, status } = row;
  const reads = readsOf(row, hours);
  const known = { ...row, reads, untrusted: untrusted.get(terminal) ?? null };
  return {
    ...{ terminal, place, revokedAt, online, lastSeenAt, lastPunchAt, alarm, reads },
    versions: status?.versions ?? null,
    clockOffsetMs: status?.clockOffsetMs ?? null,
    journal: status?.journal ?? null,
    readers: status?.readers ?? [],
    findings: findingsOf(known, site),
  };
}

/** Weeks before the terminal was there say nothing about it; weeks without a tap do. */
function readsOf({ terminal, enrolledAt }: TerminalRow, hours: readonly HourRow[]): FleetTerminal['reads'] {
  const weeks = new Map<number, number>();
  for (const hour of hours) {
    if (hour.week > 0 && Date.parse(hour.beginsAt) < Date.parse(enrolledAt)) continue;
    const before = weeks.get(hour.week) ?? 0;
    weeks.set(hour.week, before + (hour.terminal === terminal ? hour.reads : 0));
  }
  const lastHour = weeks.get(0) ?? 0;
  weeks.delete(0);
  return { lastHour, usual: usualReads([...weeks.values()]), weeks: weeks.size };
}
