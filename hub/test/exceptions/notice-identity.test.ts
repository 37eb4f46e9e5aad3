import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExceptionView } from '@tapclock/contracts';
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

const ofIdentity = (person: TestPerson) => company.inbox(`category=identity&employee=${person.id}`);
/** Settled by whoever takes back the last tap of that badge, which was not the person's own. */
const takenBack = async ([found]: ExceptionView[]) => {
  if (!found) throw new Error('it is there');
  const [last] = await company.hub.database.primary.query<{ punch: string }>(
    'select punch_id as punch from punch where employee_id = $1 order by occurred_at desc limit 1',
    [found.person?.employee],
  );
  const reason = 'somebody else held the badge';
  return settledByFirst(company, found, [{ kind: 'void', punch: last?.punch ?? '', reason }]);
};
const seconds = (instant: string, more: number) => new Date(Date.parse(instant) + more * 1_000).toISOString();

describe('a badge at two terminals at once', () => {
  const tapped = async (apart: number) => {
    const person = await company.person();
    await company.punch(person, 'clock-in', at(DAY, '06:00'));
    await company.punch(person, 'break-start', seconds(at(DAY, '09:00'), 0));
    await company.punch(person, 'break-start', seconds(at(DAY, '09:00'), apart), { kiosk: company.door });
    await company.noticed();
    return ofIdentity(person);
  };

  it('is told at five seconds, and not at six', async () => {
    const found = await tapped(5);
    expect(found).toMatchObject([
      {
        code: 'two-places',
        date: DAY,
        terminal: { terminal: 'door' },
        message: 'Tapped at Place of gate and Place of door within 5 s.',
      },
    ]);
    expect(await tapped(6)).toEqual([]);
    expect(await takenBack(found)).toBe('correct');
  });
});

describe('a way that nobody makes so fast', () => {
  it('is told by where the terminals stand', async () => {
    // Two kilometres along a meridian.
    const stand = (id: string, latitude: number) =>
      send(company.hub, 'PUT', `/terminals/${id}/position`, { body: { latitude, longitude: 11.5 } });
    expect((await stand('gate', 48.1)).status).toBe(200);
    await stand('door', 48.118);
    const tapped = async (apart: number) => {
      const person = await company.person();
      await company.punch(person, 'clock-in', at(DAY, '06:00'));
      await company.punch(person, 'clock-out', seconds(at(DAY, '06:00'), apart), { kiosk: company.door });
      await company.noticed();
      return ofIdentity(person);
    };
    const found = await tapped(174);
    expect(found).toMatchObject([
      {
        code: 'impossible-way',
        facts: { seconds: 174, limitSeconds: 175, places: ['Place of gate', 'Place of door'] },
        message: 'From Place of gate to Place of door in 3 min; the way takes at least 3 min.',
      },
    ]);
    expect(await tapped(175)).toEqual([]);
    expect(await takenBack(found)).toBe('correct');
    expect((await send(company.hub, 'DELETE', '/terminals/door/position')).status).toBe(200);
    expect(await tapped(174)).toEqual([]);
  });
});

describe('two badges in one hand', () => {
  let hour = 10;
  /** Two people who tap together on so many days, one after the other by so many seconds. */
  const together = async (
    days: number,
    apart: number,
    others: 'alone' | 'queue' = 'alone',
    apartDays = 0,
  ) => {
    const [one, other, third] = [await company.person(), await company.person(), await company.person()];
    hour += 1;
    const clock = `${String(hour).padStart(2, '0')}:00`;
    for (let day = 1; day <= days; day += 1) {
      const [first, second] = day % 2 === 0 ? [one, other] : [other, one];
      await company.punch(first, 'clock-in', at(dateIn(-day), clock));
      await company.punch(second, 'clock-in', seconds(at(dateIn(-day), clock), apart));
      if (others === 'queue') await company.punch(third, 'clock-in', seconds(at(dateIn(-day), clock), 50));
    }
    for (let day = days + 1; day <= days + apartDays; day += 1) {
      await company.punch(one, 'clock-in', at(dateIn(-day), clock));
      await company.punch(other, 'clock-in', seconds(at(dateIn(-day), clock), 600));
    }
    await company.noticed();
    return [...(await ofIdentity(one)), ...(await ofIdentity(other))];
  };

  it('are told from the fifth day on, whichever comes first', async () => {
    const found = await together(5, 4);
    expect(found).toMatchObject([
      {
        code: 'tapped-together',
        terminal: { terminal: 'gate' },
        message:
          'Two badges were tapped here within 4 s of each other on 5 of 5 days, and nobody else around them.',
      },
    ]);
    expect(await together(4, 4)).toEqual([]);
    expect(await takenBack(found)).toBe('correct');
  });

  it('are two people where five seconds lie between them, or others are around', async () => {
    expect(await together(5, 5)).toEqual([]);
    expect(await together(5, 4, 'queue')).toEqual([]);
  });

  it('name the other one, and are told once a month', async () => {
    const found = await together(6, 3);
    expect(found).toHaveLength(1);
    expect(found[0]?.facts.others).toHaveLength(1);
    expect(found[0]?.facts.others).not.toContain(found[0]?.person?.employee);
  });

  it('are nothing at a web clock, which everybody of a site shares', async () => {
    const kind = (is: string) =>
      company.hub.database.primary.query("update terminal set kind = $1 where id = 'gate'", [is]);
    await kind('web');
    expect(await together(6, 0)).toEqual([]);
    await kind('kiosk');
  });
});
