import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { System } from '@tapclock/tools';
import pg from 'pg';
import { type BenchResult, note } from '../result.ts';
import { round } from '../stats.ts';
import { withSystem } from '../world.ts';
import { HubClient } from './client.ts';
import { BENCH_GROUP, MONTH, seedCompany } from './company.ts';
import { enginePunchesPerSecond } from './engine-speed.ts';

const FORMAT = 'generic-csv';
/** The preset that the export uses and whose engine speed is the headline. */
const PRESET = 'de-arbzg';
const HEADLINE_PEOPLE = 5_000;
const POLL_MS = 500;

/** From a company's punches in Postgres to a locked period and its export file, over HTTP as a payroll clerk does it. */
export async function runPayroll(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '500,5000,50000' },
      rounds: { type: 'string', default: '5' },
      keep: { type: 'boolean', default: false },
    },
  });
  const speeds = enginePunchesPerSecond(Number(values.rounds));
  for (const [preset, speed] of speeds) note(`engine, ${preset}: ${round(speed)} punches/s`);
  const sizes = values.sizes.split(',').map(Number);
  const measured = await withSystem(values.keep, system => measureSizes(system, sizes));
  const headline = measured.find(({ people }) => people === HEADLINE_PEOPLE) ?? measured.at(-1);
  const failures = measured
    .filter(({ lost }) => lost > 0)
    .map(({ people, lost }) => `${people} people: ${lost} missing`);
  return {
    figures: {
      enginePunchesPerSecond: round(speeds.get(PRESET) ?? 0),
      exportSeconds: headline?.seconds ?? null,
      lockSeconds: headline?.lockSeconds ?? null,
      fileSeconds: headline?.fileSeconds ?? null,
      exportPeakMiB: headline?.peakMiB ?? null,
      exportToPlainReadRatio: headline?.toPlainRead ?? null,
      sizes: measured.map(({ people, seconds }) => ({ people, seconds })),
    },
    failures,
  };
}

interface Measured {
  people: number;
  /** Both of the following: from the punches to the file. */
  seconds: number;
  lockSeconds: number;
  fileSeconds: number;
  peakMiB: number;
  toPlainRead: number;
  /** People who are not in the file. */
  lost: number;
}

async function measureSizes(system: System, sizes: readonly number[]): Promise<Measured[]> {
  await system.bridge.stop();
  const hub = new HubClient(system);
  await hub.post('policies', { name: BENCH_GROUP, preset: PRESET, overrides: MONTHLY, reason: 'bench' });
  const measured: Measured[] = [];
  for (const people of sizes) measured.push(await measure(system, hub, people));
  return measured;
}

const MONTHLY = { payPeriod: { kind: 'monthly', startDay: 1, payDay: 28 } };

async function measure(system: System, hub: HubClient, people: number): Promise<Measured> {
  const site = `bench-${people}`;
  const databaseUrl = system.postgres.cluster.appUrl(system.database);
  await seedCompany(databaseUrl, site, people);
  note(`${people} people: seeded`);
  const validFrom = MONTH.from;
  const assignment = {
    scope: { site },
    policy: { name: BENCH_GROUP, version: 1 },
    validFrom,
    reason: 'bench',
  };
  await hub.post('policy-assignments', assignment);
  await hub.put(`export-mappings/${site}/${FORMAT}`, { basedOn: 0, settings: MAPPING, reason: 'bench' });
  const derivedSeconds = await secondsOf(() => whenDerived(databaseUrl, site, people));
  note(`${people} people: day records derived in ${round(derivedSeconds, 1)} s`);
  const period = `pay-periods/${site}/${BENCH_GROUP}/${MONTH.from}`;
  await hub.post(`${period}/approvals`, { everybody: true });
  const readSeconds = await secondsOf(() => plainRead(databaseUrl, site));
  const lockSeconds = await secondsOf(() => hub.post(`${period}/lock`, {}));
  const made: { people?: number } = {};
  const fileSeconds = await secondsOf(async () => {
    Object.assign(made, await hub.post<{ people: number }>(`${period}/exports`, { format: FORMAT }));
  });
  const seconds = round(lockSeconds + fileSeconds, 2);
  const peak = round(await payrollPeakMiB(system.hubUrl, await hub.token()), 1);
  note(
    `${people} people: punches to locked hours ${round(lockSeconds, 2)} s, file ${round(fileSeconds, 2)} s, ` +
      `at most ${peak} MiB in the payroll process; plain read of the same punches ${round(readSeconds, 2)} s`,
  );
  return {
    people,
    seconds,
    lockSeconds: round(lockSeconds, 2),
    fileSeconds: round(fileSeconds, 2),
    peakMiB: peak,
    toPlainRead: round(seconds / readSeconds, 1),
    lost: people - (made.people ?? 0),
  };
}

const MAPPING = { codes: { REG: 'REG', NIGHT: null, SUNDAY: null, HOLIDAY: null } };

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Waits until everybody of the site has day records and nobody's days wait to be derived. */
async function whenDerived(databaseUrl: string, site: string, people: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ due: number; done: number }>(
        `select (select count(*) from timesheet_due where due_at <= now())::int as due,
                (select count(distinct employee_id) from day_record where site_id = $1)::int as done`,
        [site],
      );
      const [row] = rows;
      if (row && row.due === 0 && row.done === people) return;
      await delay(POLL_MS);
    }
  } finally {
    await client.end();
  }
}

/** The month's punches read once by the same driver, and nothing done with them: what the export is compared with. */
async function plainRead(databaseUrl: string, site: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `select punch_id, employee_id, action, extract(epoch from occurred_at)::float8 as at from punch
       where site_id = $1 and occurred_at >= $2 and occurred_at < $3`,
      [site, MONTH.from, MONTH.next],
    );
  } finally {
    await client.end();
  }
}

/** Most memory that the process which locks and exports has had, as the hub tells Prometheus. */
async function payrollPeakMiB(hubUrl: string, token: string): Promise<number> {
  const metrics = await (
    await fetch(`${hubUrl}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  ).text();
  const bytes = /^tapclock_payroll_peak_bytes(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1];
  if (bytes === undefined) throw new Error('the hub does not tell the memory of its payroll process');
  return Number(bytes) / 2 ** 20;
}
