import { hubFilters, terminalAcl } from '@tapclock/contracts';
import type { TerminalAccount } from './terminal-access.ts';

/** What the hub itself may do at an external broker: hear every terminal, and speak to all of them. */
const HUB_ACL = {
  read: [...hubFilters],
  write: [
    'tapclock/v1/+/+/receipt',
    'tapclock/v1/+/+/command',
    'tapclock/v1/+/roster/+',
    'tapclock/v1/+/presence/+',
  ],
};

/**
 * Mosquitto's `password_file` and `acl_file` from the same description that the embedded broker follows. `hub` is the
 * hub's own account; each terminal's user name is its terminal id.
 */
export function brokerFiles(
  hub: { username: string; passwordHash: string },
  terminals: readonly TerminalAccount[],
): { passwordFile: string; aclFile: string } {
  const ordered = [...terminals].sort((a, b) => (a.terminal < b.terminal ? -1 : 1));
  const accounts = [
    `${hub.username}:${hub.passwordHash}`,
    ...ordered.map(({ terminal, passwordHash }) => `${terminal}:${passwordHash}`),
  ];
  const blocks = [
    [
      `user ${hub.username}`,
      ...HUB_ACL.read.map(topic => `topic read ${topic}`),
      ...HUB_ACL.write.map(topic => `topic write ${topic}`),
    ],
    ...ordered.map(({ site, terminal }) => {
      const acl = terminalAcl(site, terminal);
      return [
        `user ${terminal}`,
        ...acl.publish.map(topic => `topic write ${topic}`),
        ...acl.subscribe.map(topic => `topic read ${topic}`),
      ];
    }),
  ];
  return {
    passwordFile: `${accounts.join('\n')}\n`,
    aclFile: `${blocks.map(block => block.join('\n')).join('\n\n')}\n`,
  };
}
