import type { TerminalAccount } from '../terminal-access.ts';
import { fingerprint } from './accounts-file.ts';
import { TERMINAL_ACCOUNT } from './roles.ts';

/** An account as the broker has it. */
export interface PresentAccount {
  username: string;
  textname: string | null;
  fingerprint: string | null;
}

export interface AccountChanges {
  /** Names whose account ends; whoever is connected with it is cut. */
  remove: string[];
  /** Accounts to make; one that changed is in both lists. */
  create: TerminalAccount[];
}

/** What makes the broker's accounts those that are wanted. Accounts that are no terminal's, the hub's own first, are never touched. */
export function accountChanges(
  present: readonly PresentAccount[],
  wanted: readonly TerminalAccount[],
): AccountChanges {
  const foreign = new Set(present.filter(account => !isOurs(account)).map(({ username }) => username));
  const there = new Map(present.filter(isOurs).map(account => [account.username, account.fingerprint]));
  const kept = wanted.filter(({ terminal }) => !foreign.has(terminal));
  const names = new Set(kept.map(({ terminal }) => terminal));
  const create = kept.filter(account => there.get(account.terminal) !== fingerprint(account));
  const changed = create.filter(({ terminal }) => there.has(terminal)).map(({ terminal }) => terminal);
  const gone = [...there.keys()].filter(username => !names.has(username));
  return { remove: [...gone, ...changed], create };
}

function isOurs({ textname }: PresentAccount): boolean {
  return textname === TERMINAL_ACCOUNT;
}
