import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A program some suites need that npm cannot bring. */
export interface Part {
  program: string;
  /** Debian package that brings it. */
  debianPackage: string;
  /** What cannot be tested without it. */
  neededFor: string;
}

export const PARTS: readonly Part[] = [
  { program: 'socat', debianPackage: 'socat', neededFor: 'serial lines made of pseudo terminals' },
  { program: 'chromium', debianPackage: 'chromium', neededFor: 'the screens in a real browser' },
  { program: 'mosquitto', debianPackage: 'mosquitto', neededFor: 'an external broker' },
];

const FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/bin', '/sbin'];

/** Full path of an installed program, or null. Looks in sbin too, where Debian puts mosquitto. */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | null {
  for (const folder of [...path.split(':').filter(part => part !== ''), ...FOLDERS]) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not in this folder; the next one may have it.
    }
  }
  return null;
}

/** Parts that are not installed. As root on Debian, installs them first. */
export async function missingParts(say: (line: string) => void): Promise<Part[]> {
  const missing = PARTS.filter(({ program }) => findProgram(program) === null);
  if (missing.length === 0) return [];
  if (process.getuid?.() !== 0 || findProgram('apt-get') === null) return missing;
  const packages = missing.map(({ debianPackage }) => debianPackage);
  say(`Installing ${packages.join(', ')} with apt-get ...`);
  try {
    await apt(['update']);
    await apt(['install', '--yes', '--no-install-recommends', ...packages]);
  } catch (error) {
    say(
      `apt-get could not install them: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
  return PARTS.filter(({ program }) => findProgram(program) === null);
}

async function apt(args: readonly string[]): Promise<void> {
  await promisify(execFile)('apt-get', ['-qq', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 16 * 1024 * 1024,
  });
}
