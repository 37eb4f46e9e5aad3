import { hash } from 'node:crypto';
import { readPasswordHash } from '../password-hash.ts';
import type { TerminalAccount } from '../terminal-access.ts';
import { DEFAULT_ACCESS, hubRole, TERMINAL_ACCOUNT, terminalRole, terminalRoleName } from './roles.ts';

/** Counts up when what terminals may do changes: every account is then made anew. */
const RIGHTS_VERSION = 1;

/** Says at the broker, as the account's description, which state of an account is there: passwords cannot be asked for. */
export function fingerprint({ site, terminal, passwordHash }: TerminalAccount): string {
  return hash('sha256', [RIGHTS_VERSION, site, terminal, passwordHash].join('\n'), 'hex').slice(0, 32);
}

/**
 * The file that Mosquitto's dynamic security plugin starts with: the hub's own account and, by their hashes, the terminals of now. From
 * then on the hub keeps it up to date over the wire.
 */
export function accountsFile(
  hub: { username: string; passwordHash: string },
  terminals: readonly TerminalAccount[],
): string {
  const role = hubRole();
  const others = terminals.filter(({ terminal }) => terminal !== hub.username);
  return `${JSON.stringify(
    {
      defaultACLAccess: DEFAULT_ACCESS,
      clients: [
        { username: hub.username, roles: [{ rolename: role.rolename }], ...stored(hub.passwordHash) },
        ...others.map(account => ({
          username: account.terminal,
          clientid: account.terminal,
          textname: TERMINAL_ACCOUNT,
          textdescription: fingerprint(account),
          roles: [{ rolename: terminalRoleName(account.terminal) }],
          ...stored(account.passwordHash),
        })),
      ],
      groups: [],
      roles: [role, ...others.map(({ site, terminal }) => terminalRole(site, terminal))],
    },
    null,
    2,
  )}\n`;
}

/** An account whose hash cannot be read gets none, and with it no way in. */
function stored(passwordHash: string): { password?: string; salt?: string; iterations?: number } {
  const parts = readPasswordHash(passwordHash);
  if (!parts) return {};
  const { hash: digest, salt, iterations } = parts;
  return { password: digest.toString('base64'), salt: salt.toString('base64'), iterations };
}
