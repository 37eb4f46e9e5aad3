import { Inject, Injectable } from '@nestjs/common';
import { Slug } from '@tapclock/contracts';
import { EventLog } from '../event-log/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { hashBrokerPassword, newBrokerPassword } from '../platform/mqtt/password-hash.ts';
import { TerminalsRepository } from './terminals.repository.ts';

const PLACE_LENGTH_MAX = 60;
const KEY_BYTES = 32;
/** Third level of roster and presence topics, so never a terminal's name. */
const RESERVED = new Set(['roster', 'presence']);

export interface Enrolment {
  site: string;
  id: string;
  place: string;
  /** Raw Ed25519 key in base64. */
  publicKey: string;
  /** Lets another key take over a terminal's name: the kiosk lost its disk. */
  replace: boolean;
}

/** Lets terminals in. Until accounts exist this is a command line only. */
@Injectable()
export class TerminalEnrolment {
  readonly #database: Database;
  readonly #repository: TerminalsRepository;
  readonly #events: EventLog;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
    @Inject(EventLog) events: EventLog,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#events = events;
  }

  /**
   * Enrols a terminal and makes its broker password, which is shown here once and stored as a hash. The same key again gets a
   * new password. Throws HubError: VALIDATION_ERROR, NOT_FOUND for the site, CONFLICT for a name in use.
   */
  async enrol(enrolment: Enrolment): Promise<{ terminal: string; username: string; password: string }> {
    const { id, site, place, replace } = enrolment;
    const publicKey = Buffer.from(enrolment.publicKey, 'base64');
    if (publicKey.length !== KEY_BYTES) {
      throw new HubError('VALIDATION_ERROR', 'The public key must be 32 bytes in base64.');
    }
    if (!Slug.safeParse(id).success || RESERVED.has(id)) {
      throw new HubError('VALIDATION_ERROR', 'The id must be a short name of a-z, 0-9 and hyphens.');
    }
    if (place.length === 0 || place.length > PLACE_LENGTH_MAX) {
      throw new HubError('VALIDATION_ERROR', `The place must have 1 to ${PLACE_LENGTH_MAX} characters.`);
    }
    const password = newBrokerPassword();
    const passwordHash = await hashBrokerPassword(password);
    await this.#database.transaction(async sql => {
      const [known] = await sql.query('select from site where id = $1', [site]);
      if (!known) throw new HubError('NOT_FOUND', 'There is no such site.');
      const [before] = await this.#repository.identities(sql, [id]);
      if (before && before.site !== site) {
        throw new HubError('CONFLICT', 'This id belongs to a terminal of another site.');
      }
      if (before && !replace && !before.publicKey.equals(publicKey)) {
        throw new HubError('CONFLICT', 'This id is enrolled with another key; replace it on purpose.');
      }
      await this.#repository.add(sql, { id, site, place, publicKey, passwordHash });
      await this.#events.append(sql, [
        { kind: 'terminal.changed', site, key: id, payload: { terminal: id } },
      ]);
    });
    return { terminal: id, username: id, password };
  }
}
