import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../root.ts';
import { canInstallPackages, installPackages } from './debian.ts';

type Say = (line: string) => void;

/** The peer that the OSDP suites were written against: its quirks are part of what they expect. */
export const LIBOSDP_VERSION = '3.2.9';
/** Under node_modules: one install of packages gets rid of both. */
const FOLDER = join(ROOT, 'node_modules', '.cache', 'tapclock', 'libosdp');
const OWN_PYTHON = join(FOLDER, 'bin', 'python');
/** Two and a half times what a slow machine takes to compile it. */
const STEP_MS_MAX = 300_000;
const CHECK = `import osdp, importlib.metadata as m; assert m.version("libosdp") == "${LIBOSDP_VERSION}", m.version("libosdp")`;

/** The Python that has libosdp: the one a person names, or else our own. */
export function libosdpPython(env: NodeJS.ProcessEnv = process.env): string {
  return env.TAPCLOCK_LIBOSDP_PYTHON || OWN_PYTHON;
}

/** Why libosdp cannot be used, in one line; null when it can. */
export async function libosdpProblem(python = libosdpPython()): Promise<string | null> {
  if (!existsSync(python)) return `there is no ${python}`;
  return attempt(python, ['-c', CHECK]);
}

/**
 * Makes a virtual environment and lets pip bring libosdp into it. Where Debian left out the module that makes environments, or there is
 * no wheel and no compiler, gets those first, as root. Says why not, in one line, when it cannot. Nothing half made stays behind.
 */
export async function installLibosdp(say: Say): Promise<void> {
  if (process.env.TAPCLOCK_LIBOSDP_PYTHON) {
    say(`TAPCLOCK_LIBOSDP_PYTHON has no libosdp ${LIBOSDP_VERSION}: ${await libosdpProblem()}`);
    return;
  }
  say(`Installing libosdp ${LIBOSDP_VERSION} for Python ...`);
  const folder = `${FOLDER}.${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  const problem = await makeEnvironment(folder, say);
  if (problem === null) await moveInto(folder);
  else say(`libosdp could not be installed: ${problem}`);
  await rm(folder, { recursive: true, force: true });
}

async function makeEnvironment(folder: string, say: Say): Promise<string | null> {
  const noVenv = await attempt('python3', ['-c', 'import venv, ensurepip']);
  if (noVenv !== null) await getPackages(['python3', 'python3-venv'], say);
  const notMade = await attempt('python3', ['-m', 'venv', folder]);
  if (notMade !== null) return notMade;
  const python = join(folder, 'bin', 'python');
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--retries',
    '1',
    '--timeout',
    '15',
  ];
  const wheel = await attempt(python, [...pip, '--only-binary', ':all:', `libosdp==${LIBOSDP_VERSION}`]);
  if (wheel === null) return libosdpProblem(python);
  // No wheel for this Python, or no network: only trying to compile it tells which.
  if ((await attempt('gcc', ['--version'])) !== null)
    await getPackages(['gcc', 'libc6-dev', 'python3-dev'], say);
  return (await attempt(python, [...pip, `libosdp==${LIBOSDP_VERSION}`])) ?? libosdpProblem(python);
}

async function getPackages(packages: readonly string[], say: Say): Promise<void> {
  if (canInstallPackages()) await installPackages(packages, say);
}

/** An environment runs from wherever it is, so it is made beside its place: two test runs at once do not meet in it. */
async function moveInto(folder: string): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  try {
    await rename(folder, FOLDER);
  } catch (error) {
    // Another run was quicker; its environment is as good as ours.
    if (!existsSync(OWN_PYTHON)) throw error;
  }
}

/** Null when the program ends well; else the last line of what it said. */
async function attempt(file: string, args: readonly string[]): Promise<string | null> {
  try {
    await promisify(execFile)(file, args, { timeout: STEP_MS_MAX, maxBuffer: 16 * 1024 * 1024 });
    return null;
  } catch (error) {
    // Not `instanceof Error`: execFile's error is of another realm in a test.
    const said = typeof error === 'object' && error !== null ? Reflect.get(error, 'stderr') : '';
    const lines = `${error}\n${said}`.split('\n').filter(line => line.trim() !== '');
    return lines.at(-1)?.trim() ?? 'no reason given';
  }
}
