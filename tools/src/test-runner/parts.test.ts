import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findLibrary, findProgram, missingParts, PARTS, type Part } from './parts.ts';
import { problemOf, pythonOf } from './python-package.ts';
import { LIBOSDP, SCHEMATHESIS } from './python-packages.ts';

/** A part that is there once `present` says so. */
function aPart(name: string, present: Set<string>, changes: Partial<Part> = {}): Part {
  return {
    name,
    remedy: `get ${name}`,
    neededFor: 'a test',
    isInstalled: () => present.has(name),
    debianPackages: [name],
    ...changes,
  };
}

function aDebian(isRoot: boolean, present: Set<string>) {
  const installed: string[][] = [];
  return {
    installed,
    canInstallPackages: () => isRoot,
    installPackages: async (packages: readonly string[]) => {
      installed.push([...packages]);
      for (const name of packages) if (name !== 'unknown') present.add(name);
    },
  };
}

const silent = () => undefined;

describe('parts that npm cannot bring', () => {
  it('are left alone when all of them are there', async () => {
    const present = new Set(['socat']);
    const debian = aDebian(true, present);
    expect(await missingParts(silent, [aPart('socat', present)], debian)).toEqual([]);
    expect(debian.installed).toEqual([]);
  });

  it('come with one call of apt-get as root, and those it does not know stay missing', async () => {
    const present = new Set(['chromium']);
    const debian = aDebian(true, present);
    const parts = ['socat', 'chromium', 'mosquitto', 'unknown'].map(name => aPart(name, present));
    const missing = await missingParts(silent, parts, debian);
    expect(missing.map(({ name }) => name)).toEqual(['unknown']);
    expect(debian.installed).toEqual([['socat', 'mosquitto', 'unknown']]);
  });

  it('stay missing for whoever is not root', async () => {
    const debian = aDebian(false, new Set());
    expect(await missingParts(silent, [aPart('socat', new Set())], debian)).toHaveLength(1);
    expect(debian.installed).toEqual([]);
  });

  it('come their own way without root, or say why not', async () => {
    const present = new Set<string>();
    const said: string[] = [];
    const debian = aDebian(false, present);
    const works = async () => void present.add('osdp');
    const fails: Part['install'] = async say => say('no network');
    const parts = [
      aPart('osdp', present, { debianPackages: [], install: works }),
      aPart('other', present, { debianPackages: [], install: fails }),
    ];
    const missing = await missingParts(line => said.push(line), parts, debian);
    expect(missing.map(({ name }) => name)).toEqual(['other']);
    expect(said).toEqual(['no network']);
  });

  it('are not installed again when they are there', async () => {
    const install = () => Promise.reject(new Error('installed twice'));
    const present = new Set(['osdp']);
    expect(await missingParts(silent, [aPart('osdp', present, { install })], aDebian(true, present))).toEqual(
      [],
    );
  });

  it('each say what they are for and how to get them', () => {
    for (const { neededFor, remedy, debianPackages, install } of PARTS) {
      expect(neededFor).not.toBe('');
      expect(remedy).toMatch(/^(apt-get|pip) install /);
      expect(debianPackages.length > 0 || install !== undefined).toBe(true);
    }
  });
});

describe('looking for parts', () => {
  it('finds a program by name, and none that is not there', () => {
    expect(findProgram('sh')).toMatch(/\/sh$/);
    expect(findProgram('no-such-program')).toBeNull();
  });

  it('finds a shared library in a folder of the architecture, or of all', () => {
    const root = mkdtempSync(join(tmpdir(), 'tapclock-lib-'));
    try {
      expect(findLibrary('libx.so.0', [root])).toBeNull();
      writeFileSync(join(root, 'libx.so.0'), '');
      expect(findLibrary('libx.so.0', [root])).toBe(join(root, 'libx.so.0'));
      if (process.arch !== 'x64') return;
      mkdirSync(join(root, 'x86_64-linux-gnu'));
      writeFileSync(join(root, 'x86_64-linux-gnu', 'libx.so.0'), '');
      expect(findLibrary('libx.so.0', [root])).toBe(join(root, 'x86_64-linux-gnu', 'libx.so.0'));
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('takes the Python that a person names before our own', () => {
    expect(pythonOf(LIBOSDP, { TAPCLOCK_LIBOSDP_PYTHON: '/opt/osdp/bin/python' })).toBe(
      '/opt/osdp/bin/python',
    );
    expect(pythonOf(LIBOSDP, { TAPCLOCK_LIBOSDP_PYTHON: '' })).toMatch(
      /node_modules\/.cache\/tapclock\/libosdp\/bin\/python$/,
    );
  });

  it('says in one line why a package of Python cannot be used', async () => {
    expect(await problemOf(SCHEMATHESIS, '/no/such/python')).toBe('there is no /no/such/python');
    // Anything that ends badly: a Python without the module, of another version, or no Python at all.
    expect(await problemOf(SCHEMATHESIS, '/bin/false')).toMatch(/^[^\n]+$/);
  });
});
