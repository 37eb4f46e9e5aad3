import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PolicyDraft } from '@tapclock/contracts';
import type { PgDatabase } from '../../src/platform/database/pg-database.ts';
import { PRESETS } from '../../src/timesheets/domain/index.ts';
import { openHubDatabase } from '../support/hub-parts.ts';
import { createDatabase, type TestDatabase } from '../support/test-cluster.ts';
import { SheetsKit } from './sheets-kit.ts';

let suite: TestDatabase;
let database: PgDatabase;

const DAYS = 70;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A Monday; the weeks of some presets begin on Sunday, so their rules do. */
const START_MS = Date.parse('2026-01-05T00:00:00Z');
const GO_LIVE = '2026-01-04';

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
});
afterAll(async () => {
  await database.stop();
  await suite.close();
});

/** Numbers below a limit, the same in every run. */
function numbers(): (limit: number) => number {
  let state = 7;
  return limit => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % limit;
  };
}

it('R8: days derived bit by bit, as facts came in, are those derived from all facts at once, under every preset', async () => {
  const kit = new SheetsKit(database);
  const below = numbers();
  const at = (ms: number) => new Date(ms).toISOString();
  const people = await kit.people(PRESETS.size);
  for (const [index, { name: _name, version: _version, ...rules }] of [...PRESETS.values()].entries())
    await kit.policy(GO_LIVE, rules, { employees: people.slice(index, index + 1), nowAt: at(START_MS) });
  for (let dayMs = START_MS; dayMs < START_MS + DAYS * DAY_MS; dayMs += DAY_MS) {
    for (const employee of people) {
      if (below(7) < 2) continue;
      const inMs = dayMs + below(16 * 3600) * 1000;
      const outMs = inMs + below(13 * 3600) * 1000;
      // Some come from a kiosk that was without a network for days; some are forgotten.
      const knownMs = dayMs + (below(10) === 0 ? below(20) : 1) * DAY_MS;
      await kit.punch(employee, 'clock-in', at(inMs), at(knownMs));
      if (below(30) > 0) await kit.punch(employee, 'clock-out', at(outMs), at(knownMs));
    }
    await kit.drain(at(dayMs + DAY_MS - HOUR_MS));
  }
  const end = at(START_MS + (DAYS + 21) * DAY_MS);
  await kit.drain(end);
  const before = await kit.everything();
  expect(before.length).toBeGreaterThan((PRESETS.size * DAYS) / 2);
  await kit.keeper().forget(Date.parse(end));
  await kit.drain(end);
  expect(await kit.everything()).toEqual(before);
}, 60_000);

/** What was found of one person over so many days of a start, derived day by day and again from everything at once. */
async function foundTwice(
  preset: string,
  days: number,
  spanOf: (day: number) => [inHour: number, hours: number] | null,
): Promise<[kept: string[], rebuilt: string[]]> {
  const kit = new SheetsKit(database);
  const at = (ms: number) => new Date(ms).toISOString();
  const employees = await kit.people(1);
  const [employee = ''] = employees;
  await kit.policy(GO_LIVE, rulesOf(preset), { employees, nowAt: at(START_MS) });
  for (let day = 0; day < days; day += 1) {
    const dayMs = START_MS + day * DAY_MS;
    const span = spanOf(day);
    if (span !== null) {
      const inMs = dayMs + span[0] * HOUR_MS;
      await kit.stay(employee, at(inMs), at(inMs + span[1] * HOUR_MS));
    }
    await kit.drain(at(dayMs + DAY_MS - HOUR_MS / 2));
  }
  const end = START_MS + (days + 21) * DAY_MS;
  await kit.drain(at(end));
  const found = async () =>
    (await kit.days(employee)).flatMap(({ date, findings }) => findings.map(code => `${date} ${code}`));
  const kept = await found();
  await kit.keeper().forget(end);
  await kit.drain(at(end));
  return [kept, await found()];
}

function rulesOf(preset: string): Partial<PolicyDraft> {
  const draft = PRESETS.get(preset);
  if (!draft) throw new Error(`there is no preset ${preset}`);
  const { name: _name, version: _version, ...rules } = draft;
  return rules;
}

describe('R8: what is found does not depend on how far back the facts reach', () => {
  it('finds who has no weekly rest for months in the same weeks', async () => {
    const [kept, rebuilt] = await foundTwice('eu-wtd', 140, () => [8, 6]);
    expect(rebuilt).toEqual(kept);
    // The first time on the sixth day, then once in each of the other nineteen weeks.
    expect(kept.filter(found => found.endsWith('WEEKLY_REST_MISSING'))).toHaveLength(20);
  }, 60_000);

  it('finds an average over 48 hours though the person began with an hour and empty weeks', async () => {
    const [kept, rebuilt] = await foundTwice('eu-wtd', 7 * 21, day => {
      if (day === 0) return [8, 1];
      return day >= 7 * 5 && day % 7 < 5 ? [6, 12] : null;
    });
    expect(rebuilt).toEqual(kept);
    // Thirteen weeks of 60 hours and one are 46 a week over seventeen; fourteen weeks are 49.
    expect(kept.filter(found => found.endsWith('WEEKLY_AVERAGE_OVER_48'))).toEqual([
      '2026-05-17 WEEKLY_AVERAGE_OVER_48',
      '2026-05-24 WEEKLY_AVERAGE_OVER_48',
      '2026-05-31 WEEKLY_AVERAGE_OVER_48',
    ]);
  }, 60_000);

  it('finds who has neither of two rests in the same weeks, though the second is decided later', async () => {
    const [kept, rebuilt] = await foundTwice('uk-wtr', 60, day => (day % 30 < 20 ? [8, 6] : null));
    expect(rebuilt).toEqual(kept);
    expect(kept.filter(found => found.endsWith('WEEKLY_REST_MISSING')).length).toBeGreaterThan(2);
  }, 60_000);
});
