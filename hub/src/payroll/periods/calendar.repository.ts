import { Injectable } from '@nestjs/common';
import { Policy } from '@tapclock/contracts';
import { z } from 'zod';
import type { Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { parseDay } from '../../timesheets/data.ts';
import { GroupCalendar, type GroupRule, type Period } from './period.ts';

const PeriodRules = z.object({ payPeriod: Policy.shape.payPeriod, payday: Policy.shape.payday });

interface Assigned {
  group: string;
  validFrom: string;
  rules: unknown;
}

/** Reads the calendars of a site's groups: a policy that somebody of the site was ever assigned is a group. */
@Injectable()
export class CalendarRepository {
  /** IANA zone of a site. Throws NOT_FOUND. */
  async zoneOf(sql: Sql, site: string): Promise<string> {
    const [row] = await sql.query<{ zone: string }>('select zone from site where id = $1', [site]);
    if (!row)
      throw new HubError('NOT_FOUND', {
        en: `There is no site "${site}".`,
        de: `Es gibt keinen Standort „${site}“.`,
      });
    return row.zone;
  }

  /** Calendars by group; groups whose policy has no pay periods are not in it. */
  async ofSite(sql: Sql, site: string, group: string | null = null): Promise<Map<string, GroupCalendar>> {
    const [zone, assigned, holidays] = await Promise.all([
      this.zoneOf(sql, site),
      sql.query<Assigned>(
        `select a.policy_name as "group", a.valid_from as "validFrom", p.rules
         from policy_assignment a join policy p on p.name = a.policy_name and p.version = a.policy_version
         where a.site_id = $1 and ($2::text is null or a.policy_name = $2)
         order by a.policy_name, a.valid_from, a.made_at`,
        [site, group],
      ),
      sql.query<{ date: string }>('select date from holiday where site_id = $1', [site]),
    ]);
    const closed = new Set(holidays.map(({ date }) => parseDay(date)));
    const rules = new Map<string, GroupRule[]>();
    for (const { group: name, validFrom, rules: json } of assigned) {
      const { payPeriod, payday } = PeriodRules.parse(json);
      if (payPeriod === null) continue;
      const ofGroup = rules.get(name) ?? [];
      rules.set(name, ofGroup);
      ofGroup.push({ fromDay: parseDay(validFrom), rule: payPeriod, payday });
    }
    return new Map(
      [...rules].map(([name, ofGroup]) => [
        name,
        new GroupCalendar({ site, group: name, zone, holidays: closed }, ofGroup),
      ]),
    );
  }

  /** The period that begins on a date. Throws NOT_FOUND where none does, with the one that the date is in. */
  async find(sql: Sql, site: string, group: string, from: string): Promise<Period> {
    const calendar = (await this.ofSite(sql, site, group)).get(group);
    if (!calendar)
      throw new HubError('NOT_FOUND', {
        en: `Nobody of "${site}" is paid by "${group}", or it has no pay periods.`,
        de: `Niemand in „${site}“ wird nach „${group}“ bezahlt, oder es hat keine Lohnperioden.`,
      });
    const period = calendar.periodOn(parseDay(from));
    if (period.from !== from)
      throw new HubError('NOT_FOUND', {
        en: `No period of "${group}" begins on ${from}: it is in the one from ${period.from} to ${period.to}.`,
        de: `Keine Periode von „${group}“ beginnt am ${from}: Der Tag liegt in der Periode vom ${period.from} bis ${period.to}.`,
      });
    return period;
  }
}
