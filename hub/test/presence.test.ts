import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Presence, type PunchAction } from '@tapclock/contracts';
import { CursorRunner } from '../src/event-log/index.ts';
import { PeopleService } from '../src/people/index.ts';
import { PresenceProjector } from '../src/presence/index.ts';
import {
  addPerson,
  type Kiosk,
  type RunningTestHub,
  runHub,
  SITE,
  type TestPerson,
} from './kit/running-hub.ts';

let hub: RunningTestHub;
let gate: Kiosk;
let dock: Kiosk;

beforeAll(async () => {
  hub = await runHub();
  gate = await hub.enrol('gate');
  dock = await hub.enrol('dock');
  await gate.connect();
  await dock.connect();
});
afterAll(() => hub.stop());

/** Minutes ago, in the recent past: instants of the future are not believed. */
function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

function tap(kiosk: Kiosk, person: TestPerson, action: PunchAction, minutesAgo: number): number {
  const { id, credential } = person;
  return kiosk.terminal.punch({ action, employee: id, credential, occurredAt: ago(minutesAgo) }).sequence;
}

async function rowsOf(): Promise<object[]> {
  return await hub.database.primary.query('select * from presence order by employee_id');
}

describe('presence', () => {
  it('tells every kiosk of the site where a person is and since when', async () => {
    const person = await addPerson(hub);
    const first = tap(gate, person, 'clock-in', 90);
    const last = tap(gate, person, 'break-start', 30);
    await gate.send(first, last);
    await dock.until(() => dock.latest('presence', person.id)?.state === 'break');
    const presence = Presence.parse(dock.latest('presence', person.id));
    expect(presence).toMatchObject({ terminal: 'gate', place: 'Place of gate' });
    expect(Date.parse(presence.since) - Date.parse(presence.clockedInAt ?? '')).toBeGreaterThanOrEqual(
      59 * 60_000,
    );
    // Sixty worked minutes, unless a Monday began in between.
    expect(presence.weekMinutes).toBeLessThanOrEqual(60);
  });

  it('lets the later tap win, whichever kiosk delivers first', async () => {
    const person = await addPerson(hub);
    const out = tap(dock, person, 'clock-out', 10);
    await dock.send(out);
    await hub.settled();
    const into = tap(gate, person, 'clock-in', 70);
    await gate.send(into);
    await gate.until(
      () => gate.heard.filter(({ topic }) => topic.endsWith(`presence/${person.id}`)).length === 2,
    );
    expect(gate.latest('presence', person.id)).toMatchObject({ state: 'out', terminal: 'dock' });
    const late = Presence.parse(gate.latest('presence', person.id));
    expect(late.clockedInAt).toBeNull();
    const inOrder = await addPerson(hub);
    const both = [tap(gate, inOrder, 'clock-in', 70), tap(gate, inOrder, 'clock-out', 10)] as const;
    await gate.send(both[0], both[1]);
    await gate.until(() => gate.latest('presence', inOrder.id)?.state === 'out');
    const minutes = Presence.parse(gate.latest('presence', inOrder.id)).weekMinutes;
    expect(Math.abs(late.weekMinutes - minutes)).toBeLessThanOrEqual(1);
  });

  it('gives the same when it is made again from the first event (R8)', async () => {
    const people = [await addPerson(hub), await addPerson(hub), await addPerson(hub)];
    const days: [PunchAction, number][] = [
      ['clock-in', 600],
      ['break-start', 400],
      ['break-end', 380],
      ['clock-out', 120],
      ['clock-in', 60],
    ];
    for (const [action, minutesAgo] of days) {
      for (const [index, person] of people.entries()) {
        const kiosk = index % 2 === 0 ? gate : dock;
        await kiosk.send(tap(kiosk, person, action, minutesAgo + index));
      }
    }
    // One who was at a kiosk without a network: an older day arrives last.
    const [first] = people;
    if (first) await dock.send(tap(dock, first, 'clock-in', 700), tap(dock, first, 'clock-out', 650));
    await hub.settled();
    const before = await rowsOf();
    expect(before.length).toBeGreaterThanOrEqual(people.length);
    await hub.part(PresenceProjector).rebuild();
    await hub.part(CursorRunner).caughtUp('presence');
    expect(await rowsOf()).toEqual(before);
  });

  it('is forgotten at the kiosks for people who have left', async () => {
    const person = await addPerson(hub);
    await gate.send(tap(gate, person, 'clock-in', 5));
    await dock.until(() => dock.latest('presence', person.id)?.state === 'in');
    await hub.part(PeopleService).setActive(SITE, person.id, false);
    await dock.until(() => dock.latest('presence', person.id) === null);
  });

  it('says nothing of a badge that nobody knows', async () => {
    const before = (await rowsOf()).length;
    const { sequence } = gate.terminal.punch({ action: 'auto', credential: 'e'.repeat(64) });
    await gate.send(sequence);
    await hub.settled();
    expect(await rowsOf()).toHaveLength(before);
  });
});
