import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventLog } from '../../src/event-log/index.ts';
import { STRANGERS_MAX } from '../../src/live/live-lines.ts';
import type { Asker } from '../kit/askers.ts';
import { LiveSocket } from '../kit/live-socket.ts';
import {
  addPerson,
  type Kiosk,
  type RunningTestHub,
  runHub,
  SITE,
  type TestPerson,
} from '../kit/running-hub.ts';

/** The live line is behind the same door as every route. */
let hub: RunningTestHub;
let gate: Kiosk;
let own: TestPerson;
let foreign: TestPerson;
let sockets: LiveSocket[] = [];
const supervisor: Asker = { name: 'Sam', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] };

beforeAll(async () => {
  hub = await runHub();
  await hub.database.primary.query(`insert into team (site_id, id, name) values ($1, 'late', 'Late')`, [
    SITE,
  ]);
  own = await addPerson(hub, { team: 'early' });
  foreign = await addPerson(hub, { team: 'late' });
  gate = await hub.enrol('gate');
  await gate.connect();
});
afterEach(() => {
  for (const socket of sockets) socket.close();
  sockets = [];
});
afterAll(() => hub.stop());

async function open(): Promise<LiveSocket> {
  const socket = await LiveSocket.open(hub.httpPort);
  sockets.push(socket);
  return socket;
}

async function board(asker: Asker): Promise<LiveSocket> {
  const token = await hub.askers.token(asker);
  const socket = await open();
  socket.hello(token);
  socket.subscribe(SITE);
  return socket;
}

async function tap({ id, credential }: TestPerson): Promise<void> {
  const { sequence } = gate.terminal.punch({ action: 'auto', employee: id, credential });
  await gate.send(sequence);
}

async function change(text: string, values: unknown[], employee: string): Promise<void> {
  await hub.database.transaction(async sql => {
    await sql.query(text, values);
    await hub
      .part(EventLog)
      .append(sql, [
        { kind: 'people.changed', site: SITE, key: employee, payload: { employees: [employee] } },
      ]);
  });
}

const closed = (socket: LiveSocket) => socket.until(() => socket.closed !== null);
const peopleNamed = (socket: LiveSocket) => JSON.stringify(socket.messages).includes(foreign.id);

describe('a supervisor’s board', () => {
  it('hears of their teams and of nobody else', async () => {
    const [mine, all] = [await board(supervisor), await board({})];
    await mine.until(() => mine.person(own.id) !== undefined);
    await all.until(() => all.person(foreign.id) !== undefined);
    await tap(foreign);
    await all.until(() => all.person(foreign.id)?.state === 'in');
    await tap(own);
    await mine.until(() => mine.person(own.id)?.state === 'in');
    expect(peopleNamed(mine)).toBe(false);
  });

  it('resumes with a board of their teams', async () => {
    const first = await board(supervisor);
    await first.until(() => first.cursor !== null);
    const again = await open();
    again.hello(await hub.askers.token(supervisor));
    again.subscribe(SITE, first.cursor ?? '');
    await again.until(() => again.board !== null);
    expect(again.person(own.id)).toBeDefined();
    expect(peopleNamed(again)).toBe(false);
  });

  it('shows who comes to their teams, and no longer who leaves them', async () => {
    const mine = await board(supervisor);
    await mine.until(() => mine.person(own.id) !== undefined);
    const moved = await addPerson(hub, { team: 'early' });
    await mine.until(() => mine.person(moved.id) !== undefined);
    const move = 'update employee set team_id = $2 where id = $1';
    await change(move, [moved.id, 'late'], moved.id);
    await mine.until(() => mine.person(moved.id) === undefined);
    await change(move, [moved.id, 'early'], moved.id);
    await mine.until(() => mine.person(moved.id) !== undefined);
  });
});

describe('the line', () => {
  it('closes on a worker, whose own board there is not', async () => {
    const socket = await board({ name: 'Wanda', role: 'worker', employee: own.id });
    await closed(socket);
    expect([socket.closed?.code, socket.messages]).toEqual([4403, []]);
  });

  it('closes on a worker who never asks for a board, too', async () => {
    const socket = await open();
    socket.hello(await hub.askers.token({ name: 'Wanda', role: 'worker', employee: own.id }));
    await closed(socket);
    expect(socket.closed?.code).toBe(4403);
  });

  it('has room for an administrator however many say nothing (R11)', async () => {
    for (let silent = 0; silent < STRANGERS_MAX + 10; silent += 1) await open();
    const socket = await board({});
    await socket.until(() => socket.board !== null);
    expect(socket.closed).toBeNull();
  }, 20_000);

  it.each([
    ['a token that is none', 'x'.repeat(40)],
    ['somebody else’s signature', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.'],
  ])('closes on %s', async (_case, token) => {
    const socket = await open();
    socket.hello(token);
    socket.subscribe(SITE);
    await closed(socket);
    expect([socket.closed?.code, socket.messages]).toEqual([4401, []]);
  });

  it('closes on who asks for a board before saying who they are', async () => {
    const socket = await open();
    socket.subscribe(SITE);
    await closed(socket);
    expect([socket.closed?.code, socket.messages]).toEqual([4401, []]);
  });

  it('closes on who says nothing', async () => {
    const socket = await open();
    await closed(socket);
    expect(socket.closed?.code).toBe(4401);
  }, 15_000);

  it('ends when its session is ended, though the token is good for longer', async () => {
    const name = `Ends ${randomUUID()}`;
    const socket = await board({ name });
    await socket.until(() => socket.board !== null);
    await hub.database.primary.query(
      `update session set ended_at = now(), ended_why = 'test'
       where account_id = (select id from account where name = $1)`,
      [name],
    );
    await closed(socket);
    expect(socket.closed?.code).toBe(4401);
  }, 20_000);

  it('shows the people of other teams when the account gets them', async () => {
    const name = `Grows ${randomUUID()}`;
    const socket = await board({ ...supervisor, name });
    await socket.until(() => socket.person(own.id) !== undefined);
    expect(socket.person(foreign.id)).toBeUndefined();
    await hub.database.primary.query(
      `insert into account_team (account_id, site_id, team_id) select id, $2, 'late' from account where name = $1`,
      [name, SITE],
    );
    await socket.until(() => socket.person(foreign.id) !== undefined);
  }, 20_000);
});
