import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type Command,
  type KeyOffer,
  keyOfferText,
  type NewLogin,
  type OnlineStatus,
  SEAL_PURPOSES,
} from '@tapclock/contracts';
import { AuditTrail } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import type { Acting } from '../platform/http/access/asking-context.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { ChainWatch } from './chain-watch.ts';
import { isSignedBy } from './device-proof.ts';
import {
  aboutTerminal,
  noSuchTerminal,
  requireKiosk,
  TerminalEnrolment,
  terminalChanged,
} from './enrolment.ts';
import { isSealable, sealTo } from './pairing/seal-box.ts';
import { type Rotation, RotationRepository } from './rotation.repository.ts';
import { TerminalCommands } from './terminal-commands.ts';
import { type TerminalIdentity, TerminalsRepository } from './terminals.repository.ts';

/** What the old key signed may reach the intake this much after the terminal said that it has changed over. */
const LAST_MOMENT_MS = 60_000;

export interface HeardStatus {
  site: string;
  terminal: string;
  status: OnlineStatus;
  receivedAtMs: number;
}

/**
 * Changes the key of a terminal, and with it the broker password of one that was paired. Asked by a person; the terminal offers a key in its status,
 * signed by the old one and the new one; the hub takes it and says so; the terminal changes over and its status says that. Each step is repeated with
 * the next status until the one after it is seen, so that neither side can be cut off half way (R9).
 */
