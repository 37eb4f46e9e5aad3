/**
 * Makes the random secrets that docker-compose.yml needs, as files under deploy/secrets:
 *
 *   node deploy/make-secrets.mjs --site werk-nord
 *
 * Keeps every file that is there: run it again after adding a site. The folder is for its owner only (0700); the files in it
 * are readable for all (0444), because containers read them as their own users.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const folder = new URL('./secrets/', import.meta.url);
const { values } = parseArgs({ options: { site: { type: 'string', multiple: true, default: [] } } });

mkdirSync(folder, { recursive: true, mode: 0o700 });
chmodSync(folder, 0o700);

const made = [];
function keep(name, content) {
  const file = new URL(name, folder);
  if (!existsSync(file)) {
    writeFileSync(file, content(), { mode: 0o444 });
    made.push(name);
  }
  return readFileSync(file, 'utf8').trim();
}

// Base64url: safe in URLs, in SQL and in pgpass files without any quoting.
const password = () => randomBytes(24).toString('base64url');

const owner = keep('postgres-owner', password);
const app = keep('postgres-app', password);
keep('postgres-superuser', password);
keep('postgres-replicator', password);
const broker = keep('broker-hub', password);
const redis = keep('redis', password);
// Never made anew: second factors, site keys and broker passwords are sealed with it or follow from it.
const secretsKey = keep('secrets-key', () => randomBytes(32).toString('hex'));
const database = (role, secret, host) => `postgres://${role}:${secret}@${host}:5432/tapclock`;
keep('hub.json', () =>
  json({
    TAPCLOCK_DATABASE_URL: database('tapclock_app', app, 'postgres-primary'),
    TAPCLOCK_REPLICA_URL: database('tapclock_app', app, 'postgres-replica'),
    TAPCLOCK_BROKER_USERNAME: 'hub',
    TAPCLOCK_BROKER_PASSWORD: broker,
    TAPCLOCK_SECRETS_KEY: secretsKey,
  }),
);
keep('hub-owner.json', () =>
  json({
    TAPCLOCK_DATABASE_URL: database('tapclock_app', app, 'postgres-primary'),
    TAPCLOCK_DATABASE_OWNER_URL: database('tapclock_owner', owner, 'postgres-primary'),
  }),
);
keep(
  'redis-users.acl',
  () =>
    `user default off\nuser tapclock on #${createHash('sha256').update(redis).digest('hex')} ~* &* +@all\n`,
);

// Site keys are never made anew: every badge digest at every kiosk hangs on them.
const keysFile = new URL('site-keys.json', folder);
const keys = existsSync(keysFile) ? JSON.parse(readFileSync(keysFile, 'utf8')) : {};
for (const site of values.site) {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(site)) {
    process.stderr.write('site: lower-case letters, digits and hyphens, such as werk-nord\n');
    process.exit(2);
  }
  if (keys[site] === undefined) {
    keys[site] = randomBytes(32).toString('hex');
    made.push(`site-keys.json: ${site}`);
  }
}
// Written beside and renamed: a crash in between must not cost the keys that were there.
const newKeys = new URL('site-keys.json.new', folder);
rmSync(newKeys, { force: true });
writeFileSync(newKeys, json(keys), { mode: 0o444, flush: true });
renameSync(newKeys, keysFile);

process.stdout.write(made.length > 0 ? `made ${made.join(', ')}\n` : 'nothing to make\n');
for (const name of ['tls-certificate.pem', 'tls-key.pem']) {
  if (!existsSync(new URL(name, folder))) process.stdout.write(`missing: deploy/secrets/${name} (yours)\n`);
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
