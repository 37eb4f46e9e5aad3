import { Inject, Injectable } from '@nestjs/common';
import { Slug } from '@tapclock/contracts';
import { AuditTrail, type NewEntry } from '../audit/data.ts';
import { EventLog, type NewEvent } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { BrokerPasswords } from '../platform/mqtt/broker-passwords.ts';
import { type TerminalIdentity, TerminalsRepository } from './terminals.repository.ts';

const PLACE_LENGTH_MAX = 60;
const KEY_BYTES = 32;
/** Third level of roster and presence topics, and the hub's own account at a broker: never a terminal's name. */
const RESERVED = new Set(['roster', 'presence', 'hub']);

export interface Enrolment {
  site: string;
  id: string;
  place: string;
  /** Raw Ed25519 key in base64. */
  publicKey: string;
  /** Lets another key take over a terminal's name: the kiosk lost its disk. */
  replace: boolean;
}

/** Lets terminals in, by an approved pairing or by the command line, and shuts them out. */
@Injectable()
export class TerminalEnrolment {
  readonly #database: Database;
  readonly #repository: TerminalsRepository;
  readonly #events: EventLog;
  readonly #passwords: BrokerPasswords;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(BrokerPasswords) passwords: BrokerPasswords,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#events = events;
    this.#passwords = passwords;
    this.#trail = trail;
  }

  /**
   * Enrols a terminal and makes its broker password, which is shown here once and stored as a hash. The same key again gets a
   * new password. Throws HubError: VALIDATION_ERROR, NOT_FOUND for the site, CONFLICT for a name in use.
   */
  async enrol(enrolment: Enrolment): Promise<{ terminal: string; username: string; password: string }> {
    const { id, site, place, replace } = enrolment;
    const publicKey = Buffer.from(enrolment.publicKey, 'base64');
    const login = await this.newLogin(id);
    await this.#database.transaction(sql =>
      this.enrolWithin(sql, { id, site, place, replace, publicKey, passwordHash: login.passwordHash }),
    );
    return { terminal: id, username: id, password: login.password };
  }

  /** The same within a transaction of the caller, who made the password. */
  async enrolWithin(
    sql: Sql,
    enrolment: Omit<Enrolment, 'publicKey'> & { publicKey: Buffer; passwordHash: string },
  ): Promise<void> {
    const { id, site, publicKey, replace } = enrolment;
    requireSound(enrolment);
    const [known] = await sql.query('select from site where id = $1', [site]);
    if (!known)
      throw new HubError(
        'NOT_FOUND',
        { en: 'There is no such site.', de: 'Diesen Standort gibt es nicht.' },
        { details: [{ path: 'site' }] },
      );
    const before = await this.#repository.lockIdentity(sql, id);
    if (before && before.site !== site) {
      throw conflict('TERMINAL_OF_OTHER_SITE', {
        en: 'This name belongs to a terminal of another site.',
        de: 'Dieser Name gehört einem Terminal eines anderen Standorts.',
      });
    }
    if (before) requireKiosk(before);
    if (before && !replace && !before.publicKey.equals(publicKey)) {
      throw conflict('TERMINAL_NAME_TAKEN', {
        en: 'This name is taken by a kiosk with another key. Choose another name, or replace that kiosk on purpose.',
        de: 'Diesen Namen hat ein Kiosk mit einem anderen Schlüssel. Wählen Sie einen anderen Namen, oder ersetzen Sie jenen Kiosk ausdrücklich.',
      });
    }
    await this.#repository.add(sql, enrolment);
    await this.#events.append(sql, [terminalChanged(site, id)]);
    await this.#trail.record(sql, {
      action: 'terminals.enrolled',
      ...aboutTerminal(site, id),
      before: before && { publicKey: before.publicKey.toString('base64') },
      after: { place: enrolment.place, publicKey: publicKey.toString('base64'), replace },
    });
  }

  /** A broker password for a terminal and the hash of it that is kept; the hub can work it out again (`BrokerPasswords`). */
  async newLogin(id: string): Promise<{ password: string; passwordHash: string }> {
    const { password, hash } = await this.#passwords.issue(id);
    return { password, passwordHash: hash };
  }

  /** Shuts a terminal out for good; pairing lets it in again. Throws NOT_FOUND, also for one that was revoked before. */
  async revoke(id: string, { by, reason }: { by: string; reason: string }): Promise<void> {
    await this.#database.transaction(async sql => {
      const before = await this.#repository.lockIdentity(sql, id);
      if (before) requireKiosk(before);
      const site = await this.#repository.revoke(sql, { id, by, reason });
      if (site === null) throw noSuchTerminal();
      await this.#events.append(sql, [terminalChanged(site, id)]);
      await this.#trail.record(sql, { action: 'terminals.revoked', ...aboutTerminal(site, id), why: reason });
    });
  }
}

export function noSuchTerminal(): HubError {
  return new HubError('NOT_FOUND', {
    en: 'There is no such terminal.',
    de: 'Dieses Terminal gibt es nicht.',
  });
}

/** Throws CONFLICT for a terminal whose key the hub holds: it is no device that somebody could pair, ask or take away. */
export function requireKiosk({ kind }: Pick<TerminalIdentity, 'kind'>): void {
  if (kind === 'kiosk') return;
  throw conflict('WEB_TERMINAL', {
    en: 'This is the web clock of its site, and the hub itself. Say in the settings of the site who may use it.',
    de: 'Das ist die Web-Stempeluhr ihres Standorts, also der Hub selbst. Wer sie benutzen darf, steht in den Einstellungen des Standorts.',
  });
}

/** A terminal as the audit trail names it: it is nobody's data. */
export function aboutTerminal(site: string, id: string): Pick<NewEntry, 'subject' | 'concerns'> {
  return { subject: { kind: 'terminal', id }, concerns: { people: [], site } };
}

export function terminalChanged(site: string, id: string): NewEvent {
  return { kind: 'terminal.changed', site, key: id, payload: { terminal: id } };
}

function requireSound({ id, place, publicKey }: { id: string; place: string; publicKey: Buffer }): void {
  if (publicKey.length !== KEY_BYTES) {
    throw new HubError('VALIDATION_ERROR', {
      en: 'The public key must be 32 bytes in base64.',
      de: 'Der öffentliche Schlüssel muss 32 Byte in Base64 haben.',
    });
  }
  if (!Slug.safeParse(id).success || RESERVED.has(id)) {
    throw new HubError('VALIDATION_ERROR', {
      en: 'The id must be a short name of a-z, 0-9 and hyphens.',
      de: 'Die Kennung muss ein kurzer Name aus a-z, 0-9 und Bindestrichen sein.',
    });
  }
  if (place.length === 0 || place.length > PLACE_LENGTH_MAX) {
    throw new HubError('VALIDATION_ERROR', {
      en: `The place must have 1 to ${PLACE_LENGTH_MAX} characters.`,
      de: `Der Ort muss 1 bis ${PLACE_LENGTH_MAX} Zeichen haben.`,
    });
  }
}

function conflict(code: string, words: { en: string; de: string }): HubError {
  return new HubError('CONFLICT', words, { details: [{ path: 'id', code }] });
}
