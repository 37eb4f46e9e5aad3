import { describe, expect, it } from '@jest/globals';
import { biasOf } from './bias.ts';

/** As the database sums up the applications of a rule. */
function biasIn(seconds: readonly number[]) {
  const [taken, given] = [seconds.filter(one => one < 0), seconds.filter(one => one > 0)];
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return biasOf({
    applications: seconds.length,
    losses: taken.length,
    gains: given.length,
    takenSeconds: -sum(taken),
    givenSeconds: sum(given),
    sumOfSquares: sum(seconds.map(one => one * one)),
  });
}

const repeated = (count: number, ...seconds: number[]) => Array.from({ length: count }, () => seconds).flat();

describe('what rounding did', () => {
  it('is summed up against raw time', () => {
    expect(biasIn([300, -120, 0, -60])).toEqual({
      applications: 4,
      givenSeconds: 300,
      takenSeconds: 180,
      sumSeconds: 120,
      meanSeconds: 30,
      sumOfSquares: 300 * 300 + 120 * 120 + 60 * 60,
      z: 120 / Math.sqrt(108_000),
      alarm: null,
    });
  });

  it('is nothing where nothing was moved', () => {
    expect(biasIn([])).toMatchObject({ meanSeconds: 0, z: null, alarm: null });
    expect(biasIn(repeated(50, 0))).toMatchObject({ meanSeconds: 0, z: null, alarm: null });
  });
});

describe('the alarm', () => {
  it('is silent where gain and loss even out over time', () => {
    // The quarter-hour rule over every minute of the hour: seven down, eight up with the tie.
    const quarter = Array.from({ length: 60 }, (_, minute) => (Math.round(minute / 15) * 15 - minute) * 60);
    expect(biasIn(repeated(20, ...quarter.filter(one => Math.abs(one) < 450))).alarm).toBeNull();
    expect(biasIn(repeated(5_000, 60, -60)).alarm).toBeNull();
  });

  it('turns where z passes 3, either way', () => {
    // n amounts of one size, k of them positive: z = (2k - n) / sqrt(n).
    const leaning = (takes: number, gives: number) =>
      biasIn([...repeated(takes, -60), ...repeated(gives, 60)]);
    expect(leaning(65, 35)).toMatchObject({ z: -3, alarm: null });
    expect(leaning(66, 34).alarm).toBe('takes');
    expect(leaning(35, 65)).toMatchObject({ z: 3, alarm: null });
    expect(leaning(34, 66).alarm).toBe('gives');
  });

  it('waits for thirty applications', () => {
    expect(biasIn([...repeated(28, -60), 60]).alarm).toBeNull();
    expect(biasIn([...repeated(29, -60), 60]).alarm).toBe('takes');
    expect(biasIn(repeated(29, 60)).alarm).toBeNull();
  });

  it('goes off where a rule took ten times and never gave', () => {
    expect(biasIn(repeated(9, -60)).alarm).toBeNull();
    expect(biasIn(repeated(10, -60)).alarm).toBe('only-takes');
    // A punch on the very quarter gives nothing either.
    expect(biasIn([...repeated(10, -60), ...repeated(5, 0)]).alarm).toBe('only-takes');
    expect(biasIn([...repeated(10, -60), 1]).alarm).toBeNull();
  });

  it('sees a lean of seconds that counting cannot: large losses, small gains', () => {
    expect(biasIn(repeated(40, -420, 60)).alarm).toBe('takes');
  });
});
