import { Inject, Injectable } from '@nestjs/common';
import type { TerminalPosition } from '@tapclock/contracts';
import { AuditTrail, type NewEntry } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';

const COLUMNS = 'terminal_id as terminal, latitude, longitude, set_by as by, set_at as at';

/** Where terminals stand. */
@Injectable()
export class PositionsService {
  readonly #database: Database;
  readonly #trail: AuditTrail;

  constructor(@Inject(DATABASE) database: Database, @Inject(AuditTrail) trail: AuditTrail) {
    this.#database = database;
    this.#trail = trail;
  }

  /** Null while nobody has said. Throws NOT_FOUND for an unknown terminal. */
  async find(terminal: string): Promise<TerminalPosition | null> {
    return await this.#database.snapshot(async sql => {
      await this.#siteOf(sql, terminal);
      return await this.#standing(sql, terminal);
    });
  }

  /** Throws NOT_FOUND for an unknown terminal. */
  async put(
    wanted: Pick<TerminalPosition, 'terminal' | 'latitude' | 'longitude'>,
    by: string,
    nowMs: number,
  ): Promise<TerminalPosition> {
    const { terminal, latitude, longitude } = wanted;
    const position = { terminal, latitude, longitude, by, at: new Date(nowMs).toISOString() };
    await this.#database.transaction(async sql => {
      const site = await this.#siteOf(sql, terminal);
      const before = await this.#standing(sql, terminal);
      await sql.query(
        `insert into terminal_position (terminal_id, latitude, longitude, set_by, set_at) values ($1, $2, $3, $4, $5)
         on conflict (terminal_id) do update
           set latitude = excluded.latitude, longitude = excluded.longitude, set_by = excluded.set_by, set_at = excluded.set_at`,
        [terminal, latitude, longitude, by, position.at],
      );
      await this.#trail.record(sql, {
        ...about(site, terminal),
        before: before ?? undefined,
        after: position,
      });
    });
    return position;
  }

  /** Throws NOT_FOUND where nobody has said. */
  async remove(terminal: string): Promise<void> {
    await this.#database.transaction(async sql => {
      const site = await this.#siteOf(sql, terminal);
      const before = await this.#standing(sql, terminal);
      if (!before) throw nobodySaid();
      await sql.query('delete from terminal_position where terminal_id = $1', [terminal]);
      await this.#trail.record(sql, { ...about(site, terminal), before });
    });
  }

  async #standing(sql: Sql, terminal: string): Promise<TerminalPosition | null> {
    const [row] = await sql.query<TerminalPosition>(
      `select ${COLUMNS} from terminal_position where terminal_id = $1`,
      [terminal],
    );
    return row ?? null;
  }

  async #siteOf(sql: Sql, terminal: string): Promise<string> {
    const [row] = await sql.query<{ site: string }>('select site_id as site from terminal where id = $1', [
      terminal,
    ]);
    if (!row)
      throw new HubError('NOT_FOUND', {
        en: 'There is no such terminal.',
        de: 'Dieses Terminal gibt es nicht.',
      });
    return row.site;
  }
}

function about(site: string, terminal: string): Pick<NewEntry, 'action' | 'subject' | 'concerns'> {
  const subject = { kind: 'terminal', id: terminal };
  return { action: 'terminals.positioned', subject, concerns: { people: [], site } };
}

function nobodySaid(): HubError {
  return new HubError('NOT_FOUND', {
    en: 'Nobody has said where this terminal stands.',
    de: 'Niemand hat angegeben, wo dieses Terminal steht.',
  });
}
