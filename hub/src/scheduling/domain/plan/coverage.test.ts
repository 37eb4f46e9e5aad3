import { describe, expect, it } from '@jest/globals';
import { fewestPlanned, requiredPeople, timedPeople } from './coverage.ts';

const at = (time: string) => `2026-06-01T${time}:00.000Z`;
const planned = (from: string, to: string, people: number) => ({
  ...{ startsAt: at(from), endsAt: at(to), people },
});
const fewest = (...all: ReturnType<typeof planned>[]) =>
  fewestPlanned(timedPeople(planned('06:00', '14:00', 0)), all.map(timedPeople));

describe('the fewest people of a span', () => {
  it('are none when nobody is planned, or only beside it', () => {
    expect(fewest()).toBe(0);
    expect(fewest(planned('00:00', '06:00', 5), planned('14:00', '22:00', 5))).toBe(0);
  });

  it('are all of them when they are there the whole time', () => {
    expect(fewest(planned('06:00', '14:00', 3), planned('05:00', '15:00', 2))).toBe(5);
  });

  it('are those of the worst moment, however short', () => {
    expect(fewest(planned('06:00', '13:59', 3), planned('06:00', '14:00', 2))).toBe(2);
    expect(fewest(planned('06:00', '10:00', 3), planned('10:00', '14:00', 4))).toBe(3);
    expect(fewest(planned('06:00', '10:00', 3), planned('10:01', '14:00', 4))).toBe(0);
    expect(fewest(planned('06:01', '14:00', 3))).toBe(0);
  });

  it('are fewer by what drafts take away', () => {
    expect(fewest(planned('06:00', '14:00', 5), planned('06:00', '14:00', -2))).toBe(3);
  });
});

describe('what is required', () => {
  const spans = [{ weekdays: [6], starts: '22:00', ends: '06:00', people: 4 }];
  const of = (from: string, to: string) =>
    requiredPeople([{ area: 'a', spans }], { from, to }, 'Europe/Berlin');

  it('is there on its weekdays only, over midnight and through changes of the clock (R6)', () => {
    const found = of('2026-03-23', '2026-03-29');
    expect(found).toEqual([
      {
        ...{ area: 'a', date: '2026-03-28', people: 4 },
        ...{ startsAt: '2026-03-28T21:00:00.000Z', endsAt: '2026-03-29T04:00:00.000Z' },
      },
    ]);
    expect(of('2026-10-19', '2026-10-25')[0]).toMatchObject({
      startsAt: '2026-10-24T20:00:00.000Z',
      endsAt: '2026-10-25T05:00:00.000Z',
    });
  });
});
