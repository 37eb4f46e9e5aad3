import { describe, expect, it } from '@jest/globals';
import { type ColleaguePunches, teamTimes } from './team-times.ts';

const at = (time: string) => Date.parse(`2026-06-15T${time}:00Z`) / 1000;

/** `in 06:00`, `out 14:00`, `break 09:00`, `back 09:15`. */
function colleague(...taps: string[]): ColleaguePunches {
  const actions = { in: 'clock-in', out: 'clock-out', break: 'break-start', back: 'break-end' } as const;
  return taps.map(tap => {
    const [what = '', time = ''] = tap.split(' ');
    return { action: actions[what as keyof typeof actions], sec: at(time) };
  });
}

describe('what the team did', () => {
  const team = [
    colleague('in 06:01', 'break 09:00', 'back 09:15', 'out 14:03'),
    colleague('out 14:00', 'in 05:58', 'break 09:05', 'back 09:35'),
    colleague('in 05:50', 'break 09:02', 'back 09:22', 'out 14:10'),
  ];

  it('is the middle of the times that were clocked, never one in between', () => {
    expect(teamTimes(team, at('05:55')).out).toEqual({ sec: at('14:03'), people: 3 });
    expect(teamTimes(team, at('14:01')).in).toEqual({ sec: at('05:58'), people: 3 });
    expect(teamTimes(team, at('09:01')).pause).toEqual({ sec: 20 * 60, people: 3 });
  });

  it('needs three who were on the same shift', () => {
    expect(teamTimes(team.slice(0, 2), at('05:55')).out).toBeNull();
    expect(teamTimes([...team.slice(0, 2), colleague('in 07:30', 'out 15:30')], at('05:55')).out).toBeNull();
    expect(teamTimes(team, at('12:00')).in).toBeNull();
  });

  it('leaves out who left at another time than most', () => {
    const left = (time: string) => colleague('in 06:00', `out ${time}`);
    expect(teamTimes([...team, left('10:00'), left('10:05')], at('05:55')).out).toEqual({
      sec: at('14:03'),
      people: 3,
    });
    expect(teamTimes([...team.slice(0, 2), left('10:00'), left('10:05')], at('05:55')).out).toBeNull();
  });

  it('knows the last way out of somebody who was away at noon', () => {
    const away = [...team.slice(0, 2), colleague('in 06:00', 'out 11:30', 'in 12:00', 'out 14:05')];
    expect(teamTimes(away, at('05:55')).out?.people).toBe(3);
  });
});
