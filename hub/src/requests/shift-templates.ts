import { Injectable } from '@nestjs/common';
import type { Instant, RequestShift } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { shiftWindow } from '../scheduling/index.ts';
import type { Objection } from './kinds/request-kind.ts';

interface Template {
  id: string;
  site: string;
  startsLocal: string;
  endsLocal: string;
  zone: string;
  isArchived: boolean;
}

/** What shift templates say today; what is published keeps what they said then. */
@Injectable()
export class ShiftTemplates {
  /** Instants of a shift of a site that is in use, on a date; null where there is none. */
  async times(
    sql: Sql,
    { site, shift, date }: { site: string; shift: string; date: string },
  ): Promise<{ startsAt: Instant; endsAt: Instant } | null> {
    const template = (await this.#byIds(sql, [shift])).get(shift);
    if (template?.site !== site || template.isArchived) return null;
    return timesOf(template, date);
  }

  /** Of shifts that go to people: those that were published with other times than they would be planned with now. */
  async changed(sql: Sql, going: readonly { employee: string; shift: RequestShift }[]): Promise<Objection[]> {
    const templates = await this.#byIds(
      sql,
      going.map(({ shift }) => shift.shift),
    );
    return going.flatMap(({ employee, shift: { shift, name, date, startsAt, endsAt } }) => {
      const template = templates.get(shift);
      if (!template) return [];
      const now = timesOf(template, date);
      if (now.startsAt === startsAt && now.endsAt === endsAt) return [];
      const message = {
        en: `${name} is from ${template.startsLocal} to ${template.endsLocal} today; the shift of ${date} was published with other times. Publish it anew with its times of today, or accept that (TIMES_CHANGED): it goes on with them.`,
        de: `${name} geht heute von ${template.startsLocal} bis ${template.endsLocal}; die Schicht vom ${date} wurde mit anderen Zeiten veröffentlicht. Veröffentlichen Sie sie neu mit den heutigen Zeiten, oder nehmen Sie das hin (TIMES_CHANGED): Sie geht mit diesen weiter.`,
      };
      return [{ code: 'TIMES_CHANGED', level: 'error' as const, employee, date, message }];
    });
  }

  async #byIds(sql: Sql, shifts: readonly string[]): Promise<Map<string, Template>> {
    const rows = await sql.query<Template>(
      `select s.id, s.site_id as site, to_char(s.starts_local, 'HH24:MI') as "startsLocal",
              to_char(s.ends_local, 'HH24:MI') as "endsLocal", site.zone, s.archived_at is not null as "isArchived"
       from shift s join site on site.id = s.site_id where s.id = any($1::uuid[])`,
      [shifts],
    );
    return new Map(rows.map(row => [row.id, row]));
  }
}

function timesOf({ startsLocal, endsLocal, zone }: Template, date: string) {
  return shiftWindow(date, startsLocal, endsLocal, zone);
}
