import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freePort } from '../../../tools/src/postgres/ports.ts';
import { ADDRESSES_VARIABLE } from '../support/test-cluster.ts';
import { Shell } from './shell.ts';
import { differences, stepsOf } from './tour-page.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PAGE = 'docs/api-tour.md';
/** Of the hub, its broker and the kiosks. */
const PORTS = [8080, 1883, 8090, 8092, 8093, 8094];
/** What the page leaves behind when a step fails. */
const LEFTOVERS = [
  'drop database if exists tapclock_tour with (force)',
  'drop role if exists tapclock_tour_app',
  'drop role if exists tapclock_tour_owner',
];

let superuserUrl: string;
let page: string;
let shell: Shell;
beforeAll(async () => {
  superuserUrl = JSON.parse(process.env[ADDRESSES_VARIABLE] ?? '{}').superuserUrl;
  // The ports of the page may be taken on this machine: the only thing that is not done as it says.
  page = readFileSync(join(ROOT, PAGE), 'utf8').replaceAll(/\b5432\b/g, new URL(superuserUrl).port);
  for (const usual of PORTS)
    page = page.replaceAll(new RegExp(`\\b${usual}\\b`, 'g'), String(await freePort()));
  shell = new Shell(ROOT);
});
afterAll(async () => {
  await shell.end();
  await asSuperuser(LEFTOVERS);
});

async function asSuperuser(statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

describe('the tour of the API', () => {
  it('can be walked as it stands in the page, from an empty database to a locked week and back, with the answers it shows', async () => {
    const steps = stepsOf(page);
    for (const { language, code, line, shown } of steps) {
      if (language === 'sql') {
        await asSuperuser(code.split(';').filter(statement => statement.trim() !== ''));
        continue;
      }
      const printed = await shell.run(code);
      const wrong = shown === undefined ? [] : differences(shown, JSON.parse(printed));
      expect({ line, wrong }).toEqual({ line, wrong: [] });
    }
    expect(steps.length).toBeGreaterThan(50);
  }, 400_000);
});
