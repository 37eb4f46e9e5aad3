import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { promisify } from 'node:util';

const APT_GET = '/usr/bin/apt-get';

/** Whether this is Debian, or alike, and we are root. */
export function canInstallPackages(): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    accessSync(APT_GET, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs Debian packages; what goes wrong is said, and seen by whoever looks for the package afterwards. */
export async function installPackages(
  packages: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  say(`Installing ${packages.join(', ')} with apt-get ...`);
  try {
    await apt(['update']);
    await apt(['install', '--yes', '--no-install-recommends', ...packages]);
  } catch (error) {
    say(
      `apt-get could not install them: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
}

async function apt(args: readonly string[]): Promise<void> {
  await promisify(execFile)(APT_GET, ['-qq', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 16 * 1024 * 1024,
  });
}
