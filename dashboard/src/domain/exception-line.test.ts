import { describe, expect, it } from '@jest/globals';
import type { ExplainedDay } from '@tapclock/contracts';
import { at, instant } from '../../test/support/builders.ts';
import { exceptionLine } from './exception-line.ts';

const EMPLOYEE = '00000000-0000-4000-8000-000000000002';
const punch = (id: string, clock: string) => ({ id, kind: 'IN' as const, at: instant(at(clock)) });
const shift = { startsAt: instant(at('06:00')), endsAt: instant(at('14:00')) };

function dayWith(punches: ExplainedDay['punches'], corrections: ExplainedDay['corrections'] = []) {
  return { segments: [], punches, corrections };
}

function marks(line: ReturnType<typeof exceptionLine>): [string, string][] {
  return line.marks.map(({ kind, atMs }) => [kind, instant(atMs)]);
}

describe('the day around an exception', () => {
  it('shows the plan, the taps, and what the fix would make, all within its ends', () => {
    const line = exceptionLine({
      shifts: [shift],
      day: dayWith([punch('1', '05:55')]),
      corrections: [
        {
          kind: 'add',
          employee: EMPLOYEE,
          action: 'clock-out',
          when: { at: instant(at('14:00')) },
          reason: 'as planned',
        },
      ],
      atMs: at('05:55'),
    });
    expect(marks(line)).toEqual([
      ['punch', instant(at('05:55'))],
      ['fix', instant(at('14:00'))],
    ]);
    expect([line.axis.startMs, line.axis.endMs]).toEqual([at('04:00'), at('15:00')]);
    expect(line.parts).toEqual([{ kind: 'planned', from: 182, to: 909 }]);
  });

  it('shows a tap that a fix moves at both places, and one that it takes away', () => {
    const line = exceptionLine({
      shifts: [],
      day: dayWith([punch('1', '06:00'), punch('2', '14:00')]),
      corrections: [
        { kind: 'move', punch: '1', when: { at: instant(at('06:30')) }, reason: 'r' },
        { kind: 'void', punch: '2', reason: 'r' },
      ],
      atMs: at('06:00'),
    });
    expect(line.marks.map(({ kind }) => kind)).toEqual(['void', 'void', 'fix']);
  });

  it('shows taps as they count after earlier corrections', () => {
    const made = { by: 'Ada', madeAt: instant(at('15:00')), reason: 'r', as: null };
    const line = exceptionLine({
      shifts: [],
      day: dayWith(
        [punch('1', '06:00'), punch('2', '14:00')],
        [
          { ...made, id: 'c1', kind: 'void', punch: '2', at: null },
          { ...made, id: 'c2', kind: 'move', punch: '1', at: instant(at('06:10')) },
          { ...made, id: 'c3', kind: 'add', punch: 'c3', at: instant(at('13:00')) },
        ],
      ),
      corrections: [],
      atMs: at('06:00'),
    });
    expect(marks(line)).toEqual([
      ['punch', instant(at('06:10'))],
      ['punch', instant(at('13:00'))],
    ]);
  });

  it('has room around a single moment, and marks it where nothing else is known', () => {
    const line = exceptionLine({ shifts: [], day: null, corrections: [], atMs: at('12:00') });
    expect(marks(line)).toEqual([['noticed', instant(at('12:00'))]]);
    expect(line.axis.endMs - line.axis.startMs).toBe(8 * 3_600_000);
  });
});
