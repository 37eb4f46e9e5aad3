import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../kit/api-client.ts';
import type { TestPerson } from '../kit/running-hub.ts';
import { at, dateIn, ExceptionsCompany } from './kit.ts';
import { settledByFirst } from './settle-kit.ts';

const DAY = dateIn(-2);

let company: ExceptionsCompany;

beforeAll(async () => {
  company = await ExceptionsCompany.open();
});
afterAll(async () => {
  await company.close();
});

describe('an unknown badge', () => {
  const taps = async (credential: string, ...times: string[]) => {
    for (const time of times) await company.punch({ credential }, 'auto', at(DAY, time));
    await company.noticed();
    const found = await company.inbox('code=unknown-badge');
    return found.filter(({ facts }) => facts.times === times.length);
  };

  it('is one exception a day, however often it is tapped', async () => {
    const [found, ...others] = await taps('a'.repeat(64), '06:00', '06:05', '07:00');
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      category: 'identity',
      person: null,
      terminal: { terminal: 'gate', place: 'Place of gate' },
      date: DAY,
      at: at(DAY, '06:00'),
      message: 'A badge of nobody was tapped, 3 times today.',
    });
    expect(found?.facts.punches).toHaveLength(3);
  });

  it('says why it is nobody’s any more', async () => {
    const leaver = await company.person();
    await company.hub.database.primary.query(
      "update credential set issued_at = $2, ended_at = $3, ended_why = 'lost' where employee_id = $1",
      [leaver.id, at(dateIn(-9), '12:00'), at(dateIn(-3), '12:00')],
    );
    const found = await taps(leaver.credential, '08:00');
    expect(found.map(({ message }) => message)).toEqual(['A badge that was reported lost was tapped.']);
    expect(JSON.stringify(found)).not.toContain(leaver.credential);
  });

  it('of somebody who is known is none', async () => {
    const person = await company.person();
    const before = (await company.inbox('code=unknown-badge')).length;
    await company.day(person, DAY, '06:00 clock-in', '14:00 clock-out');
    await company.noticed();
    expect(await company.inbox('code=unknown-badge')).toHaveLength(before);
  });
});

describe('who comes without a plan', () => {
  const unplanned = async (person: TestPerson, query = '') =>
    (await company.inbox(`employee=${person.id}&code=unscheduled&${query}`)).map(({ state, facts }) => ({
      state,
      punches: facts.punches,
    }));
  const came = async (...punches: string[]) => {
    const person = await company.person();
    const ids = await company.day(person, DAY, ...punches);
    await company.noticed();
    return { person, ids };
  };
  const correct = async (correction: unknown) => {
    expect(await send(company.hub, 'POST', '/corrections', { body: correction })).toMatchObject({
      status: 201,
    });
    await company.noticed();
  };

  it('is nobody whose team is not planned from two weeks before until the day after', async () => {
    const { person } = await came('06:00 clock-in', '14:00 clock-out');
    expect(await unplanned(person, 'state=any')).toEqual([]);
    const colleague = await company.person();
    for (const day of [-17, 0]) await company.plan(colleague, dateIn(day), '06:00', '14:00');
    expect(await unplanned((await came('06:00 clock-in')).person)).toEqual([]);
    await company.plan(colleague, dateIn(-16), '06:00', '14:00');
    expect(await unplanned((await came('06:00 clock-in')).person)).toHaveLength(1);
    const alone = await company.person({ team: null });
    await company.day(alone, DAY, '06:00 clock-in');
    await company.noticed();
    expect(await unplanned(alone)).toEqual([]);
  });

  it('is told once a day, and no more once there is a plan', async () => {
    const { person, ids } = await came(
      '06:00 clock-in',
      '10:00 clock-out',
      '11:00 clock-in',
      '14:00 clock-out',
    );
    const [found, ...others] = await company.inbox(`employee=${person.id}`);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: 'unscheduled',
      category: 'schedule',
      person: { employee: person.id, team: 'early' },
      at: at(DAY, '06:00'),
      facts: { punches: [ids[0]] },
    });
    await company.plan(person, DAY, '06:00', '14:00');
    await company.noticed();
    expect(await company.codes(person)).toEqual([]);
    expect(await company.codes(person, 'state=gone')).toEqual(['unscheduled']);
  });

  it('is whoever corrections leave at work: not after the tap is void, no clock-in any more, or moved into a shift', async () => {
    const void1 = await came('06:00 clock-in', '10:00 clock-out', '11:00 clock-in', '14:00 clock-out');
    await correct({ kind: 'void', punch: void1.ids[0], reason: 'of somebody else' });
    expect(await unplanned(void1.person)).toEqual([{ state: 'open', punches: [void1.ids[2]] }]);
    await correct({ kind: 'void', punch: void1.ids[2], reason: 'of somebody else' });
    expect(await unplanned(void1.person, 'state=any')).toMatchObject([{ state: 'gone' }]);

    const other = await came('06:00 clock-in');
    await correct({ kind: 'reclassify', punch: other.ids[0], action: 'clock-out', reason: 'left' });
    expect(await unplanned(other.person, 'state=any')).toMatchObject([{ state: 'gone' }]);

    const moved = await came('06:00 clock-in');
    await company.plan(moved.person, DAY, '12:00', '20:00');
    await company.noticed();
    expect(await unplanned(moved.person)).toMatchObject([{ state: 'open' }]);
    const when = { at: at(DAY, '11:55') };
    await correct({ kind: 'move', punch: moved.ids[0], when, reason: 'the clock was wrong' });
    expect(await unplanned(moved.person, 'state=any')).toMatchObject([{ state: 'gone' }]);
  });

  it('is nothing to tell of two hours before a shift', async () => {
    const person = await company.person();
    await company.plan(person, DAY, '08:00', '14:00');
    await company.day(person, DAY, '06:00 clock-in', '14:00 clock-out');
    await company.noticed();
    expect(await company.codes(person)).toEqual([]);
  });
});

describe('a clock that is off', () => {
  const off = async (seconds: number) => {
    const person = await company.person();
    await company.plan(person, DAY, '06:00', '14:00');
    await company.punch(person, 'clock-in', at(DAY, '06:00'), {
      sent: { at: new Date(Date.now() + seconds * 1_000).toISOString(), uptimeMs: null },
    });
    await company.noticed();
    return (await company.inbox('code=clock-off')).map(({ facts, terminal }) => [
      terminal?.terminal,
      facts.seconds,
    ]);
  };

  it('is none below two minutes, and one matter a terminal and day beyond', async () => {
    expect(await off(110)).toEqual([]);
    expect(await off(305)).toEqual([['gate', 300]]);
    expect(await off(306)).toEqual([['gate', 300]]);
    const [found] = await company.inbox('code=clock-off');
    if (!found) throw new Error('it is there');
    expect(await settledByFirst(company, found)).toBe('accept');
    expect(await company.inbox('code=clock-off')).toEqual([]);
  });
});
