import { createHash, timingSafeEqual } from 'node:crypto';
import { PAYLOAD_BYTES_MAX, terminalAcl } from '@tapclock/contracts';
import { verifyBrokerPassword } from './password-hash.ts';
import { filterCovers } from './topic-filter.ts';

/** A broker account that belongs to one terminal. */
export interface TerminalAccount {
  terminal: string;
  site: string;
  passwordHash: string;
}

/** Finds the account of a user name; null for strangers and revoked terminals. Asked at every connect. */
export type FindAccount = (username: string) => Promise<TerminalAccount | null>;

export interface Login {
  clientId: string;
  username: string | undefined;
  password: Buffer | undefined;
  willTopic: string | undefined;
}

export type Refusal = 'bad-credentials' | 'client-id' | 'will' | 'unavailable';

/** Verified passwords that are remembered; beyond it the oldest is checked the slow way again. */
const REMEMBERED_MAX = 5_000;

/**
 * Who may connect to the embedded broker and what they may do there: the same description Mosquitto gets as files (R10).
 * The client id must be the terminal's own name, or one kiosk could throw another off the broker by taking its id.
 */
export class TerminalAccess {
  readonly #find: FindAccount;
  readonly #remembered = new Map<string, { hash: string; digest: Buffer }>();

  constructor(find: FindAccount) {
    this.#find = find;
  }

  async login(login: Login): Promise<{ rights: TerminalRights } | { refused: Refusal }> {
    const { username, password } = login;
    if (!username || !password) return { refused: 'bad-credentials' };
    const account = await this.#find(username);
    if (!account || !(await this.#knows(account, password))) return { refused: 'bad-credentials' };
    if (login.clientId !== account.terminal) return { refused: 'client-id' };
    const rights = new TerminalRights(account);
    if (login.willTopic !== undefined && !rights.mayPublish(login.willTopic)) return { refused: 'will' };
    return { rights };
  }

  /** PBKDF2 once per password: after a broker restart every kiosk comes back in the same second. */
  async #knows(account: TerminalAccount, password: Buffer): Promise<boolean> {
    const digest = createHash('sha256').update(password).digest();
    const known = this.#remembered.get(account.terminal);
    if (known?.hash === account.passwordHash && timingSafeEqual(known.digest, digest)) return true;
    if (!(await verifyBrokerPassword(password, account.passwordHash))) return false;
    this.#remembered.delete(account.terminal);
    this.#remembered.set(account.terminal, { hash: account.passwordHash, digest });
    const oldest = this.#remembered.size > REMEMBERED_MAX ? this.#remembered.keys().next().value : undefined;
    if (oldest !== undefined) this.#remembered.delete(oldest);
    return true;
  }
}

/** What one terminal may do, worked out once per connection: it is asked for every message. */
export class TerminalRights {
  readonly terminal: string;
  readonly #account: TerminalAccount;
  readonly #publish: ReadonlySet<string>;
  readonly #subscribe: readonly string[];

  constructor(account: TerminalAccount) {
    const acl = terminalAcl(account.site, account.terminal);
    this.terminal = account.terminal;
    this.#account = account;
    this.#publish = new Set(acl.publish);
    this.#subscribe = acl.subscribe;
  }

  /** Whether they still follow from the account as it is now: same site, same password. */
  areOf({ site, passwordHash }: TerminalAccount): boolean {
    return site === this.#account.site && passwordHash === this.#account.passwordHash;
  }

  /** A terminal publishes as itself only. */
  mayPublish(topic: string): boolean {
    return this.#publish.has(topic);
  }

  /** A terminal reads its own site only; a filter that reaches further is refused as a whole. */
  maySubscribe(filter: string): boolean {
    return this.#subscribe.some(allowed => filterCovers(allowed, filter));
  }
}

/** Whether a message is of a shape that the contracts know: QoS 2 and larger payloads are not. */
export function isAcceptable(message: { qos: number; payload: string | Buffer }): boolean {
  return message.qos < 2 && message.payload.length <= PAYLOAD_BYTES_MAX;
}
