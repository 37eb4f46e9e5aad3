import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  PAIRING_NOT_NOW,
  type PairingClaim,
  type PairingCode,
  type PairingOpened,
  type PairingRequest,
  pairingProofText,
  pairingRequestText,
} from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { Attempts } from '../../platform/http/security/attempts.ts';
import { VAULT, type Vault } from '../../platform/secrets/vault.ts';
import { isSignedBy } from '../device-proof.ts';
import type { AskedFrom } from './asked-from.ts';
import { pairingCodeFrom } from './domain/pairing-code.ts';
import { pairingStateAt } from './domain/pairing-state.ts';
import { type NewPairing, type Pairing, PairingRepository } from './pairing.repository.ts';
import { isSealable } from './seal-box.ts';

const MINUTE_MS = 60_000;
/** How long a code can be approved, and from then on how long the answer can be fetched. */
export const PAIRING_SPAN_MS = 10 * MINUTE_MS;
/** Kiosks that wait at once; for one more, the oldest of the source that has most is sent away and asks anew. */
const OPEN_MAX = 200;
/** Of one source; further ones of it are told to come back, so that nobody pushes out their own neighbours. */
const OPEN_OF_SOURCE_MAX = 50;
/** So far may a request's moment be from now. */
const ASKED_WITHIN_MS = 10 * MINUTE_MS;
/** Requests of one source a minute: a whole plant that is set up at once stays below. */
const REQUESTS_A_MINUTE_MAX = 60;
/** Answers with a signature that is none, of one source a minute. */
const FORGERIES_A_MINUTE_MAX = 20;
/** So long a code that was used or ran out is told from a wrong one. */
const KEEP_MS = 24 * 60 * MINUTE_MS;
const ASK_AGAIN_MS = 3_000;
/** Tries for a code that is not in use; one in 23^8 is. */
const CODE_TRIES_MAX = 5;
const CODE_BYTES = 32;

