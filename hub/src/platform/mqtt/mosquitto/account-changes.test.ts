import { describe, expect, it } from '@jest/globals';
import type { TerminalAccount } from '../terminal-access.ts';
import { accountChanges, type PresentAccount } from './account-changes.ts';
import { fingerprint } from './accounts-file.ts';
import { TERMINAL_ACCOUNT } from './roles.ts';

const account = (terminal: string, more: Partial<TerminalAccount> = {}): TerminalAccount => ({
  ...{ terminal, site: 'werk-nord', passwordHash: `hash of ${terminal}` },
  ...more,
});
const present = (of: TerminalAccount): PresentAccount => ({
  ...{ username: of.terminal, textname: TERMINAL_ACCOUNT, fingerprint: fingerprint(of) },
});
const HUB: PresentAccount = { username: 'hub', textname: null, fingerprint: null };
const a = account('gate-1');
const b = account('gate-2');

describe('what makes a broker know exactly the terminals that are wanted', () => {
  it.each<[string, PresentAccount[], TerminalAccount[], ReturnType<typeof accountChanges>]>([
    ['nothing, when it does', [HUB, present(a)], [a], { remove: [], create: [] }],
    ['a new one is made', [HUB, present(a)], [a, b], { remove: [], create: [b] }],
    ['a revoked one ends', [HUB, present(a), present(b)], [a], { remove: ['gate-2'], create: [] }],
    [
      'one with a new password is made anew',
      [HUB, present(account('gate-1', { passwordHash: 'old' }))],
      [a],
      { remove: ['gate-1'], create: [a] },
    ],
    [
      'one that moved to another site is made anew',
      [HUB, present(account('gate-1', { site: 'werk-sued' }))],
      [a],
      { remove: ['gate-1'], create: [a] },
    ],
    ['all of them, at a broker that lost its accounts', [HUB], [a, b], { remove: [], create: [a, b] }],
    [
      "accounts that somebody else made stay, also in a terminal's name",
      [HUB, { username: 'gate-1', textname: 'monitoring', fingerprint: null }],
      [a],
      { remove: [], create: [] },
    ],
    ["the hub's own account is no terminal's", [HUB], [account('hub')], { remove: [], create: [] }],
  ])('%s', (_what, there, wanted, changes) => expect(accountChanges(there, wanted)).toEqual(changes));
});
