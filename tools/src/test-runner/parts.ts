import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { canInstallPackages, installPackages } from './debian.ts';
import { installPythonPackage, type PythonPackage, problemOf } from './python-package.ts';
import { LIBOSDP, SCHEMATHESIS } from './python-packages.ts';

type Say = (line: string) => void;

/** Something that some suites need and npm cannot bring. */
export interface Part {
  name: string;
  /** What a person types to get it. */
  remedy: string;
  /** What cannot be tested without it. */
  neededFor: string;
  isInstalled(): boolean | Promise<boolean>;
  /** Debian packages that bring it; none for a part that comes another way. */
  debianPackages: readonly string[];
  /** The other way. Says why not, in one line, when it cannot. */
  install?(say: Say): Promise<void>;
  /** Folder of the suites that are left out without it; other suites look for it themselves. */
  suites?: string;
}

export const PARTS: readonly Part[] = [
  debianProgram('socat', 'serial lines made of pseudo terminals'),
  debianProgram('chromium', 'the screens in a real browser'),
  debianProgram('mosquitto', 'an external broker'),
  {
    name: 'libusb',
    remedy: 'apt-get install libusb-1.0-0',
    neededFor: 'readers on USB',
    isInstalled: () => findLibrary('libusb-1.0.so.0') !== null,
    debianPackages: ['libusb-1.0-0'],
  },
  pythonPackage(LIBOSDP, {
    neededFor: 'OSDP against an implementation that is not ours',
    suites: 'firmware-bridge/test/libosdp/',
  }),
  pythonPackage(SCHEMATHESIS, {
    neededFor: 'the HTTP API against whatever its document allows',
    suites: 'hub/test/schemathesis/',
  }),
];

function debianProgram(name: string, neededFor: string): Part {
  const isInstalled = () => findProgram(name) !== null;
  return { name, remedy: `apt-get install ${name}`, neededFor, isInstalled, debianPackages: [name] };
}

function pythonPackage(wanted: PythonPackage, more: Pick<Part, 'neededFor' | 'suites'>): Part {
  const { name, version, variable } = wanted;
  return {
    name,
    remedy: `pip install ${name}==${version} in a virtual environment, and its python in ${variable}`,
    isInstalled: async () => (await problemOf(wanted)) === null,
    debianPackages: [],
    install: say => installPythonPackage(wanted, say),
    ...more,
  };
}

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

/** Debian has a folder for each architecture, others have one for all. */
const TRIPLETS: Readonly<Record<string, string>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
};

/** Full path of a shared library in one of the usual folders, or null. */
export function findLibrary(
  file: string,
  roots = ['/usr/lib', '/lib', '/usr/lib64', '/usr/local/lib'],
): string | null {
  const triplet = TRIPLETS[process.arch];
  const folders = roots.flatMap(root => (triplet === undefined ? [root] : [join(root, triplet), root]));
  return folders.map(folder => join(folder, file)).find(path => existsSync(path)) ?? null;
}

/** Parts that are not there. Gets them first where that is possible: Debian's as root, the others as anyone. */
export async function missingParts(
  say: Say,
  parts = PARTS,
  debian = { canInstallPackages, installPackages },
): Promise<Part[]> {
  const missing = await notInstalled(parts);
  const packages = missing.flatMap(({ debianPackages }) => debianPackages);
  if (packages.length > 0 && debian.canInstallPackages()) await debian.installPackages(packages, say);
  for (const part of missing) await part.install?.(say);
  return notInstalled(missing);
}

async function notInstalled(parts: readonly Part[]): Promise<Part[]> {
  const missing: Part[] = [];
  for (const part of parts) if (!(await part.isInstalled())) missing.push(part);
  return missing;
}
