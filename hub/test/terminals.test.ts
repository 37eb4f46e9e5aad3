import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RosterCard, topics } from '@tapclock/contracts';
import { PeopleService } from '../src/people/index.ts';
import {
  ChainWatch,
  DayRoll,
  RosterPublisher,
  StatusIntake,
  TerminalEnrolment,
} from '../src/terminals/index.ts';
import { addPerson, type Kiosk, planToday, type RunningTestHub, runHub, SITE } from './kit/running-hub.ts';

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

interface TerminalRow {
  online: boolean;
  alarm: string | null;
  last_punch_at: string | null;
}

async function stateOf(kiosk: Kiosk): Promise<TerminalRow | undefined> {
  await hub.part(StatusIntake).settled();
  await hub.part(ChainWatch).settled();
  const [row] = await hub.database.primary.query<TerminalRow>(
    'select online, alarm, last_punch_at from terminal_state where terminal_id = $1',
    [kiosk.terminal.name],
  );
  return row;
}

async function changesOf(kiosk: Kiosk): Promise<number> {
  const [row] = await hub.database.primary.query<{ count: number }>(
    "select count(*) as count from event_log where kind = 'terminal.changed' and key = $1",
    [kiosk.terminal.name],
  );
  return row?.count ?? 0;
}

describe('roster', () => {
  it('gives a kiosk that connects a card for everybody, with what is planned for them', async () => {
    const person = await addPerson(hub);
    await planToday(hub, person);
    await hub.settled();
    const kiosk = await hub.enrol('roster-1');
    await kiosk.connect();
    await kiosk.until(() => kiosk.latest('roster', person.id) !== undefined);
    const card = RosterCard.parse(kiosk.latest('roster', person.id));
    expect(card).toMatchObject({
      employee: person.id,
      shortName: 'Maria S.',
      language: 'de',
      credentials: [person.credential],
      pin: null,
    });
    expect(card.shifts.map(shift => shift.name)).toEqual(['Early']);
    expect(kiosk.heard.every(message => message.retain)).toBe(true);
  });

  it('follows changes, and forgets people who have left', async () => {
    const kiosk = await hub.enrol('roster-2');
    await kiosk.connect();
    const person = await addPerson(hub);
    await kiosk.until(() => kiosk.latest('roster', person.id) !== undefined);
    await planToday(hub, person);
    await kiosk.until(() => RosterCard.parse(kiosk.latest('roster', person.id)).shifts.length === 1);
    await hub.part(PeopleService).setActive(SITE, person.id, false);
    await kiosk.until(() => kiosk.latest('roster', person.id) === null);
    const later = await hub.enrol('roster-3');
    await later.connect();
    const marker = await addPerson(hub);
    await later.until(() => later.latest('roster', marker.id) !== undefined);
    expect(later.latest('roster', person.id)).toBeUndefined();
  });

  it("moves on with the site's calendar, though nobody changed a plan", async () => {
    const roll = hub.part(DayRoll);
    const before = await countOf('schedule.changed');
    await roll.roll(Date.parse('2026-11-23T22:59:00Z'));
    await roll.roll(Date.parse('2026-11-23T22:59:59Z'));
    const same = await countOf('schedule.changed');
    await roll.roll(Date.parse('2026-11-23T23:00:01Z'));
    expect((await countOf('schedule.changed')) - same).toBe(1);
    expect(same - before).toBeLessThanOrEqual(1);
    await hub.part(RosterPublisher).settled();
  });

  async function countOf(kind: string): Promise<number> {
    const [row] = await hub.database.primary.query<{ count: number }>(
      'select count(*) as count from event_log where kind = $1',
      [kind],
    );
    return row?.count ?? 0;
  }
});

describe('status', () => {
  it('keeps it, answers with the clock, and says nothing twice', async () => {
    const kiosk = await hub.enrol('status-1');
    await kiosk.connect();
    await kiosk.status();
    await kiosk.until(() => kiosk.commands('clock').length === 1);
    expect(await stateOf(kiosk)).toMatchObject({ online: true, alarm: null });
    const told = await changesOf(kiosk);
    await kiosk.status();
    await kiosk.until(() => kiosk.commands('clock').length === 2);
    await stateOf(kiosk);
    expect(await changesOf(kiosk)).toBe(told);
  });

  it('goes offline by the last will, and an older will says nothing about a newer boot', async () => {
    const kiosk = await hub.enrol('status-2');
    const topic = topics.status(SITE, 'status-2');
    const { boot } = kiosk.terminal;
    await kiosk.connect();
    await kiosk.status();
    await kiosk.publish(topic, { online: false, boot: boot - 1 });
    expect(await stateOf(kiosk)).toMatchObject({ online: true });
    await kiosk.disconnect();
    await kiosk.connect({
      will: { topic, payload: Buffer.from(JSON.stringify({ online: false, boot })), qos: 1, retain: true },
    });
    kiosk.cut();
    await waitFor(async () => (await stateOf(kiosk))?.online === false);
  });

  it('ignores a status that is none, and stays up', async () => {
    const kiosk = await hub.enrol('status-3');
    await kiosk.connect();
    await kiosk.publish(topics.status(SITE, 'status-3'), { online: 'yes' });
    await kiosk.status();
    await kiosk.until(() => kiosk.commands('clock').length === 1);
    expect(await stateOf(kiosk)).toMatchObject({ online: true });
  });
});

