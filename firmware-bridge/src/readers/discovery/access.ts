import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from './sysfs.ts';

export interface Group {
  name: string;
  id: number;
  members: readonly string[];
}

/** Who may open a device node. */
export interface Access {
  /** Whether this process may read and write it, or only read where that is all it takes. */
  isAllowed: boolean;
  /** As `ls -l` shows it, such as `rw-rw----`. */
  mode: string;
  /** Name of the node's group; null where it has none that is known. */
  group: string | null;
  /** The group may read and write it. */
  isOpenToGroup: boolean;
}

/** Null when there is no such node. `readOnly` for devices that are never written to, such as keyboards. */
export function accessTo(path: string, options: { root?: string; readOnly?: boolean } = {}): Access | null {
  const wanted = options.readOnly === true ? constants.R_OK : constants.R_OK | constants.W_OK;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  const group = groupsOf(options.root).find(({ id }) => id === stat.gid)?.name ?? null;
  const groupBits = (stat.mode >> 3) & 0o7;
  const needed = options.readOnly === true ? 0o4 : 0o6;
  return {
    isAllowed: mayOpen(path, wanted),
    mode: modeText(stat.mode),
    group,
    isOpenToGroup: (groupBits & needed) === needed,
  };
}

/** The groups of this machine. */
export function groupsOf(root = '/'): Group[] {
  const lines = readText(join(root, 'etc/group'))?.split('\n') ?? [];
  return lines.flatMap(line => {
    const [name = '', , id = '', members = ''] = line.split(':');
    return name === '' || !/^\d+$/.test(id)
      ? []
      : [{ name, id: Number(id), members: members.split(',').filter(member => member !== '') }];
  });
}

function mayOpen(path: string, wanted: number): boolean {
  try {
    accessSync(path, wanted);
    return true;
  } catch {
    // EACCES, EPERM, or gone since: it cannot be opened, and the caller asks why.
    return false;
  }
}

function modeText(mode: number): string {
  return [6, 3, 0]
    .map(shift =>
      ['r', 'w', 'x'].map((letter, bit) => ((mode >> shift) & (4 >> bit) ? letter : '-')).join(''),
    )
    .join('');
}
