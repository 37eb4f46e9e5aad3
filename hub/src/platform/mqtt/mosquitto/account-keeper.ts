import type { Logger } from 'pino';
import { z } from 'zod';
import type { BrokerPasswords } from '../broker-passwords.ts';
import { MqttSession, type MqttSessionOptions } from '../mqtt-session.ts';
import type { TerminalAccount } from '../terminal-access.ts';
import { accountChanges, type PresentAccount } from './account-changes.ts';
import { fingerprint } from './accounts-file.ts';
import { type Command, ControlChannel } from './control-channel.ts';
import { CONTROL_RESPONSES, TERMINAL_ACCOUNT, terminalRole, terminalRoleName } from './roles.ts';

/** Accounts of one answer and of one message of commands: both stay far below a packet's limit. */
const LISTED_AT_ONCE = 500;
const CHANGED_AT_ONCE = 100;
const RETRY_MS = 1_000;

const Listed = z.object({
  totalCount: z.int(),
  clients: z.array(
    z.object({
      username: z.string(),
      textname: z.string().optional(),
      textdescription: z.string().optional(),
    }),
  ),
});

export type AccountKeeperOptions = Pick<
  MqttSessionOptions,
  'url' | 'username' | 'password' | 'clientId' | 'random'
> & { passwords: BrokerPasswords; logger: Logger };

/**
 * Keeps the terminals' accounts at a Mosquitto over its dynamic security plugin: whoever is revoked is cut at once, whoever is paired can
 * log in at once, and a broker that lost its accounts gets them back. It compares and changes what differs, so several hubs may do it
 * beside each other.
 */
export class AccountKeeper {
  readonly #log: Logger;
  readonly #passwords: BrokerPasswords;
  readonly #session: MqttSession;
  readonly #channel: ControlChannel;
  #wanted: readonly TerminalAccount[] | null = null;
  #isDue = false;
  #isConnected = false;
  #running: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #lastProblem: string | null = null;

  constructor({ passwords, ...options }: AccountKeeperOptions) {
    this.#log = options.logger;
    this.#passwords = passwords;
    this.#session = new MqttSession({
      ...options,
      filters: [CONTROL_RESPONSES],
      onMessage: (_topic, payload) => this.#channel.hear(payload),
      onChange: connected => this.#onChange(connected),
    });
    this.#channel = new ControlChannel(this.#session);
  }

  start(): void {
    this.#session.start();
  }

  async stop(): Promise<void> {
    this.#wanted = null;
    await this.#session.stop();
    this.#channel.abandon();
    await this.#running;
    if (this.#retry) clearTimeout(this.#retry);
  }

  /** These and no other terminals have accounts from now on. Returns at once; what fails is tried again. */
  keep(accounts: readonly TerminalAccount[]): void {
    this.#wanted = accounts;
    this.#compare();
  }

  #onChange(connected: boolean): void {
    this.#isConnected = connected;
    if (connected) this.#compare();
    else this.#channel.abandon();
  }

  #compare(): void {
    this.#isDue = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async #run(): Promise<void> {
    while (this.#isDue && this.#isConnected && this.#wanted) {
      this.#isDue = false;
      try {
        await this.#settle(this.#wanted);
        this.#tell(null);
      } catch (error) {
        this.#tell(error instanceof Error ? error.message : 'unknown');
        this.#tryAgain();
        return;
      }
    }
  }

  async #settle(wanted: readonly TerminalAccount[]): Promise<void> {
    const { remove, create } = accountChanges(await this.#present(), wanted);
    // Who is out goes first, and before any password is worked out: that is what is waited for.
    for (const names of portions(remove)) await this.#channel.ask(names.flatMap(removal));
    for (const accounts of portions(create)) {
      const commands = await Promise.all(accounts.map(account => this.#creation(account)));
      if (commands.some(({ length }) => length > 0)) await this.#channel.ask(commands.flat());
    }
    if (remove.length + create.length > 0) {
      this.#log.info({ ended: remove.length, made: create.length }, 'broker accounts brought up to date');
    }
  }

  async #present(): Promise<PresentAccount[]> {
    const present: PresentAccount[] = [];
    for (;;) {
      const [answer] = await this.#channel.ask([
        { command: 'listClients', verbose: true, count: LISTED_AT_ONCE, offset: present.length },
      ]);
      const { clients, totalCount } = Listed.parse(answer?.data);
      present.push(...clients.map(toPresent));
      if (clients.length === 0 || present.length >= totalCount) return present;
    }
  }

  /** Nothing for an account whose password nobody knows any more: it was made with another key of the hub. */
  async #creation(account: TerminalAccount): Promise<Command[]> {
    const { terminal, site, passwordHash } = account;
    const password = await this.#passwords.recover(terminal, passwordHash);
    if (password === null) {
      this.#log.error({ terminal }, 'its broker password is of another key: pair this terminal again');
      return [];
    }
    const role = terminalRole(site, terminal);
    return [
      { command: 'createRole', ...role },
      // A role that somehow outlived its account may say something else.
      { command: 'modifyRole', ...role },
      {
        command: 'createClient',
        ...{ username: terminal, password, clientid: terminal },
        ...{ textname: TERMINAL_ACCOUNT, textdescription: fingerprint(account) },
        roles: [{ rolename: role.rolename }],
      },
    ];
  }

  #tryAgain(): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#compare(), RETRY_MS);
    this.#retry.unref();
  }

  /** Once for each new problem: it is tried again every second. */
  #tell(problem: string | null): void {
    if (problem !== null && problem !== this.#lastProblem) {
      this.#log.warn({ problem }, 'broker accounts could not be brought up to date, tried again');
    }
    this.#lastProblem = problem;
  }
}

function toPresent({ username, textname, textdescription }: z.infer<typeof Listed>['clients'][number]) {
  return { username, textname: textname ?? null, fingerprint: textdescription ?? null };
}

function removal(terminal: string): Command[] {
  return [
    { command: 'deleteClient', username: terminal },
    { command: 'deleteRole', rolename: terminalRoleName(terminal) },
  ];
}

function portions<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / CHANGED_AT_ONCE);
  return Array.from({ length: count }, (_, nth) =>
    all.slice(nth * CHANGED_AT_ONCE, (nth + 1) * CHANGED_AT_ONCE),
  );
}
