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
  const ports = {
    5432: new URL(superuserUrl).port,
    8080: await freePort(),
    1883: await freePort(),
    8090: await freePort(),
  };
  page = Object.entries(ports).reduce(
    (text, [usual, free]) => text.replaceAll(new RegExp(`\\b${usual}\\b`, 'g'), String(free)),
    readFileSync(join(ROOT, PAGE), 'utf8'),
  );
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
  it('can be walked as it stands in the page, from an empty database to a tap and back, with the answers it shows', async () => {
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
    expect(steps.length).toBeGreaterThan(20);
  }, 180_000);
});
