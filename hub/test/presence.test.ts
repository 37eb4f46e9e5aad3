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

async function standingOf(person: TestPerson) {
  const [row] = await hub.database.primary.query<{
    state: string;
    terminal: string;
    clockedInAt: string | null;
    seconds: number;
  }>(
    `select state, terminal_id as terminal, clocked_in_at as "clockedInAt", week_seconds as seconds
     from presence where employee_id = $1`,
    [person.id],
  );
  if (!row) throw new Error('no presence');
  return row;
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
    const late = await addPerson(hub);
    await dock.send(tap(dock, late, 'clock-out', 10));
    await hub.settled();
    await gate.send(tap(gate, late, 'clock-in', 70));
    const inOrder = await addPerson(hub);
    await gate.send(tap(gate, inOrder, 'clock-in', 70), tap(gate, inOrder, 'clock-out', 10));
    await hub.settled();
    expect(await standingOf(late)).toMatchObject({ state: 'out', terminal: 'dock', clockedInAt: null });
    const difference = (await standingOf(late)).seconds - (await standingOf(inOrder)).seconds;
    // The two were made a moment apart.
    expect(Math.abs(difference)).toBeLessThanOrEqual(5);
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
