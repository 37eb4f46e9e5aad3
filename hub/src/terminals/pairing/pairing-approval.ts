import { Inject, Injectable } from '@nestjs/common';
import {
  HandOut,
  type PairingApproval,
  type PairingApproved,
  type PairingView,
  SEAL_PURPOSES,
  type SealedBox,
} from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { Attempts } from '../../platform/http/security/attempts.ts';
import { fingerprintOf } from '../device-proof.ts';
import { TerminalEnrolment } from '../enrolment.ts';
import { SiteKeys } from '../site-keys.ts';
import type { AskedFrom } from './asked-from.ts';
import { pairingStateAt } from './domain/pairing-state.ts';
import { KioskBroker } from './kiosk-broker.ts';
import { type Pairing, PairingRepository } from './pairing.repository.ts';
import { PAIRING_SPAN_MS, PairingService, requireRoom } from './pairing.service.ts';
import { sealTo } from './seal-box.ts';

/** Codes that nobody was given, of one source a minute. */
const WRONG_CODES_MAX = 10;
const WRONG_CODES_SPAN_MS = 60_000;

/** The administrator's side of pairing: finds a kiosk by the code on its screen, and lets it in. */
@Injectable()
export class PairingApprovals {
  readonly #database: Database;
  readonly #repository: PairingRepository;
  readonly #pairings: PairingService;
  readonly #enrolment: TerminalEnrolment;
  readonly #siteKeys: SiteKeys;
  readonly #broker: KioskBroker;
  readonly #trail: AuditTrail;
  readonly #wrongCodes = new Attempts({ max: WRONG_CODES_MAX, spanMs: WRONG_CODES_SPAN_MS });

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PairingRepository) repository: PairingRepository,
    @Inject(PairingService) pairings: PairingService,
    @Inject(TerminalEnrolment) enrolment: TerminalEnrolment,
    @Inject(SiteKeys) siteKeys: SiteKeys,
    @Inject(KioskBroker) broker: KioskBroker,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#pairings = pairings;
    this.#enrolment = enrolment;
    this.#siteKeys = siteKeys;
    this.#broker = broker;
    this.#trail = trail;
  }

  /** The kiosk that shows this code. Throws NOT_FOUND, CONFLICT that says why it cannot be approved, RATE_LIMITED after wrong ones. */
  async find(code: string, from: AskedFrom, nowMs = Date.now()): Promise<PairingView> {
    requireRoom(this.#wrongCodes, from.source, nowMs);
    const found = await this.#repository.byCode(this.#database.primary, this.#pairings.digestOf(code));
    const { id, publicKey, device, versions, source, createdAt, expiresAt, knownAs } = this.#requireOpen(
      found,
      from,
      nowMs,
    );
    const fingerprint = fingerprintOf(publicKey);
    return { id, fingerprint, device, versions, source, createdAt, expiresAt, knownAs };
  }

  /**
   * Lets the kiosk with this code in, once: enrols it, and leaves it what it needs, sealed to it, in the same transaction. Throws as `find` and as
   * `TerminalEnrolment.enrol`.
   */
  async approve(
    approval: PairingApproval,
    { by, from }: { by: string; from: AskedFrom },
    nowMs = Date.now(),
  ): Promise<PairingApproved> {
    requireRoom(this.#wrongCodes, from.source, nowMs);
    const login = await this.#enrolment.newLogin(approval.id);
    const digest = this.#pairings.digestOf(approval.code);
    const { value } = await this.#database.transaction(async sql => {
      const pairing = this.#requireOpen(await this.#repository.lockByCode(sql, digest), from, nowMs);
      const handOut = await this.#letIn(sql, { pairing, approval, login });
      await this.#repository.saveApproval(sql, {
        id: pairing.id,
        at: new Date(nowMs).toISOString(),
        by,
        expiresAt: new Date(nowMs + PAIRING_SPAN_MS).toISOString(),
        terminal: approval.id,
        handOut,
      });
      await this.#trail.record(sql, {
        action: 'pairings.approved',
        subject: { kind: 'terminal', id: approval.id },
        concerns: { people: [], site: approval.site },
        after: { pairing: pairing.id, place: approval.place, fingerprint: fingerprintOf(pairing.publicKey) },
      });
      return fingerprintOf(pairing.publicKey);
    });
    return { terminal: approval.id, site: approval.site, place: approval.place, fingerprint: value };
  }

  async #letIn(
    sql: Sql,
    parts: { pairing: Pairing; approval: PairingApproval; login: { password: string; passwordHash: string } },
  ): Promise<SealedBox> {
    const { pairing, approval, login } = parts;
    const { id, site, place, replace } = approval;
    // Before the terminal is there: a site with terminals and without a key is one whose key the hub was not told.
    const siteKey = await this.#siteKeys.keyWithin(sql, site);
    const { publicKey } = pairing;
    await this.#enrolment.enrolWithin(sql, {
      ...{ id, site, place, replace, publicKey },
      passwordHash: login.passwordHash,
    });
    const [about] = await sql.query<HandOut['site']>(
      'select id, name, zone, language from site where id = $1',
      [site],
    );
    const handOut = HandOut.parse({
      terminal: id,
      place,
      site: about,
      siteKey: siteKey.toString('hex'),
      broker: { url: this.#broker.urlFor(pairing.askedHost), username: id, password: login.password },
    });
    return sealTo(pairing.exchangeKey, {
      purpose: SEAL_PURPOSES.pairing,
      context: pairing.id,
      text: JSON.stringify(handOut),
    });
  }

  #requireOpen(found: Pairing | null, from: AskedFrom, nowMs: number): Pairing {
    if (found === null) {
      this.#wrongCodes.count(from.source, nowMs);
      throw refused('NOT_FOUND', 'CODE_UNKNOWN', {
        en: 'No kiosk shows this code. Read it again from its screen.',
        de: 'Diesen Code zeigt kein Kiosk. Lesen Sie ihn noch einmal vom Bildschirm ab.',
      });
    }
    switch (pairingStateAt(found, nowMs)) {
      case 'open':
        return found;
      case 'approved':
      case 'done':
        throw refused('CONFLICT', 'CODE_USED', {
          en: 'This code was used: the kiosk has been approved.',
          de: 'Dieser Code wurde benutzt: Der Kiosk ist schon freigegeben.',
        });
      case 'expired':
        throw refused('CONFLICT', 'CODE_EXPIRED', {
          en: 'This code has run out. The kiosk shows a new one.',
          de: 'Dieser Code ist abgelaufen. Der Kiosk zeigt einen neuen.',
        });
      case 'superseded':
        throw refused('CONFLICT', 'CODE_REPLACED', {
          en: 'This code has been replaced. The kiosk shows another one.',
          de: 'Dieser Code wurde ersetzt. Der Kiosk zeigt einen anderen.',
        });
    }
  }
}

function refused(
  code: 'NOT_FOUND' | 'CONFLICT',
  detail: string,
  words: { en: string; de: string },
): HubError {
  return new HubError(code, words, { details: [{ path: 'code', code: detail }] });
}
