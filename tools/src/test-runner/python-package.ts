import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../root.ts';
import { canInstallPackages, installPackages } from './debian.ts';

type Say = (line: string) => void;

/** A package of PyPI that some suites need. */
export interface PythonPackage {
  name: string;
  version: string;
  /** What is imported to see whether it works. */
  module: string;
  /** Names the Python that has it, for whoever brings their own. */
  variable: string;
  /** Debian packages that compile it where there is no wheel; none where there always is one. */
  compilers: readonly string[];
}

/** Two and a half times what a slow machine takes to compile one. */
const STEP_MS_MAX = 300_000;
const PIP = [
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

/** The Python that has a package: the one a person names, or else our own. */
export function pythonOf(wanted: PythonPackage, env: NodeJS.ProcessEnv = process.env): string {
  return env[wanted.variable] || ownPython(wanted);
}

/** Under node_modules: one install of packages gets rid of both. */
function folderOf({ name }: PythonPackage): string {
  return join(ROOT, 'node_modules', '.cache', 'tapclock', name);
}

function ownPython(wanted: PythonPackage): string {
  return join(folderOf(wanted), 'bin', 'python');
}

/** Why a package cannot be used, in one line; null when it can. */
export async function problemOf(wanted: PythonPackage, python = pythonOf(wanted)): Promise<string | null> {
  if (!existsSync(python)) return `there is no ${python}`;
  const { name, version, module } = wanted;
  const check = `import ${module}, importlib.metadata as m; assert m.version("${name}") == "${version}", m.version("${name}")`;
  return attempt(python, ['-c', check]);
}

/**
 * Makes a virtual environment and lets pip bring the package into it. Where Debian left out the module that makes environments, or there is
 * no wheel and no compiler, gets those first, as root. Says why not, in one line, when it cannot. Nothing half made stays behind.
 */
export async function installPythonPackage(wanted: PythonPackage, say: Say): Promise<void> {
  const { name, version, variable } = wanted;
  if (process.env[variable]) {
    say(`${variable} has no ${name} ${version}: ${await problemOf(wanted)}`);
    return;
  }
  say(`Installing ${name} ${version} for Python ...`);
  const folder = `${folderOf(wanted)}.${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  const problem = await makeEnvironment(wanted, folder, say);
  if (problem === null) await moveInto(wanted, folder);
  else say(`${name} could not be installed: ${problem}`);
  await rm(folder, { recursive: true, force: true });
}

async function makeEnvironment(wanted: PythonPackage, folder: string, say: Say): Promise<string | null> {
  const noVenv = await attempt('python3', ['-c', 'import venv, ensurepip']);
  if (noVenv !== null) await getPackages(['python3', 'python3-venv'], say);
  const notMade = await attempt('python3', ['-m', 'venv', folder]);
  if (notMade !== null) return notMade;
  const python = join(folder, 'bin', 'python');
  const requirement = `${wanted.name}==${wanted.version}`;
  const wheel = await attempt(python, [...PIP, '--only-binary', ':all:', requirement]);
  if (wheel === null) return problemOf(wanted, python);
  if (wanted.compilers.length === 0) return wheel;
  // No wheel for this Python, or no network: only trying to compile it tells which.
  if ((await attempt('gcc', ['--version'])) !== null) await getPackages(wanted.compilers, say);
  return (await attempt(python, [...PIP, requirement])) ?? problemOf(wanted, python);
}

async function getPackages(packages: readonly string[], say: Say): Promise<void> {
  if (canInstallPackages()) await installPackages(packages, say);
}

/** An environment runs from wherever it is, so it is made beside its place: two test runs at once do not meet in it. */
async function moveInto(wanted: PythonPackage, folder: string): Promise<void> {
  await rm(folderOf(wanted), { recursive: true, force: true });
  try {
    await rename(folder, folderOf(wanted));
  } catch (error) {
    // Another run was quicker; its environment is as good as ours.
    if (!existsSync(ownPython(wanted))) throw error;
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