@Injectable()
export class KeyRotations {
  readonly #database: Database;
  readonly #terminals: TerminalsRepository;
  readonly #rotations: RotationRepository;
  readonly #enrolment: TerminalEnrolment;
  readonly #events: EventLog;
  readonly #commands: TerminalCommands;
  readonly #watch: ChainWatch;
  readonly #log: Log;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TerminalsRepository) terminals: TerminalsRepository,
    @Inject(RotationRepository) rotations: RotationRepository,
    @Inject(TerminalEnrolment) enrolment: TerminalEnrolment,
    @Inject(EventLog) events: EventLog,
    @Inject(TerminalCommands) commands: TerminalCommands,
    @Inject(ChainWatch) watch: ChainWatch,
    @Inject(LOGGER) log: Log,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#terminals = terminals;
    this.#rotations = rotations;
    this.#enrolment = enrolment;
    this.#events = events;
    this.#commands = commands;
    this.#watch = watch;
    this.#log = log;
    this.#trail = trail;
  }

  /** Asks a terminal to change its key; one that is away is asked when it comes back. Throws NOT_FOUND, also for a revoked one. */
  async ask(terminal: string, by: string): Promise<{ rotation: string }> {
    const { value } = await this.#database.transaction(async sql => {
      const identity = await this.#terminals.lockIdentity(sql, terminal);
      if (!identity || identity.revokedAt !== null) throw noSuchTerminal();
      requireKiosk(identity);
      const open = await this.#rotations.open(sql, terminal);
      const rotation = open?.id ?? randomUUID();
      if (!open) {
        await this.#rotations.insert(sql, { id: rotation, terminal, by });
        await this.#events.append(sql, [terminalChanged(identity.site, terminal)]);
        await this.#trail.record(sql, {
          action: 'terminals.rotation-asked',
          ...aboutTerminal(identity.site, terminal),
          after: { rotation },
        });
      }
      return { rotation, site: identity.site };
    });
    const { rotation, site } = value;
    this.#send(site, terminal, { type: 'rotate-key', rotation });
    return { rotation };
  }

  /** Takes the next step with a terminal whose key is being changed and that was just heard of. */
  async heard({ site, terminal, status, receivedAtMs }: HeardStatus): Promise<void> {
    const { value: command } = await this.#database.transaction(async (sql): Promise<Command | null> => {
      const identity = await this.#terminals.lockIdentity(sql, terminal);
      const rotation = await this.#rotations.open(sql, terminal);
      if (!identity || !rotation || identity.revokedAt !== null) return null;
      if (status.keyOffer !== null) return await this.#offered(sql, identity, rotation, status.keyOffer);
      if (rotation.takenAt === null) return { type: 'rotate-key', rotation: rotation.id };
      if (status.publicKey === identity.publicKey.toString('base64')) {
        const until = new Date(receivedAtMs + LAST_MOMENT_MS).toISOString();
        await this.#rotations.end(sql, { id: rotation.id, terminal, until });
        await this.#events.append(sql, [terminalChanged(site, terminal)]);
        this.#log.info({ terminal, rotation: rotation.id }, 'terminal has changed its key');
      }
      return null;
    });
    if (command !== null) this.#send(site, terminal, command);
  }

  async #offered(
    sql: Sql,
    identity: TerminalIdentity,
    rotation: Rotation,
    offer: KeyOffer,
  ): Promise<Command | null> {
    const { terminal, site } = identity;
    const publicKey = Buffer.from(offer.publicKey, 'base64');
    if (rotation.takenAt !== null && rotation.offeredKey?.equals(publicKey)) {
      const { id, login } = rotation;
      return { type: 'key-taken', rotation: id, publicKey: offer.publicKey, login };
    }
    if (rotation.takenAt !== null || !isProven(identity, rotation, offer)) {
      this.#log.warn({ terminal, rotation: rotation.id }, 'an offered key was not proven');
      this.#watch.raiseAlarm({ site, terminal, alarm: 'bad-signature' });
      return null;
    }
    const { login, passwordHash } = await this.#newLogin(terminal, rotation, offer);
    await this.#rotations.take(sql, { id: rotation.id, terminal, publicKey, login, passwordHash });
    await this.#events.append(sql, [terminalChanged(site, terminal)]);
    await this.#trail.record(sql, {
      action: 'terminals.key-changed',
      ...aboutTerminal(site, terminal),
      before: { publicKey: identity.publicKey.toString('base64') },
      after: { publicKey: offer.publicKey, rotation: rotation.id },
      by: theTerminal(terminal),
    });
    // The answer follows when the key is offered again: whoever hears that its key is taken signs with it at once, and by then the intake has
    // heard of it.
    return null;
  }

  /** A new broker password, sealed to the terminal; none where its login is not the bridge's to change. */
  async #newLogin(
    terminal: string,
    rotation: Rotation,
    { exchangeKey }: KeyOffer,
  ): Promise<{ login: Rotation['login']; passwordHash: string | null }> {
    if (exchangeKey === null) return { login: null, passwordHash: null };
    const { password, passwordHash } = await this.#enrolment.newLogin(terminal);
    const handOut: NewLogin = { password };
    const login = sealTo(Buffer.from(exchangeKey, 'base64'), {
      purpose: SEAL_PURPOSES.rotation,
      context: rotation.id,
      text: JSON.stringify(handOut),
    });
    return { login, passwordHash };
  }

  #send(site: string, terminal: string, command: Command): void {
    this.#commands
      .send(site, terminal, command)
      .catch((error: unknown) =>
        this.#log.info({ err: error, terminal }, 'a change of keys waits for the broker'),
      );
  }
}

/** A terminal acts itself: its signature proves it. */
function theTerminal(id: string): Acting {
  const who = { kind: 'terminal', id, name: id, role: null, employee: null } as const;
  return { who, session: null, request: null, source: null };
}

function isProven(identity: TerminalIdentity, rotation: Rotation, offer: KeyOffer): boolean {
  if (offer.rotation !== rotation.id) return false;
  if (offer.exchangeKey !== null && !isSealable(Buffer.from(offer.exchangeKey, 'base64'))) return false;
  const text = keyOfferText(identity.terminal, identity.publicKey.toString('base64'), offer);
  const publicKey = Buffer.from(offer.publicKey, 'base64');
  return (
    !publicKey.equals(identity.publicKey) &&
    isSignedBy(identity.publicKey, text, offer.oldSig) &&
    isSignedBy(publicKey, text, offer.newSig)
  );
}
