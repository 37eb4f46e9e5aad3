import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Board, type PunchAction } from '@tapclock/contracts';
import { z } from 'zod';
import { PeopleService } from '../src/people/index.ts';
import { LiveSocket } from './kit/live-socket.ts';
import {
  addPerson,
  type Kiosk,
  planToday,
  type RunningTestHub,
  runHub,
  SITE,
  type TestPerson,
} from './kit/running-hub.ts';

let hub: RunningTestHub;
let gate: Kiosk;
let sockets: LiveSocket[] = [];

beforeAll(async () => {
  hub = await runHub();
  gate = await hub.enrol('gate');
  await gate.connect();
});
afterEach(() => {
  for (const socket of sockets) socket.close();
  sockets = [];
});
afterAll(() => hub.stop());

/** The board of an administrator. */
async function dashboard(headers: Record<string, string> = {}): Promise<LiveSocket> {
  const token = await hub.askers.token();
  const socket = await LiveSocket.open(hub.httpPort, headers);
  sockets.push(socket);
  socket.hello(token);
  return socket;
}

async function tap(person: TestPerson, action: PunchAction = 'clock-in'): Promise<void> {
  const { sequence } = gate.terminal.punch({ action, employee: person.id, credential: person.credential });
  await gate.send(sequence);
}

describe('live board', () => {
  it('begins with a snapshot and moves a name at a tap', async () => {
    const person = await addPerson(hub);
    await planToday(hub, person);
    const board = await dashboard();
    board.subscribe(SITE);
    await board.until(() => board.person(person.id) !== undefined);
    expect(board.messages[0]?.type).toBe('snapshot');
    expect(board.person(person.id)).toMatchObject({ state: 'out', since: null, recent: [] });
    await board.until(() => board.person(person.id)?.shifts.length === 1);
    await tap(person);
    await board.until(() => board.person(person.id)?.state === 'in');
    expect(board.person(person.id)).toMatchObject({
      place: 'Place of gate',
      recent: [{ action: 'clock-in' }],
    });
    expect(board.board?.terminals.find(terminal => terminal.terminal === 'gate')?.lastPunchAt).toBe(
      board.person(person.id)?.since,
    );
  });

  it('resumes after a cursor with what was missed, as whole new values', async () => {
    const [first, second] = [await addPerson(hub), await addPerson(hub)];
    await hub.settled();
    const before = await dashboard();
    before.subscribe(SITE);
    await before.until(() => before.person(second.id) !== undefined);
    const cursor = before.cursor ?? '';
    before.close();
    await tap(first);
    await tap(second);
    await tap(second, 'break-start');
    await hub.settled();
    const after = await dashboard();
    after.board = before.board;
    after.subscribe(SITE, cursor);
    await after.until(
      () => after.person(first.id)?.state === 'in' && after.person(second.id)?.state === 'break',
    );
    expect(after.messages.map(message => message.type)).not.toContain('snapshot');
  });

  it('answers a resume without news at once, and a cursor of another database with a snapshot', async () => {
    await hub.settled();
    const first = await dashboard();
    first.subscribe(SITE);
    await first.until(() => first.board !== null);
    const same = await dashboard();
    same.subscribe(SITE, first.cursor ?? '');
    await same.until(() => same.messages.length > 0);
    expect(['heartbeat', 'delta']).toContain(same.messages[0]?.type);
    const strange = await dashboard();
    strange.subscribe(SITE, '99999999999-1');
    await strange.until(() => strange.messages.length > 0);
    expect(strange.messages[0]?.type).toBe('snapshot');
  });

  it('shows a tap of an unknown badge', async () => {
    const board = await dashboard();
    board.subscribe(SITE);
    await board.until(() => board.board !== null);
    const punch = gate.terminal.punch({ action: 'auto', credential: 'f'.repeat(64) });
    await gate.send(punch.sequence);
    await board.until(
      () => board.board?.unknownBadges.some(badge => badge.punchId === punch.punchId) === true,
    );
  });

  it('takes people who have left off the board', async () => {
    const person = await addPerson(hub);
    const board = await dashboard();
    board.subscribe(SITE);
    await board.until(() => board.person(person.id) !== undefined);
    await hub.part(PeopleService).setActive(SITE, person.id, false);
    await board.until(() => board.board !== null && board.person(person.id) === undefined);
  });

  it('ends with the same board for all, however they joined while taps went on (R8)', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => addPerson(hub)));
    const actions: PunchAction[] = ['clock-in', 'break-start', 'break-end', 'clock-out', 'clock-in'];
    const joined: LiveSocket[] = [];
    for (const action of actions) {
      const socket = await dashboard();
      socket.subscribe(SITE);
      joined.push(socket);
      const sequences = people.map(
        person =>
          gate.terminal.punch({ action, employee: person.id, credential: person.credential }).sequence,
      );
      await gate.send(sequences[0] ?? 0, sequences.at(-1));
      const [early] = joined;
      if (early?.cursor && action === 'break-end') {
        const resumed = await dashboard();
        resumed.board = structuredClone(early.board);
        resumed.subscribe(SITE, early.cursor);
        joined.push(resumed);
      }
    }
    const last = people.at(-1)?.id ?? '';
    for (const socket of joined)
      await socket.until(() => socket.person(last)?.recent.length === actions.length);
    await hub.settled();
    const { body } = await hub.get(`/api/v1/sites/${SITE}/board`);
    const { board } = z.object({ data: z.object({ board: Board }) }).parse(body).data;
    const sorted = (of: Board | null) => of?.people.toSorted((a, b) => (a.employee < b.employee ? -1 : 1));
    for (const socket of joined) expect(sorted(socket.board)).toEqual(sorted(board));
  });
});

describe('the door of the live line', () => {
  it.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a rebound name', { host: 'evil.example' }],
  ])('is closed to %s', async (_case, headers) => {
    await expect(dashboard(headers)).rejects.toThrow(/403/);
  });

  it('is open to its own page', async () => {
    const board = await dashboard({ origin: `http://127.0.0.1:${hub.httpPort}` });
    board.subscribe(SITE);
    await board.until(() => board.board !== null);
  });

  it.each([
    ['an unknown site', { type: 'subscribe', site: 'nowhere' }, 'unknown-site'],
    ['another word', { type: 'shout' }, 'bad-message'],
    ['no JSON', '{', 'bad-message'],
    ['a cursor that is none', { type: 'subscribe', site: SITE, after: 'x' }, 'bad-message'],
  ])('says why it closes for %s', async (_case, message, code) => {
    const board = await dashboard();
    board.send(message);
    await board.until(() => board.closed !== null);
    expect(board.messages).toEqual([{ type: 'error', code, message: expect.any(String) }]);
  });

  it('closes on a message over the limit (R11)', async () => {
    const board = await dashboard();
    board.send('x'.repeat(5_000));
    await board.until(() => board.closed !== null);
    expect(board.closed?.code).toBe(1009);
  });
});
