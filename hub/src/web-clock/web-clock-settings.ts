import { Inject, Injectable } from '@nestjs/common';
import type { WebClockPut, WebClockView } from '@tapclock/contracts';
import { AuditTrail } from '../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { requireVersion } from '../platform/http/conditional.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { WebTerminals } from './web-terminals.ts';

/** Of a site that nobody decided about: it has no web clock. */
const UNDECIDED = { open: 'nobody', teams: [], location: 'never', networks: [], version: 1 } as const;

const FIND = `
  select c.open, c.teams, c.location, c.networks::text[] as networks, c.version, w.terminal_id as terminal
  from site s
  left join web_clock_setting c on c.site_id = s.id left join web_terminal w on w.site_id = s.id
  where s.id = $1`;

const PUT = `
  insert into web_clock_setting (site_id, open, teams, location, networks, version)
  values ($1, $2, $3::text[], $4, $5::text[]::inet[], $6)
  on conflict (site_id) do update set
    open = excluded.open, teams = excluded.teams, location = excluded.location, networks = excluded.networks,
    version = excluded.version`;

type FoundRow = { [Key in keyof Omit<WebClockView, 'site'>]: WebClockView[Key] | null };

/** Who may clock by the web at a site, from where, and what is kept of where they were. */
@Injectable()
export class WebClockSettings {
  readonly #database: Database;
  readonly #terminals: WebTerminals;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(WebTerminals) terminals: WebTerminals,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#terminals = terminals;
    this.#trail = trail;
  }

  /** Throws NOT_FOUND. From the primary: its version is what a change is made against. */
  async find(site: string): Promise<WebClockView> {
    return await read(this.#database.primary, site);
  }

  /**
   * Decides anew; the first time that it is open for anybody the site gets its web terminal. Throws NOT_FOUND, VALIDATION_ERROR for teams that
   * the site does not have, and PRECONDITION_FAILED when it was changed meanwhile.
   */
  async put(site: string, wanted: WebClockPut, expectedVersion: number): Promise<WebClockView> {
    const { value } = await this.#database.transaction(async sql => {
      await sql.query('select from site where id = $1 for no key update', [site]);
      const { version, terminal, site: _, ...before } = await read(sql, site);
      requireVersion(version, expectedVersion);
      await refuseUnknownTeams(sql, site, wanted.teams);
      const { open, teams, location, networks } = wanted;
      await sql.query(PUT, [site, open, teams, location, networks, version + 1]);
      if (open !== 'nobody' && terminal === null) await this.#terminals.ensure(sql, site);
      await this.#trail.record(sql, {
        action: 'web-clock.put',
        subject: { kind: 'site', id: site },
        concerns: { everybodyOf: site },
        before,
        after: wanted,
      });
      return await read(sql, site);
    });
    return value;
  }
}

async function read(sql: Sql, site: string): Promise<WebClockView> {
  const [row] = await sql.query<FoundRow>(FIND, [site]);
  if (!row)
    throw new HubError('NOT_FOUND', { en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' });
  return {
    site,
    open: row.open ?? UNDECIDED.open,
    teams: row.teams ?? [...UNDECIDED.teams],
    location: row.location ?? UNDECIDED.location,
    networks: row.networks ?? [...UNDECIDED.networks],
    terminal: row.terminal,
    version: row.version ?? UNDECIDED.version,
  };
}

async function refuseUnknownTeams(sql: Sql, site: string, teams: readonly string[]): Promise<void> {
  const unknown = await sql.query<{ team: string }>(
    `select w.team from unnest($2::text[]) as w (team)
     where not exists (select from team t where t.site_id = $1 and t.id = w.team and t.archived_at is null)`,
    [site, teams],
  );
  if (unknown.length === 0) return;
  const message = { en: 'The site has no such team.', de: 'Dieses Team hat der Standort nicht.' };
  throw new HubError('VALIDATION_ERROR', message, {
    details: unknown.map(({ team }) => ({ path: `teams.${team}`, code: 'UNKNOWN_TEAM', message })),
  });
}
