import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IngestService } from '../../src/ingest/index.ts';
import type { PunchIntake } from '../../src/web-clock/ports.ts';
import { PunchReader } from '../../src/web-clock/read-punches.ts';
import { type WantedPunch, WebPunchDesk } from '../../src/web-clock/web-punch-desk.ts';
import { WebTerminals } from '../../src/web-clock/web-terminals.ts';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { addWorker, type Clocker, openWebClock } from './kit.ts';

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub();
  await openWebClock(hub);
});
afterAll(() => hub.stop());

/** The desk of another hub on the same database. */
const aDesk = (intake: PunchIntake = hub.part(IngestService)) =>
  new WebPunchDesk(hub.database, hub.part(WebTerminals), hub.part(PunchReader), intake);

const start = ({ employee }: Clocker, more: Partial<WantedPunch> = {}): WantedPunch => ({
  ...{ employee, site: SITE, move: { kind: 'start' }, atMs: Date.now() },
  ...{ location: undefined, note: undefined, request: null },
  ...more,
});

const sequences = async () =>
  (
    await hub.database.primary.query<{ sequence: number }>(
      'select sequence from punch where terminal_id = $1 order by boot, sequence',
      [`web-${SITE}`],
    )
  ).map(({ sequence }) => sequence);
const isGapless = (numbers: readonly number[]) => numbers.every((number, place) => number === place + 1);

describe('two hubs', () => {
  it('R9: add to one chain in turns, without a hole and without the same number twice', async () => {
    const workers = await Promise.all(Array.from({ length: 30 }, () => addWorker(hub)));
    const desks = [aDesk(), aDesk(), aDesk()];
    const made = await Promise.all(
      workers.map(async (worker, place) => await desks[place % desks.length]?.clock(start(worker))),
    );
    expect(new Set(made.map(clocked => clocked?.kind))).toEqual(new Set(['made']));
    const numbers = await sequences();
    expect([numbers.length, isGapless(numbers)]).toEqual([30, true]);
  });

  it('R2: make one punch of two starts of one person', async () => {
    const ada = await addWorker(hub);
    const kinds = await Promise.all([aDesk().clock(start(ada)), aDesk().clock(start(ada))]);
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['made', 'refused']);
  });
});

describe('a hub that dies', () => {
  const real = () => hub.part(IngestService);

  it('R1, R2: after the commit and before the answer: the same request finds its punch', async () => {
    const ada = await addWorker(hub);
    const wanted = start(ada, { request: 'ab'.repeat(32) });
    let committed: string | undefined;
    const dying = aDesk({
      takeOwn: async message => {
        const receipt = await real().takeOwn(message);
        committed = receipt?.results[0]?.punchId;
        throw new Error('the power went');
      },
    });
    await expect(dying.clock(wanted)).rejects.toThrow('the power went');
    expect(committed).toBeDefined();
    const again = await aDesk().clock({ ...wanted, atMs: Date.now() });
    expect(again).toEqual({ kind: 'known', punchId: committed });
  });

  it('before the commit: the same request makes its punch, and the number is not lost', async () => {
    const ada = await addWorker(hub);
    const wanted = start(ada, { request: 'cd'.repeat(32) });
    const dying = aDesk({ takeOwn: () => Promise.resolve(null) });
    await expect(dying.clock(wanted)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const before = (await sequences()).length;
    expect((await aDesk().clock(wanted)).kind).toBe('made');
    const numbers = await sequences();
    expect([numbers.length, isGapless(numbers)]).toEqual([before + 1, true]);
  });
});
