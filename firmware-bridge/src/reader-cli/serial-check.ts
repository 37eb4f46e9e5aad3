import { type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deviceAt, realPath } from '../readers/index.ts';

/**
 * Why a path is no serial port, in words; null when it is one, when it is not there (yet), and where the system does not tell. Nothing is
 * opened: that may reset what is behind it.
 */
export function notSerial(path: string, root: string): string | null {
  const device = deviceAt(path, root);
  if (device !== null) return device.kind === 'serial' ? null : `${path} is no serial port: ${device.kind}`;
  const stat = statOf(path);
  if (stat === null) return null;
  if (!stat.isCharacterDevice()) return `${path} is no serial port: it is a ${kindOf(stat)}`;
  const subsystem = realPath(join(root, 'sys/dev/char', numbersOf(stat), 'subsystem'));
  // Pseudo-terminals are not in sysfs, and other systems have none.
  if (subsystem === null || basename(subsystem) === 'tty') return null;
  return `${path} is no serial port: it belongs to ${basename(subsystem)}`;
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    // Not there, or behind a folder that is closed to us: the opening says which.
    return null;
  }
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return 'folder';
  return stat.isFile() ? 'file' : 'device of another kind';
}

/** `1:3`, as the kernel writes a `dev_t` (glibc's `gnu_dev_major` and `gnu_dev_minor`, as far as 32 bits go). */
function numbersOf({ rdev }: Stats): string {
  const major = (rdev >>> 8) & 0xfff;
  const minor = (rdev & 0xff) | ((rdev >>> 12) & 0xfff00);
  return `${major}:${minor}`;
}
