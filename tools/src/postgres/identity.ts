import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join, parse } from 'node:path';

/** `nobody:nogroup` on Debian; Postgres refuses to run as root, and no user has to be added for it. */
const NOBODY = 65_534;
/** capability(7): bit numbers of the two capabilities that let a process walk through folders of other users. */
const CAPABILITIES = [
  { bit: 2n, name: 'dac_read_search' },
  { bit: 1n, name: 'dac_override' },
] as const;

/** As whom a Postgres process runs, and the command in front of it that makes it so. */
export interface Identity {
  /** Owner for the data folder, or null when this process's own user is used. */
  owner: { uid: number; gid: number } | null;
  /** Command and arguments put in front of the real command. */
  prefix: readonly string[];
}

/**
 * Chooses the identity for a data folder.
 *
 * As root the process becomes `nobody`. Under a folder `nobody` cannot walk through (a clone under /root), it keeps the one
 * capability to pass; PR_SET_SECUREBITS no_setuid_fixup is needed because access(2), which initdb asks, ignores ambient
 * capabilities otherwise. With setpriv the process also gets a parent-death signal, so that even kill -9 of this process
 * leaves no server behind (prctl(2) PR_SET_PDEATHSIG; INT is Postgres's fast shutdown).
 */
export function identityFor(paths: readonly string[]): Identity {
  const setpriv = findSetpriv();
  const guard = setpriv === null ? [] : [setpriv, '--pdeathsig=INT'];
  if (process.getuid?.() !== 0) return { owner: null, prefix: guard.length === 0 ? [] : [...guard, '--'] };
  if (setpriv === null)
    throw new Error('running as root needs setpriv (package util-linux) to start Postgres as nobody');
  const prefix = [...guard, `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const closed = paths.map(closedFolderAbove).find(folder => folder !== null);
  if (closed !== undefined) {
    const capability = heldCapability();
    if (capability === null) {
      throw new Error(`user nobody cannot enter ${closed}: choose a data folder that is open to other users`);
    }
    prefix.push(
      '--securebits=+no_setuid_fixup',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
    );
  }
  return { owner: { uid: NOBODY, gid: NOBODY }, prefix: [...prefix, '--'] };
}

/** The folder on the way to `path` that other users may not enter, or null. */
function closedFolderAbove(path: string): string | null {
  const { root } = parse(path);
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return folder;
  }
  return null;
}

function heldCapability(): string | null {
  const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const held = BigInt(`0x${line}`);
  return CAPABILITIES.find(({ bit }) => (held >> bit) % 2n === 1n)?.name ?? null;
}

/** The full path of setpriv, or null where util-linux is not installed. */
export function findSetpriv(): string | null {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin']) {
    const path = join(folder, 'setpriv');
    if (folder !== '' && isExecutable(path)) return path;
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
