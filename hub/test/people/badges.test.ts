import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BadgeFound, BadgeIssued, BadgeView, EmployeeDetail, type Receipt } from '@tapclock/contracts';
import { z } from 'zod';
import { digestOf } from '../../src/people/badges/badges.service.ts';
import { PeopleRounds } from '../../src/people/index.ts';
import { addPerson, type Kiosk, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { ask, dataOf, hire, learnKey, refused, SITE_KEY } from './people-kit.ts';

let hub: RunningTestHub;
let kiosk: Kiosk;
let printed = 3_000_000;

beforeAll(async () => {
  hub = await runHub();
  await learnKey(hub);
  kiosk = await hub.enrol('badge-gate');
  await kiosk.connect();
});
afterAll(() => hub.stop());

function newCard() {
  printed += 1;
  const text = String(printed).padStart(10, '0');
  const credential = digestOf(`em4100:67${printed.toString(16).padStart(8, '0').toUpperCase()}`, SITE_KEY);
  return { badge: { kind: 'em4100', printed: text }, credential };
}

async function issue(employee: string, source: unknown, until: string | null = null) {
  const answer = await ask(hub, 'POST', `/employees/${employee}/badges`, { body: { source, until } });
  return dataOf(answer, BadgeIssued);
}

const endBadge = (employee: string, badge: string, body: unknown) =>
  ask(hub, 'POST', `/employees/${employee}/badges/${badge}/end`, { body });

/** Who the hub takes a tap for, and the findings: of a kiosk that was offline until now. */
async function tap(credential: string, occurredAt = new Date().toISOString()) {
  const { sequence } = kiosk.terminal.punch({ credential, occurredAt, offline: true });
  const receipt: Receipt = await kiosk.send(sequence);
  const [result] = receipt.results;
  if (!result || !('verdict' in result)) throw new Error('no verdict');
  return { employee: result.verdict?.employee ?? null, finding: result.verdict?.findings[0] };
}

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const HOUR_MS = 3_600_000;

/** As if a badge had been given so long ago. */
const backdate = (badge: string, issuedAt: string) =>
  hub.database.primary.query('update credential set issued_at = $2 where id = $1', [badge, issuedAt]);

async function forgetCaches(): Promise<void> {
  // Whatever changes a person makes ingest look again.
  await hire(hub);
  await hub.settled();
}

describe('a badge', () => {
  it('is given by its printed number, which is shown once and stored nowhere', async () => {
    const person = await hire(hub);
    const card = newCard();
    const made = await issue(person.employee, { badge: card.badge });
    expect(made).toMatchObject({ held: true, lent: false, printed: { dez10: card.badge.printed } });
    expect((await tap(card.credential)).employee).toBe(person.employee);
    const { body } = await ask(hub, 'GET', `/employees/${person.employee}/badges`);
    expect(JSON.stringify(body)).not.toContain(card.badge.printed);
    expect(JSON.stringify(body)).not.toContain(card.credential);
    const [row] = await hub.database.primary.query(
      'select count(*) as n from audit_entry where after like $1 or after like $2',
      [`%${card.badge.printed}%`, `%${card.credential}%`],
    );
    expect(row).toEqual({ n: 0 });
  });

  it('is given by a tap as well, and comes to the kiosks', async () => {
    const person = await hire(hub);
    const card = newCard();
    await issue(person.employee, { credential: card.credential });
    await kiosk.until(() => {
      const credentials = kiosk.latest('roster', person.employee)?.credentials;
      return Array.isArray(credentials) && credentials.includes(card.credential);
    });
  });

  it('is one person’s: a second is told who has it, also at the same moment', async () => {
    const [first, second] = [await hire(hub, { familyName: 'Erste' }), await hire(hub)];
    const card = newCard();
    await issue(first.employee, { badge: card.badge });
    const body = { source: { badge: card.badge } };
    const answer = await ask(hub, 'POST', `/employees/${second.employee}/badges`, { body });
    expect(refused(answer)).toEqual([409, 'CONFLICT', 'BADGE_TAKEN badge']);
    expect(JSON.stringify(answer.body)).toContain('Ayşe Erste has this badge');

    const other = { source: { badge: newCard().badge } };
    const race = await Promise.all(
      [first, second, first, second].map(({ employee }) =>
        ask(hub, 'POST', `/employees/${employee}/badges`, { body: other }),
      ),
    );
    expect(race.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('is never two people’s at once, whatever the application does', async () => {
    const [first, second] = [await addPerson(hub), await hire(hub)];
    const twice = hub.database.primary.query(
      `insert into credential (site_id, digest, employee_id, issued_at) values ($1, $2, $3, now() + interval '1 day')`,
      [SITE, first.credential, second.employee],
    );
    await expect(twice).rejects.toMatchObject({ code: '23P01' });
  });

  it('that is not understood is refused with what to type instead', async () => {
    const { employee } = await hire(hub);
    const answer = await ask(hub, 'POST', `/employees/${employee}/badges`, {
      body: { source: { badge: { kind: 'em4100', printed: '12' } } },
    });
    expect(refused(answer)).toEqual([400, 'VALIDATION_ERROR', 'PRINT_NOT_UNDERSTOOD badge']);
  });

  it('is nobody’s whom HR does not give it: supervisors may not', async () => {
    const { employee } = await hire(hub);
    const as = { name: 'Sue', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] } as const;
    const body = { source: { badge: newCard().badge } };
    expect((await ask(hub, 'POST', `/employees/${employee}/badges`, { as, body })).status).toBe(403);
    expect((await ask(hub, 'GET', `/employees/${employee}/badges`, { as })).status).toBe(200);
  });

  it('is found by whoever finds it on the floor', async () => {
    const person = await hire(hub, { familyName: 'Finder' });
    const card = newCard();
    await issue(person.employee, { badge: card.badge });
    const answer = await ask(hub, 'POST', '/badges/lookup', {
      body: { site: SITE, source: { badge: card.badge } },
    });
    const { holders } = dataOf(answer, BadgeFound);
    expect(holders).toMatchObject([{ employee: person.employee, name: 'Ayşe Finder', held: true }]);
  });
});

describe('a lost badge', () => {
  it('keeps its earlier taps, however late they arrive, and later ones are nobody’s', async () => {
    const person = await hire(hub);
    const card = newCard();
    const { badge } = await issue(person.employee, { badge: card.badge });
    await backdate(badge, ago(48 * HOUR_MS));
    const lostAt = ago(2 * HOUR_MS);
    const view = dataOf(await endBadge(person.employee, badge, { why: 'lost', at: lostAt }), BadgeView);
    expect(view).toMatchObject({ endedAt: lostAt, endedWhy: 'lost', held: false });
    await hub.settled();
    expect(await tap(card.credential, ago(3 * HOUR_MS))).toMatchObject({ employee: person.employee });
    expect(await tap(card.credential, ago(HOUR_MS))).toEqual({
      employee: null,
      finding: { code: 'unknown-badge', ended: 'lost' },
    });
    // A clock that runs ahead does not bring it back, nor one that stands in the future.
    expect(await tap(card.credential, '2030-01-01T00:00:00.000Z')).toMatchObject({ employee: null });
  });

  it('that somebody else got later is theirs from then on, and of nobody between', async () => {
    const [first, second] = [await hire(hub), await hire(hub)];
    const card = newCard();
    const { badge } = await issue(first.employee, { badge: card.badge });
    await backdate(badge, ago(48 * HOUR_MS));
    await endBadge(first.employee, badge, { why: 'returned', at: ago(10 * HOUR_MS) });
    const next = await issue(second.employee, { badge: card.badge });
    await backdate(next.badge, ago(5 * HOUR_MS));
    await forgetCaches();
    const holders = [];
    for (const hours of [60, 20, 8, 4])
      holders.push((await tap(card.credential, ago(hours * HOUR_MS))).employee);
    expect(holders).toEqual([first.employee, first.employee, null, second.employee]);
  });

  it('is replaced in one step', async () => {
    const person = await hire(hub);
    const [old, fresh] = [newCard(), newCard()];
    const { badge } = await issue(person.employee, { badge: old.badge });
    const answer = await ask(hub, 'POST', `/employees/${person.employee}/badges/${badge}/replace`, {
      body: { why: 'lost', source: { badge: fresh.badge } },
    });
    expect(dataOf(answer, BadgeIssued)).toMatchObject({
      held: true,
      printed: { dez10: fresh.badge.printed },
    });
    const { body } = await ask(hub, 'GET', `/employees/${person.employee}/badges`);
    const badges = z.object({ data: z.array(BadgeView) }).parse(body).data;
    expect(badges.map(({ endedWhy, held }) => [endedWhy, held])).toEqual([
      [null, true],
      ['lost', false],
    ]);
    // Nothing of it happens when the new one is somebody's.
    const again = await ask(hub, 'POST', `/employees/${person.employee}/badges/${badges[0]?.badge}/replace`, {
      body: { source: { badge: fresh.badge } },
    });
    expect(again.status).toBe(201);
  });

  it('is lost once, while it is held, and not in the future', async () => {
    const person = await hire(hub);
    const { badge } = await issue(person.employee, { badge: newCard().badge });
    const at = new Date(Date.now() + HOUR_MS).toISOString();
    expect(refused(await endBadge(person.employee, badge, { why: 'lost', at }))[2]).toBe('NOT_WHILE_HELD at');
    expect((await endBadge(person.employee, badge, { why: 'lost' })).status).toBe(200);
    expect(refused(await endBadge(person.employee, badge, { why: 'lost' }))[2]).toBe('BADGE_ENDED ');
    const stranger = await hire(hub);
    expect((await endBadge(stranger.employee, badge, { why: 'lost' })).status).toBe(404);
  });
});

describe('a badge that is lent', () => {
  it('ends of itself; kiosks hear of it then', async () => {
    const person = await hire(hub);
    const card = newCard();
    const until = new Date(Date.now() + 24 * HOUR_MS).toISOString();
    const made = await issue(person.employee, { badge: card.badge }, until);
    expect(made).toMatchObject({ lent: true, held: true, endedAt: until, endedWhy: 'expired' });
    expect((await tap(card.credential)).employee).toBe(person.employee);
    await kiosk.until(() => kiosk.latest('roster', person.employee)?.credentials !== undefined);
    const rounds = hub.part(PeopleRounds);
    await rounds.go(Date.now());
    const now = new Date().toISOString();
    await hub.database.primary.query('update credential set ended_at = $2 where id = $1', [made.badge, now]);
    await rounds.go(Date.now() + 1);
    await kiosk.until(
      () => JSON.stringify(kiosk.latest('roster', person.employee)?.credentials) === JSON.stringify([]),
    );
    expect(await tap(card.credential)).toEqual({
      employee: null,
      finding: { code: 'unknown-badge', ended: 'expired' },
    });
  });
});

describe('a leaver', () => {
  it('has badges and PIN until the last day is over, and facts for good', async () => {
    const person = await hire(hub);
    const card = newCard();
    const { badge } = await issue(person.employee, { badge: card.badge });
    await backdate(badge, ago(100 * 24 * HOUR_MS));
    expect(
      (await ask(hub, 'PUT', `/employees/${person.employee}/pin`, { body: { pin: '7391' } })).status,
    ).toBe(200);
    const on = ago(3 * 24 * HOUR_MS).slice(0, 10);
    const left = await ask(hub, 'POST', `/employees/${person.employee}/departure`, {
      body: { on, reason: 'moved' },
    });
    expect(dataOf(left, EmployeeDetail)).toMatchObject({ active: false, hasPin: false, leftOn: on });
    await hub.settled();
    await kiosk.until(() => kiosk.latest('roster', person.employee) === null);
    expect((await tap(card.credential, ago(5 * 24 * HOUR_MS))).employee).toBe(person.employee);
    expect(await tap(card.credential)).toMatchObject({ employee: null, finding: { ended: 'left' } });
    const again = await ask(hub, 'POST', `/employees/${person.employee}/badges`, {
      body: { source: { badge: newCard().badge } },
    });
    expect(refused(again)[2]).toBe('NOT_IN_SERVICE employee');
    const back = await ask(hub, 'POST', `/employees/${person.employee}/return`, {
      body: { reason: 'came back' },
    });
    expect(dataOf(back, EmployeeDetail)).toMatchObject({ active: true, leftOn: null, hasPin: false });
    // The card lies in a drawer: it is given anew.
    expect((await tap(card.credential)).employee).toBeNull();
  });

  it('of a day to come works on until then, and stays after all if wanted', async () => {
    const person = await hire(hub);
    const card = newCard();
    await issue(person.employee, { badge: card.badge });
    const inAWeek = new Date(Date.now() + 7 * 24 * HOUR_MS);
    const body = { on: inAWeek.toISOString().slice(0, 10), reason: 'end of contract' };
    await ask(hub, 'POST', `/employees/${person.employee}/departure`, { body });
    expect((await tap(card.credential)).employee).toBe(person.employee);
    await ask(hub, 'POST', `/employees/${person.employee}/return`, { body: { reason: 'extended' } });
    const { body: badges } = await ask(hub, 'GET', `/employees/${person.employee}/badges`);
    expect(badges).toMatchObject({ data: [{ held: true, endedAt: null }] });

    await ask(hub, 'POST', `/employees/${person.employee}/departure`, { body });
    await hub.part(PeopleRounds).go(inAWeek.getTime() + 3 * 24 * HOUR_MS);
    const { body: after } = await ask(hub, 'GET', `/employees/${person.employee}`);
    expect(after).toMatchObject({ data: { active: false, leftOn: body.on } });
  });
});

describe('a PIN', () => {
  it('is not given to somebody who has left', async () => {
    const { employee } = await hire(hub);
    await ask(hub, 'POST', `/employees/${employee}/departure`, { body: { on: '2026-01-01', reason: 'x' } });
    const answer = await ask(hub, 'PUT', `/employees/${employee}/pin`, { body: { pin: '90218' } });
    expect(refused(answer)).toEqual([409, 'CONFLICT', 'NOT_IN_SERVICE employee']);
  });

  it.each(['1234', '7777', '2001', '12', 'abcd'])('is not %s', async pin => {
    const { employee } = await hire(hub);
    expect((await ask(hub, 'PUT', `/employees/${employee}/pin`, { body: { pin } })).status).toBe(400);
  });

  it('is told to nobody, and kiosks get what checks it', async () => {
    const { employee } = await hire(hub);
    const { body } = await ask(hub, 'PUT', `/employees/${employee}/pin`, { body: { pin: '90218' } });
    expect(JSON.stringify(body)).not.toMatch(/90218|scrypt/);
    await kiosk.until(() => String(kiosk.latest('roster', employee)?.pin).startsWith('scrypt$'));
    await ask(hub, 'DELETE', `/employees/${employee}/pin`);
    await kiosk.until(() => kiosk.latest('roster', employee)?.pin === null);
    const [trail] = await hub.database.primary.query(
      `select string_agg(action, ' ' order by position) as actions, bool_or(coalesce(before, '') || coalesce(after, '') like '%90218%') as told
       from audit_entry where subject_id = $1 and action like 'pin.%'`,
      [employee],
    );
    expect(trail).toEqual({ actions: 'pin.set pin.cleared', told: false });
  });
});
