// The door of every npm script. Runs on the machine's own Node (>= 20.19) with nothing installed: installs what is missing,
// builds what is stale, then hands over to Node 24, which npm brought. Plain JavaScript, no dependencies, for that reason.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMPS = join(ROOT, 'node_modules', '.cache', 'tapclock');
const NODE_MAJOR_WANTED = 24;
const PROGRESS_AFTER_MS = 1_000;
const PROGRESS_EVERY_MS = 10_000;
const PARENT_POLL_MS = 500;

const PACKAGES = ['contracts', 'firmware-bridge', 'terminal', 'hub', 'dashboard', 'tools', 'bench', 'e2e'];
const COMPILED = ['contracts', 'firmware-bridge', 'hub', 'tools', 'bench', 'e2e'];
const SCREENS = ['terminal', 'dashboard'];

/** What each verb runs under Node 24, and whether it needs the screens built. */
const VERBS = {
  start: { entry: 'tools/dist/start/main.js', screens: true },
  tap: { entry: 'tools/dist/tap/main.js', screens: false },
  play: { entry: 'tools/dist/play/main.js', screens: false },
  hours: { entry: 'hub/dist/hours.js', screens: false },
  verify: { entry: 'hub/dist/verify.js', screens: false },
  reader: { entry: 'firmware-bridge/dist/cli.js', screens: false },
  test: { entry: 'tools/dist/test-runner/main.js', screens: true },
  e2e: { entry: 'tools/dist/test-runner/main.js', screens: true, args: ['--selectProjects', 'e2e'] },
  check: { entry: 'tools/dist/check/main.js', screens: false },
  bench: { entry: 'bench/dist/main.js', screens: false },
  build: { entry: null, screens: true },
  install: { entry: null, screens: false, installOnly: true },
};

await main(process.argv[2], process.argv.slice(3));