/** The kiosk's side of pairing: it asks, shows its code, and fetches what it is handed. Whoever cannot sign with its key gets nothing. */
@Injectable()
export class PairingService {
  readonly #database: Database;
  readonly #repository: PairingRepository;
  readonly #codeKey: Buffer;
  readonly #requests = new Attempts({ max: REQUESTS_A_MINUTE_MAX, spanMs: MINUTE_MS });
  readonly #forgeries = new Attempts({ max: FORGERIES_A_MINUTE_MAX, spanMs: MINUTE_MS });

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PairingRepository) repository: PairingRepository,
    @Inject(VAULT) vault: Vault,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#codeKey = vault.derive('pairing code');
  }

  /**
   * Opens a pairing; an earlier one of the same key ends. Throws RATE_LIMITED, VALIDATION_ERROR for a signature that is not of the key or a moment
   * that is not now, and CONFLICT for a request that was made before.
   */
  async open(request: PairingRequest, from: AskedFrom, nowMs = Date.now()): Promise<PairingOpened> {
    requireRoom(this.#requests, from.source, nowMs);
    this.#requests.count(from.source, nowMs);
    const publicKey = Buffer.from(request.publicKey, 'base64');
    if (!isSignedBy(publicKey, pairingRequestText(request), request.sig)) {
      throw new HubError(
        'VALIDATION_ERROR',
        {
          en: 'The request is not signed by its key.',
          de: 'Die Anfrage ist nicht mit ihrem Schlüssel unterschrieben.',
        },
        {
          details: [{ path: 'sig', code: 'SIGNATURE_WRONG' }],
        },
      );
    }
    requireNow(request.askedAt, nowMs);
    const exchangeKey = Buffer.from(request.exchangeKey, 'base64');
    if (!isSealable(exchangeKey)) {
      throw new HubError(
        'VALIDATION_ERROR',
        {
          en: 'Nothing can be sealed to the exchange key.',
          de: 'Für den Austauschschlüssel lässt sich nichts versiegeln.',
        },
        {
          details: [{ path: 'exchangeKey', code: 'KEY_WEAK' }],
        },
      );
    }
    const pairing = {
      id: randomUUID(),
      publicKey,
      exchangeKey,
      device: request.device,
      versions: request.versions,
      source: from.source,
      askedHost: from.host,
      createdAt: instant(nowMs),
      expiresAt: instant(nowMs + PAIRING_SPAN_MS),
    };
    const { value: code } = await this.#database.transaction(sql => this.#insert(sql, pairing, nowMs));
    const { id, expiresAt } = pairing;
    return { id, code, expiresAt, expiresInMs: PAIRING_SPAN_MS, askAgainMs: ASK_AGAIN_MS };
  }

  /**
   * What became of a pairing, for the kiosk that holds its key. What is handed out is sealed to that kiosk, so it may be asked for again until it is
   * acknowledged. Throws NOT_FOUND, and FORBIDDEN for anybody else.
   */
  async claim(id: string, sig: string, from: AskedFrom, nowMs = Date.now()): Promise<PairingClaim> {
    const pairing = await this.#ofHolder(id, { verb: 'claim', sig, from }, nowMs);
    const state = pairingStateAt(pairing, nowMs);
    if (state === 'open') {
      return {
        state: 'waiting',
        expiresInMs: Math.max(0, Date.parse(pairing.expiresAt) - nowMs),
        askAgainMs: ASK_AGAIN_MS,
      };
    }
    if (state !== 'approved' || pairing.handOut === null) return { state: 'ended' };
    return { state: 'approved', handOut: pairing.handOut };
  }

  /** The kiosk has kept what it was handed: it is forgotten here. May be said again. Throws as `claim`. */
  async acknowledge(id: string, sig: string, from: AskedFrom, nowMs = Date.now()): Promise<void> {
    await this.#ofHolder(id, { verb: 'acknowledge', sig, from }, nowMs);
    await this.#database.transaction(sql => this.#repository.acknowledge(sql, id, instant(nowMs)));
  }

  /** What a code is stored and found under: the codes themselves are few enough to be tried. */
  digestOf(code: string): Buffer {
    return createHmac('sha256', this.#codeKey).update(code).digest();
  }

  async #insert(sql: Sql, pairing: Omit<NewPairing, 'codeDigest'>, nowMs: number): Promise<PairingCode> {
    const { publicKey, exchangeKey, source, createdAt: now } = pairing;
    await this.#repository.lockOpenings(sql);
    await this.#repository.deleteEndedBefore(sql, instant(nowMs - KEEP_MS));
    if (await this.#repository.wasAsked(sql, exchangeKey)) {
      throw new HubError(
        'CONFLICT',
        {
          en: 'This request was made before. Ask with a new exchange key.',
          de: 'Diese Anfrage gab es schon. Fragen Sie mit einem neuen Austauschschlüssel.',
        },
        {
          details: [{ path: 'exchangeKey', code: 'REQUEST_REPEATED' }],
        },
      );
    }
    const open = await this.#repository.countOpen(sql, { publicKey, source, now });
    if (open.ofSource >= OPEN_OF_SOURCE_MAX) {
      throw new HubError(
        'RATE_LIMITED',
        {
          en: 'Too many kiosks wait to be paired. Ask again in a minute.',
          de: 'Zu viele Terminals warten auf die Kopplung. Fragen Sie in einer Minute noch einmal.',
        },
        {
          details: { retryAfterSeconds: MINUTE_MS / 1_000 },
        },
      );
    }
    if (open.all >= OPEN_MAX) await this.#repository.makeRoom(sql, now);
    await this.#repository.supersede(sql, publicKey, now);
    for (let attempt = 0; attempt < CODE_TRIES_MAX; attempt += 1) {
      const code = pairingCodeFrom(randomBytes(CODE_BYTES));
      if (code === null) continue;
      if (await this.#repository.insert(sql, { ...pairing, codeDigest: this.digestOf(code) })) return code;
    }
    throw new HubError('UNAVAILABLE', {
      en: 'There is no free pairing code. Ask again.',
      de: 'Es ist kein Kopplungscode frei. Fragen Sie noch einmal.',
    });
  }

  async #ofHolder(
    id: string,
    proof: { verb: 'claim' | 'acknowledge'; sig: string; from: AskedFrom },
    nowMs: number,
  ): Promise<Pairing> {
    const { verb, sig, from } = proof;
    requireRoom(this.#forgeries, from.source, nowMs);
    const pairing = await this.#repository.byId(this.#database.primary, id);
    if (pairing === null)
      throw new HubError('NOT_FOUND', {
        en: 'There is no such pairing. Ask anew.',
        de: 'Diese Kopplung gibt es nicht. Fragen Sie neu an.',
      });
    if (!isSignedBy(pairing.publicKey, pairingProofText(verb, id), sig)) {
      this.#forgeries.count(from.source, nowMs);
      throw new HubError('FORBIDDEN', {
        en: 'This pairing belongs to another key.',
        de: 'Diese Kopplung gehört zu einem anderen Schlüssel.',
      });
    }
    return pairing;
  }
}

/** A recorded request is kept from being sent again as long as its row is kept, and by its age for ever after. */
function requireNow(askedAt: string, nowMs: number): void {
  if (Math.abs(nowMs - Date.parse(askedAt)) <= ASKED_WITHIN_MS) return;
  throw new HubError(
    'VALIDATION_ERROR',
    {
      en: 'The request is not of this moment. Set the clock by the time of this answer and ask again.',
      de: 'Die Anfrage ist nicht von jetzt. Stellen Sie die Uhr nach der Zeit dieser Antwort und fragen Sie noch einmal.',
    },
    { details: [{ path: 'askedAt', code: PAIRING_NOT_NOW }] },
  );
}

/** Throws RATE_LIMITED while a source has done too much. */
export function requireRoom(attempts: Attempts, source: string, nowMs: number): void {
  const waitMs = attempts.waitMs(source, nowMs);
  if (waitMs === 0) return;
  throw new HubError(
    'RATE_LIMITED',
    {
      en: 'Too many attempts from this address. Wait a moment.',
      de: 'Zu viele Versuche von dieser Adresse. Warten Sie einen Moment.',
    },
    { details: { retryAfterSeconds: Math.ceil(waitMs / 1_000) } },
  );
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
