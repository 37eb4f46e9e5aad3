import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Passwords of the database roles of one cluster. */
export interface ClusterSecrets {
  superuser: string;
  owner: string;
  app: string;
  replication: string;
}

const NAMES = ['superuser', 'owner', 'app', 'replication'] as const;

/** Reads the passwords of a cluster, or makes them on first use. The file is readable by its owner only. */
export function loadSecrets(file: string): ClusterSecrets {
  if (!existsSync(file)) {
    const made = Object.fromEntries(NAMES.map(name => [name, randomBytes(24).toString('base64url')]));
    writeFileSync(`${file}.new`, `${JSON.stringify(made)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  chmodSync(file, 0o600);
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return {
    superuser: password(read, 'superuser', file),
    owner: password(read, 'owner', file),
    app: password(read, 'app', file),
    replication: password(read, 'replication', file),
  };
}

function password(read: unknown, name: string, file: string): string {
  const value: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, name) : undefined;
  if (typeof value !== 'string' || value === '') throw new Error(`${file} has no password for ${name}`);
  return value;
}