async function main(verb, args) {
  const plan = VERBS[verb];
  if (plan === undefined)
    fail(`unknown verb ${verb ?? '(none)'}: use one of ${Object.keys(VERBS).join(', ')}`);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.versions.node} is too old: 20.19 or newer runs npm`);
  await install();
  if (plan.installOnly) return;
  const node = findNode();
  // `check` shows the compiler's findings itself, beside the others.
  await compile(node, verb === 'check');
  if (plan.screens) for (const screen of SCREENS) await buildScreen(node, screen);
  if (plan.entry === null) return;
  process.exitCode = await handOver(node, join(ROOT, plan.entry), [...(plan.args ?? []), ...args]);
}

/** Installs when node_modules is missing or was made from other manifests. */
async function install() {
  const manifests = ['package.json', ...PACKAGES.map(name => `${name}/package.json`)];
  const lockFile = join(ROOT, 'package-lock.json');
  const stamp = () => hashFiles([...manifests, 'package-lock.json'].map(path => join(ROOT, path)));
  if (readStamp('install') === stamp()) return;
  const before = readFileSync(lockFile, 'utf8');
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  // Not `npm ci`: it fails against a registry mirror that lacks other platforms' binary packages, with a good lockfile.
  const command = [...npm, 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('Installing packages (1 to 2 minutes the first time)', command);
  if (process.env.CI && readFileSync(lockFile, 'utf8') !== before) {
    fail('package-lock.json was stale: run npm install and commit the lockfile');
  }
  writeStamp('install', stamp());
}

function findNode() {
  const ownMajor = Number(process.versions.node.split('.')[0]);
  const brought = [
    join(ROOT, 'node_modules', '.bin', 'node'),
    join(ROOT, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node'),
  ].find(path => existsSync(path));
  if (brought !== undefined) return brought;
  if (ownMajor >= NODE_MAJOR_WANTED) return process.execPath;
  return fail(
    `npm brings Node ${NODE_MAJOR_WANTED} on Linux x64 and arm64 only; on this machine install Node 24 yourself`,
  );
}

async function compile(node, mayFail) {
  const sources = COMPILED.flatMap(name => listFiles(join(ROOT, name, 'src'), /\.tsx?$/)).concat(
    COMPILED.map(name => join(ROOT, name, 'tsconfig.json')),
    [join(ROOT, 'tsconfig.json'), join(ROOT, 'tsconfig.base.json'), join(ROOT, 'package-lock.json')],
  );
  const built = COMPILED.every(name => existsSync(join(ROOT, name, 'dist')));
  const stamp = hashFiles(sources);
  if (built && readStamp('compile') === stamp) return;
  const force = built ? [] : ['--force'];
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const worked = await run('Compiling', [node, tsc, '-b', ...force], { mayFail });
  if (worked) writeStamp('compile', stamp);
}

/** Builds one screen with vite when its sources, or the contracts it includes, have changed. */
async function buildScreen(node, name) {
  if (!existsSync(join(ROOT, name, 'index.html'))) return;
  const sources = [
    ...listFiles(join(ROOT, name), /./),
    ...listFiles(join(ROOT, 'contracts', 'src'), /\.ts$/),
    join(ROOT, 'package-lock.json'),
  ];
  const stamp = hashFiles(sources);
  if (existsSync(join(ROOT, name, 'dist', 'index.html')) && readStamp(name) === stamp) return;
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  await run(`Building the ${name}`, [node, vite, 'build', '--logLevel', 'warn'], { cwd: join(ROOT, name) });
  writeStamp(name, stamp);
}

/** Runs the entry under Node 24 until it ends; its exit code becomes ours. Ends it when npm, our parent, is gone. */
function handOver(node, entry, args) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    // The channel is how the child learns of our end, even by kill -9: it sees 'disconnect'.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH ?? ''}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  watchParent(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/** kill -9 of npm does not reach us. Only under npm: a shell that ends must not take a background start with it. */
function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return;
  // npm runs a script in `sh -c`, which may stay between npm and us.
  const parent = process.ppid;
  const npm = parentOf(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && parentOf(parent) === npm) return;
    clearInterval(timer);
    onGone();
  }, PARENT_POLL_MS);
  timer.unref();
}

function parentOf(pid) {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return null;
  }
}

/** Runs a step, says so when it takes longer than a second, shows its output only when it fails. */
async function run(title, [file, ...args], { cwd = ROOT, mayFail = false } = {}) {
  const started = Date.now();
  let output = '';
  let lastLineAt = 0;
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const collect = chunk => {
    output = (output + chunk).slice(-64 * 1024);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const timer = setInterval(() => {
    const elapsedMs = Date.now() - started;
    if (lastLineAt !== 0 && elapsedMs - lastLineAt < PROGRESS_EVERY_MS) return;
    lastLineAt = elapsedMs;
    process.stderr.write(`${title} ... ${Math.round(elapsedMs / 1000)} s\n`);
  }, PROGRESS_AFTER_MS);
  const code = await new Promise(resolve => {
    child.once('error', error => {
      output += error.message;
      resolve(1);
    });
    child.once('close', resolve);
  });
  clearInterval(timer);
  if (code === 0) {
    if (lastLineAt !== 0)
      process.stderr.write(`${title}: done in ${Math.round((Date.now() - started) / 1000)} s\n`);
    return true;
  }
  if (mayFail) return false;
  return fail(`${title} failed:\n${output.trimEnd()}`);
}

function listFiles(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return ['dist', 'node_modules', 'test-results'].includes(entry.name) ? [] : listFiles(path, pattern);
    }
    return pattern.test(entry.name) && !entry.name.endsWith('.tsbuildinfo') ? [path] : [];
  });
}

function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths.filter(existsSync).sort()) {
    hash
      .update(`${relative(ROOT, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

function readStamp(name) {
  const file = join(STAMPS, `${name}.stamp`);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function writeStamp(name, value) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, `${name}.stamp`), value);
}

function fail(message) {
  process.stderr.write(`tapclock: ${message}\n`);
  // Whoever reads the last line of a test run finds it here too.
  if (process.argv[2] === 'test' || process.argv[2] === 'e2e')
    process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exit(1);
}
