import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addPerson, planToday, type RunningTestHub, runHub } from '../kit/running-hub.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** `npm test` installs it and says where; a suite that is run alone finds what an earlier `npm test` left. */
const PYTHON =
  process.env.TAPCLOCK_SCHEMATHESIS_PYTHON ||
  join(ROOT, 'node_modules', '.cache', 'tapclock', 'schemathesis', 'bin', 'python');

const SEED = 20_260_615;
/** Requests a route in the phase that draws at random; the phase of borders makes as many as there are borders. */
const EXAMPLES_MAX = 8;
/** Three times what two slow cores take. */
const RUN_SECONDS_MAX = 540;

/** What a contract is worth: it does not fall over, and says of each answer what it is. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
];

const describeWithSchemathesis = existsSync(PYTHON) ? describe : describe.skip;

describeWithSchemathesis('the whole document, asked whatever it allows and more', () => {
  let hub: RunningTestHub;
  let tokens: Server;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapclock-schemathesis-'));
    hub = await runHub();
    for (let serial = 0; serial < 3; serial += 1) await planToday(hub, await addPerson(hub));
    await hub.enrol('gate-1');
    tokens = await tokenServer(hub);
  });
  afterAll(async () => {
    tokens.close();
    await hub.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'meets no fault of the hub and no answer that the document does not know',
    async () => {
      const { code, said } = await run(hub, `http://127.0.0.1:${portOf(tokens)}`, folder);
      // Its last lines name each failure with a command that repeats it.
      expect([code, code === 0 ? '' : said.slice(-20_000)]).toEqual([0, '']);
    },
    (RUN_SECONDS_MAX + 60) * 1_000,
  );
});

function run(hub: RunningTestHub, tokensUrl: string, cwd: string): Promise<{ code: number; said: string }> {
  const child = spawn(
    PYTHON,
    [
      // Not by itself: its first line names the Python of the folder where the environment was made.
      join(dirname(PYTHON), 'st'),
      ...['run', `http://127.0.0.1:${hub.httpPort}/api/docs-json`],
      ...['--checks', CHECKS.join(','), '--seed', String(SEED), '--max-examples', String(EXAMPLES_MAX)],
      ...['--phases', 'examples,coverage,fuzzing', '--continue-on-failure', '--no-shrink'],
      // One at a time: Python 3.11 loses count when two threads parse at once (cpython issue 106905).
      ...['--workers', '1'],
      ...['--suppress-health-check', 'all', '--warnings', 'off'],
      ...['--generation-database', 'none', '--no-color'],
    ],
    {
      cwd,
      timeout: RUN_SECONDS_MAX * 1_000,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        SCHEMATHESIS_HOOKS: 'fresh-token',
        PYTHONPATH: import.meta.dirname,
        PYTHONDONTWRITEBYTECODE: '1',
        TAPCLOCK_TOKENS: tokensUrl,
      },
    },
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ code: code ?? 1, said: Buffer.concat(chunks).toString() }));
  });
}

/** Hands out sessions of administrators, a new one to each who asks. */
async function tokenServer(hub: RunningTestHub): Promise<Server> {
  let serial = 0;
  const server = createServer((_request, response) => {
    serial += 1;
    hub.askers.token({ name: `Administrator ${serial}` }).then(
      token => response.end(token),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
