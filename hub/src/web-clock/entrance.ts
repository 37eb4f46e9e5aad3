import { Injectable } from '@nestjs/common';
import type { ActiveTime, LocationRule, PunchAction, PunchLocation, Said } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';

/** A worker at the web clock of their site. */
export interface Clocker {
  site: string;
  zone: string;
  /** What a kiosk would let them do. */
  actions: PunchAction[];
}

interface ClockerRow extends Clocker {
  isThere: boolean;
  isOpen: boolean;
  isNear: boolean;
  location: LocationRule;
}

const CLOCKER = `
  select e.site_id as site, s.zone, e.actions,
         e.active and (e.leaves_at is null or e.leaves_at > now()) as "isThere",
         coalesce(c.open = 'everybody' or (c.open = 'teams' and e.team_id = any(c.teams)), false) as "isOpen",
         coalesce(cardinality(c.networks) = 0 or $2::inet <<= any(c.networks), false) as "isNear",
         coalesce(c.location, 'never') as location
  from employee e join site s on s.id = e.site_id left join web_clock_setting c on c.site_id = e.site_id
  where e.id = $1`;

/** Decides whether somebody may use the web clock of their site, from where they are. */
@Injectable()
export class WebClockEntrance {
  /** Throws FORBIDDEN with what to do, or VALIDATION_ERROR for a location that is missing or not wanted. */
  async admit(
    sql: Sql,
    employee: string,
    from: { address: string | null; location: PunchLocation | undefined },
  ): Promise<Clocker> {
    const row = await this.#find(sql, employee, from.address);
    if (!row?.isThere) throw refused('NOT_EMPLOYED');
    const { site, zone, actions, isOpen, isNear, location } = row;
    if (!isOpen) throw refused('WEB_CLOCK_CLOSED');
    if (!isNear) throw refused('OFF_SITE');
    if (location === 'required' && from.location === undefined) throw refused('LOCATION_REQUIRED');
    if (location === 'never' && from.location !== undefined) throw refused('LOCATION_NOT_WANTED');
    return { site, zone, actions };
  }

  /** How somebody may clock from an address; null: they may not. */
  async offer(sql: Sql, employee: string, address: string | null): Promise<ActiveTime['webClock']> {
    const row = await this.#find(sql, employee, address);
    if (!row?.isThere || !row.isOpen || !row.isNear) return null;
    return { location: row.location, breaks: row.actions.includes('break-start') };
  }

  async #find(sql: Sql, employee: string, address: string | null): Promise<ClockerRow | undefined> {
    const [row] = await sql.query<ClockerRow>(CLOCKER, [employee, plainAddress(address)]);
    return row;
  }
}

/** IPv4 within IPv6 as IPv4, as networks are written. */
function plainAddress(address: string | null): string | null {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? null;
}

type EntranceRefusal =
  | 'NOT_EMPLOYED'
  | 'WEB_CLOCK_CLOSED'
  | 'OFF_SITE'
  | 'LOCATION_REQUIRED'
  | 'LOCATION_NOT_WANTED';

const WORDS: Record<EntranceRefusal, { message: Said; remedy: Said }> = {
  NOT_EMPLOYED: {
    message: {
      en: 'Nobody with this login works here now.',
      de: 'Mit diesem Zugang arbeitet hier gerade niemand.',
    },
    remedy: { en: 'Ask HR.', de: 'Fragen Sie die Personalabteilung.' },
  },
  WEB_CLOCK_CLOSED: {
    message: { en: 'You may not clock in by the web.', de: 'Sie dürfen nicht im Web stempeln.' },
    remedy: {
      en: 'Use a terminal; an administrator can open the web clock for your team.',
      de: 'Nehmen Sie ein Terminal; die Administration kann die Web-Stempeluhr für Ihr Team öffnen.',
    },
  },
  OFF_SITE: {
    message: {
      en: 'The web clock may not be used from this network.',
      de: 'Aus diesem Netz darf die Web-Stempeluhr nicht benutzt werden.',
    },
    remedy: {
      en: "Use the site's network, or a terminal. Afterwards you can state the time you missed.",
      de: 'Nehmen Sie das Netz des Standorts oder ein Terminal. Fehlende Zeiten können Sie danach angeben.',
    },
  },
  LOCATION_REQUIRED: {
    message: { en: 'Your site asks where you are.', de: 'Ihr Standort fragt, wo Sie sind.' },
    remedy: {
      en: 'Let the browser tell the location, and send it as "location".',
      de: 'Erlauben Sie dem Browser, den Ort zu nennen, und senden Sie ihn als „location“.',
    },
  },
  LOCATION_NOT_WANTED: {
    message: { en: 'Your site keeps no locations.', de: 'Ihr Standort speichert keine Orte.' },
    remedy: { en: 'Leave "location" out.', de: 'Lassen Sie „location“ weg.' },
  },
};

function refused(code: EntranceRefusal): HubError {
  const isAboutLocation = code === 'LOCATION_REQUIRED' || code === 'LOCATION_NOT_WANTED';
  const { message, remedy } = WORDS[code];
  const path = isAboutLocation ? 'location' : '';
  return new HubError(isAboutLocation ? 'VALIDATION_ERROR' : 'FORBIDDEN', message, {
    details: [{ path, code, message, remedy }],
  });
}
