/**
 * Checks docker-compose.yml: against the schema of the Compose Specification, then against the rules that are ours. First it
 * breaks a copy of the file once for each rule and expects to be told: a check that cannot fail proves nothing.
 *
 *   node deploy/check-compose.mjs      exit code 0 when all holds, 1 with one line for each problem
 */
import { existsSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parseDocument } from 'yaml';
import { canaries } from './check-compose.canaries.mjs';

const root = new URL('../', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('./compose-spec/compose-spec.json', import.meta.url), 'utf8'));
// The schema names its draft with an https address, which no validator registers; its content is draft 7, Ajv's own.
const { $schema: _draft, ...draft7 } = schema;
const ajv = new Ajv.default({ strict: false, allErrors: true, validateFormats: false });
const matchesSchema = ajv.compile(draft7);

const SECRET_NAME = /PASS|SECRET|TOKEN|(^|_)KEY($|_)/i;
const SECRET_DEFAULT = /\$\{[A-Z0-9_]*(?:PASS|SECRET|TOKEN|KEY)[A-Z0-9_]*:?-[^}]+\}/;
const CREDENTIALS_IN_URL = /[a-z][a-z0-9+.-]*:\/\/[^\s"',/:@]+:[^\s"',/@]+@/i;

const source = readFileSync(new URL('docker-compose.yml', root), 'utf8');
const examples = readFileSync(new URL('.env.example', root), 'utf8');
const document = parseDocument(source, { merge: true, uniqueKeys: true });
if (document.errors.length > 0) fail(document.errors.map(error => error.message));
const compose = document.toJS();

const deaf = canaries.filter(({ breakIt, expect }) => {
  const broken = structuredClone(compose);
  breakIt(broken);
  return !problemsOf(broken).some(problem => problem.includes(expect));
});
if (deaf.length > 0) fail(deaf.map(({ title }) => `the check does not notice: ${title}`));
const problems = [...problemsOf(compose), ...problemsOfExample(examples, source)];
if (problems.length > 0) fail(problems);
process.stdout.write(
  `docker-compose.yml: schema and rules hold for ${Object.keys(compose.services).length} services, ${canaries.length} canaries were caught\n`,
);

function problemsOf(file) {
  return [
    ...problemsOfSchema(file),
    ...Object.entries(file.services ?? {}).flatMap(([name, service]) =>
      problemsOfService(name, service, file),
    ),
    ...problemsOfNetworks(file),
    ...problemsOfSecrets(file),
    ...problemsOfFiles(file),
  ];
}

function problemsOfSchema(file) {
  if (matchesSchema(file)) return [];
  return (matchesSchema.errors ?? []).map(error => `schema: ${error.instancePath || '/'} ${error.message}`);
}

function problemsOfService(name, service, file) {
  const problems = [];
  const rule = (holds, text) => {
    if (!holds) problems.push(`${name}: ${text}`);
  };
  const oneShot =
    service.restart === 'no' && Object.values(file.services).some(other => waitsForEnd(other, name));
  rule(
    oneShot || (service.healthcheck?.test && !service.healthcheck.disable),
    'has no healthcheck and is no one-shot that others wait for',
  );
  rule(name === 'proxy' || !service.ports, 'only the proxy publishes ports');
  rule((service.user && !/^(?:0|root)(?::|$)/.test(service.user)) || builtHere(service), 'runs as root');
  rule(
    service.read_only === true || typeof service['x-writable-root'] === 'string',
    'root is writable without a reason (x-writable-root)',
  );
  rule(service.cap_drop?.includes('ALL') && !service.cap_add, 'keeps capabilities');
  rule(service.security_opt?.includes('no-new-privileges:true'), 'may gain privileges');
  rule(
    !service.privileged && !service.network_mode && !service.pid && !service.ipc,
    'leaves its own namespaces',
  );
  const limits = service.deploy?.resources?.limits ?? {};
  rule(limits.cpus && limits.memory && limits.pids > 0, 'has no limit for cpus, memory or processes');
  rule(/:[\w.-]*\d[\w.-]*$|:\$\{TAPCLOCK_VERSION:\?/.test(service.image ?? ''), 'image has no version');
  rule(service.networks?.length > 0, 'is on the default network');
  rule(
    (service.volumes ?? []).every(
      volume => !/^(?:\/|\.|~)/.test(typeof volume === 'string' ? volume : volume.source),
    ),
    'mounts a folder of the host',
  );
  for (const [key, value] of Object.entries(service.environment ?? {})) {
    const named = SECRET_NAME.test(key) && !/_FILE$/.test(key);
    rule(!named || /^\$\{[A-Z0-9_]+:\?/.test(String(value)), `${key} holds a secret; use a secret file`);
  }
  const text = JSON.stringify({ ...service, healthcheck: undefined });
  rule(!SECRET_DEFAULT.test(text), 'has a default secret');
  rule(!CREDENTIALS_IN_URL.test(text), 'has a password in an address');
  return problems;
}

function waitsForEnd(service, name) {
  return service.depends_on?.[name]?.condition === 'service_completed_successfully';
}

/** The image that is built here sets its own user; its Dockerfile is looked at instead. */
function builtHere(service) {
  if (!service.build) return false;
  const dockerfile = readFileSync(new URL(service.build.dockerfile, root), 'utf8');
  const stage = dockerfile
    .split(/^FROM /m)
    .find(part => part.split('\n')[0].endsWith(` AS ${service.build.target}`));
  return /^USER (?!root|0)/m.test(stage ?? '');
}

function problemsOfNetworks(file) {
  const out = Object.entries(file.networks ?? {}).filter(([, network]) => network?.internal !== true);
  const problems = out
    .filter(([name]) => name !== 'edge')
    .map(([name]) => `network ${name}: is not internal`);
  for (const [name, service] of Object.entries(file.services ?? {})) {
    if (name !== 'proxy' && service.networks?.includes('edge'))
      problems.push(`${name}: is on the edge network`);
  }
  return problems;
}

function problemsOfSecrets(file) {
  return Object.entries(file.secrets ?? {})
    .filter(([, secret]) => !/^\.\/deploy\/secrets\/[\w.-]+$/.test(secret.file ?? ''))
    .map(([name]) => `secret ${name}: is no file under deploy/secrets`);
}

function problemsOfFiles(file) {
  return Object.entries(file.configs ?? {})
    .filter(([, config]) => !config.file || !existsSync(new URL(config.file, root)))
    .map(([name]) => `config ${name}: file is not there`);
}

/** Every required variable is in the example, empty; nothing in it has a value. */
function problemsOfExample(example, file) {
  const lines = example.split('\n').filter(line => /^[A-Z]/.test(line));
  const names = lines.map(line => line.split('=')[0]);
  const required = [...new Set([...file.matchAll(/\$\{([A-Z0-9_]+):\?/g)].map(match => match[1]))];
  return [
    ...lines
      .filter(line => !line.endsWith('='))
      .map(line => `.env.example: ${line.split('=')[0]} has a value`),
    ...required.filter(name => !names.includes(name)).map(name => `.env.example: ${name} is missing`),
  ];
}

function fail(lines) {
  process.stderr.write(`${lines.map(line => `docker-compose.yml: ${line}`).join('\n')}\n`);
  process.exit(1);
}