describe('replay', () => {
  it('asks for what is missing in between, raises an alarm, and ends it when the hole is filled (R9)', async () => {
    const kiosk = await hub.enrol('replay-1');
    await kiosk.connect();
    for (let count = 0; count < 3; count += 1) kiosk.terminal.punch();
    expect((await kiosk.send(3)).through).toBe(0);
    await kiosk.until(() => kiosk.commands('replay-from').length === 1);
    expect(kiosk.commands('replay-from')).toEqual([
      { type: 'replay-from', boot: kiosk.terminal.boot, sequence: 1 },
    ]);
    expect(await stateOf(kiosk)).toMatchObject({ alarm: 'gap' });
    expect((await kiosk.send(1, 3)).through).toBe(3);
    await waitFor(async () => (await stateOf(kiosk))?.alarm === null);
  });

  it('asks for what the terminal thinks is delivered and the hub has lost (R1)', async () => {
    const kiosk = await hub.enrol('replay-2');
    await kiosk.connect();
    for (let count = 0; count < 4; count += 1) kiosk.terminal.punch();
    await kiosk.send(1, 2);
    await kiosk.status({ sequence: 4, depth: 2 });
    await stateOf(kiosk);
    expect(kiosk.commands('replay-from')).toEqual([]);
    await kiosk.status({ sequence: 4, depth: 0 });
    await kiosk.until(() => kiosk.commands('replay-from').length === 1);
    expect(kiosk.commands('replay-from')[0]).toMatchObject({ sequence: 3 });
    expect(await stateOf(kiosk)).toMatchObject({ alarm: 'gap' });
    await kiosk.send(3, 4);
    await kiosk.status({ sequence: 4 });
    await waitFor(async () => (await stateOf(kiosk))?.alarm === null);
  });

  it('does not ask again and again', async () => {
    const kiosk = await hub.enrol('replay-3');
    await kiosk.connect();
    await kiosk.status({ sequence: 9 });
    await kiosk.status({ sequence: 9 });
    await kiosk.status({ sequence: 10 });
    await kiosk.until(() => kiosk.commands('clock').length === 3);
    await stateOf(kiosk);
    expect(kiosk.commands('replay-from')).toHaveLength(1);
  });

  it('keeps an alarm that a person must look at above a gap', async () => {
    const kiosk = await hub.enrol('replay-4');
    await kiosk.connect();
    kiosk.terminal.punch();
    const batch = kiosk.terminal.batch(1, 1);
    await kiosk.publish(kiosk.terminal.topic, { ...batch, sig: `${'A'.repeat(86)}==` });
    await waitFor(async () => (await stateOf(kiosk))?.alarm === 'bad-signature');
    await kiosk.status({ sequence: 5 });
    await kiosk.until(() => kiosk.commands('replay-from').length === 1);
    expect(await stateOf(kiosk)).toMatchObject({ alarm: 'bad-signature' });
  });
});

describe('punches', () => {
  it('move the last punch of their terminal on', async () => {
    const kiosk = await hub.enrol('punch-1');
    await kiosk.connect();
    const punch = kiosk.terminal.punch({ occurredAt: '2026-11-23T05:58:12.345Z' });
    await kiosk.send(1);
    await hub.settled();
    expect((await stateOf(kiosk))?.last_punch_at).toBe(punch.occurredAt);
  });
});

describe('enrolment', () => {
  const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
  const enrol = (more: Partial<Parameters<TerminalEnrolment['enrol']>[0]>) =>
    hub
      .part(TerminalEnrolment)
      .enrol({ site: SITE, id: 'enrol-1', place: 'Gate', publicKey: key(1), replace: false, ...more });

  it('gives the same terminal a new password, and another key its name only on purpose', async () => {
    const first = await enrol({});
    const second = await enrol({});
    expect(second).toMatchObject({ terminal: 'enrol-1', username: 'enrol-1' });
    expect(second.password).not.toBe(first.password);
    await expect(enrol({ publicKey: key(2) })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(enrol({ publicKey: key(2), replace: true })).resolves.toMatchObject({ terminal: 'enrol-1' });
  });

  it.each([
    ['a reserved name', { id: 'roster' }, 'VALIDATION_ERROR'],
    ['a name with a wildcard', { id: 'gate+' }, 'VALIDATION_ERROR'],
    ['a short key', { publicKey: 'AAAA' }, 'VALIDATION_ERROR'],
    ['no place', { place: '' }, 'VALIDATION_ERROR'],
    ['an unknown site', { site: 'nowhere' }, 'NOT_FOUND'],
  ])('refuses %s', async (_case, more, code) => {
    await expect(enrol(more)).rejects.toMatchObject({ code });
  });

  it('locks a revoked terminal out of the broker (R10)', async () => {
    const kiosk = await hub.enrol('enrol-2');
    await hub.database.primary.query("update terminal set revoked_at = now() where id = 'enrol-2'");
    await expect(kiosk.connect()).rejects.toThrow(/bad user name|refused/i);
  });
});

describe('commands', () => {
  const post = async (id: string, body: unknown) =>
    await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/terminals/${id}/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await hub.askers.headers()) },
      body: JSON.stringify(body),
    });

  it('reach the terminal they are for', async () => {
    const kiosk = await hub.enrol('command-1');
    await kiosk.connect();
    expect((await post('command-1', { type: 'identify' })).status).toBe(202);
    await kiosk.until(() => kiosk.commands('identify').length === 1);
    expect(kiosk.commands('identify')).toEqual([{ type: 'identify', seconds: 20 }]);
  });

  it.each([
    ['nobody', 'nowhere', { type: 'restart' }, 404],
    ['a clock from outside', 'command-1', { type: 'clock', sentAt: 'x' }, 400],
    ['too long a flash', 'command-1', { type: 'identify', seconds: 121 }, 400],
  ])('are refused for %s', async (_case, id, body, status) => {
    expect((await post(id, body)).status).toBe(status);
  });
});

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await holds()) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen');
}
