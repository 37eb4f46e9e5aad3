import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSecret, openDataFolder } from './data-folder.ts';
import { FolderInUse, lockFolder } from './folder-lock.ts';

describe('the data folder', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tapclock-data-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is never made out of a folder that holds something else, not even to empty it', () => {
    writeFileSync(join(dir, 'thesis.tex'), '');
    expect(() => openDataFolder(dir, { fresh: true })).toThrow(/not empty/);
    expect(existsSync(join(dir, 'thesis.tex'))).toBe(true);
  });

  it('is emptied by a fresh start only', () => {
    const { hub } = openDataFolder(dir, { fresh: false });
    const secret = loadSecret(join(hub, 'key.json'));
    openDataFolder(dir, { fresh: false });
    expect(loadSecret(join(hub, 'key.json'))).toBe(secret);
    openDataFolder(dir, { fresh: true });
    expect(loadSecret(join(hub, 'key.json'))).not.toBe(secret);
  });

  it('keeps secrets readable by their owner only', () => {
    const { hub } = openDataFolder(dir, { fresh: false });
    loadSecret(join(hub, 'key.json'));
    expect(statSync(join(hub, 'key.json')).mode & 0o777).toBe(0o600);
  });

  it('belongs to one start at a time', async () => {
    const lock = await lockFolder(dir);
    await expect(lockFolder(dir)).rejects.toThrow(FolderInUse);
    await expect(lockFolder(dir)).rejects.toThrow(String(process.pid));
    await lock.release();
    await (await lockFolder(dir)).release();
  });
});
