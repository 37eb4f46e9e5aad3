import { describe, expect, it } from '@jest/globals';
import type { Board } from '@tapclock/contracts';
import {
  aBoard,
  anEmployeeId,
  aPerson,
  aPunchId,
  aShift,
  aTerminal,
  at,
  instant,
} from '../../test/support/builders.ts';
import { attentionOf } from './attention.ts';
import { boardViewOf } from './board-view.ts';
import { positionOf } from './day-line.ts';
import { layoutOf } from './floor-layout.ts';
import { BOARD_LIMITS } from './limits.ts';
import { factsOf } from './person-facts.ts';
import { siteDay } from './site-day.ts';

const early = [aShift('06:00', '14:00')];
const person = (number: number, name: string, more = {}) => ({
  employee: anEmployeeId(number),
  name,
  ...more,
});

const lena = aPerson([['clock-in', at('05:58')]], { ...person(1, 'Lena'), shifts: early });
const amir = aPerson([['clock-in', at('06:12')]], { ...person(2, 'Amir'), shifts: early });
const jonas = aPerson([], { ...person(3, 'Jonas'), shifts: early });
const ines = aPerson([['clock-in', at('21:58', -1)]], {
  ...person(4, 'Inês', { area: 'logistics' }),
  shifts: [aShift('22:00', '06:00', -1, 'Night')],
});
const omar = aPerson([['clock-in', at('05:30')]], person(5, 'Omar', { area: 'logistics' }));
const zofia = aPerson([], { ...person(6, 'Zofia'), shifts: [aShift('14:00', '22:00', 0, 'Late')] });
const board = aBoard([zofia, lena, amir, jonas, ines, omar]);

function viewAt(nowMs: number, of: Board = board) {
  return boardViewOf(of, { nowMs, day: siteDay(nowMs, of.site.zone), limits: BOARD_LIMITS, factsOf });
}

describe('the board at one moment', () => {
  it('counts everyone where they belong, a late person as here and as late', () => {
    expect(viewAt(at('06:20')).counts).toEqual({
      here: 4,
      missing: 1,
      late: 1,
      break: 0,
      expected: 1,
      gone: 0,
    });
  });

  it('holds present against planned now, and counts people without a running shift as extra', () => {
    const view = viewAt(at('06:20'));
    expect(view.areas.map(area => area.staffing)).toEqual([
      { planned: 3, present: 2, extra: 0 },
      { planned: 0, present: 0, extra: 2 },
    ]);
    expect(view.staffing).toEqual({ planned: 3, present: 2, extra: 2 });
  });

  it('does not count on someone who is long past the end of the shift', () => {
    expect(viewAt(at('08:00')).staffing.extra).toBe(1);
  });

  it('plans nobody in the second the shift ends', () => {
    expect(viewAt(at('13:59:59')).staffing.planned).toBe(3);
    expect(viewAt(at('14:00')).staffing.planned).toBe(1);
  });

  it('names the running shifts, the largest crew first', () => {
    const day = aPerson([], { ...person(7, 'Olga'), shifts: [aShift('08:00', '16:30', 0, 'Day')] });
    const view = viewAt(at('09:00'), aBoard([day, ...board.people]));
    expect(view.shifts.map(shift => shift.name)).toEqual(['Early', 'Day']);
  });

  it('gives people of an unlisted area a column of their own', () => {
    const view = viewAt(at('06:20'), aBoard([{ ...lena, area: 'paint' }]));
    expect(view.areas.map(area => [area.id, area.name])).toEqual([
      ['assembly', 'Assembly'],
      ['logistics', 'Logistics'],
      ['paint', null],
    ]);
  });

  it('stands on an empty site', () => {
    expect(viewAt(at('06:20'), aBoard()).counts.here).toBe(0);
  });
});

describe('the day line', () => {
  it('keeps its axis for the whole shift', () => {
    expect(viewAt(at('06:01')).axis).toEqual(viewAt(at('13:59')).axis);
    expect(viewAt(at('06:01')).axis).toMatchObject({ startMs: at('04:00'), endMs: at('17:00') });
  });

  it('draws planned, late and present to scale, the last part up to now', () => {
    const view = viewAt(at('10:00'));
    const { axis } = view;
    expect(view.people.get(amir.employee)?.line).toEqual([
      { kind: 'planned', from: positionOf(axis, at('06:00')), to: positionOf(axis, at('14:00')) },
      { kind: 'in', from: positionOf(axis, at('06:12')), to: null },
      { kind: 'late', from: positionOf(axis, at('06:00')), to: positionOf(axis, at('06:12')) },
    ]);
  });

  it('marks the time somebody is missing, and the time after a shift', () => {
    const view = viewAt(at('10:00'));
    expect(view.people.get(jonas.employee)?.line.at(-1)).toMatchObject({ kind: 'missing', to: null });
    expect(view.people.get(ines.employee)?.line.at(-1)).toMatchObject({ kind: 'over', to: null });
  });
});

describe('the order of rows', () => {
  const names = (nowMs: number, asked = {}) => {
    const view = viewAt(nowMs);
    const layout = layoutOf(view, [], { site: 'werk-nord', bucket: null, query: '', ...asked });
    return layout.areas.flatMap(area =>
      area.groups.map(({ group, employees }) => [
        area.id,
        group,
        ...employees.map(id => view.people.get(id)?.name),
      ]),
    );
  };

  it('is by group, then by name', () => {
    expect(names(at('06:20'))).toEqual([
      ['assembly', 'missing', 'Jonas'],
      ['assembly', 'here', 'Amir', 'Lena'],
      ['assembly', 'expected', 'Zofia'],
      ['logistics', 'here', 'Inês', 'Omar'],
    ]);
  });

  it('does not change as minutes pass', () => {
    expect(names(at('06:20'))).toEqual(names(at('06:50')));
  });

  it('shows only whom a count or a search asks for', () => {
    expect(names(at('06:20'), { bucket: 'late' })).toEqual([['assembly', 'here', 'Amir']]);
    expect(names(at('06:20'), { query: 'zo' })).toEqual([['assembly', 'expected', 'Zofia']]);
  });
});

describe('what needs a person', () => {
  const attention = (nowMs: number, of: Board) => attentionOf(of, viewAt(nowMs, of), nowMs, BOARD_LIMITS);

  it('puts what stops taps first, then missing people, then what can wait', () => {
    const of = {
      ...board,
      terminals: [
        aTerminal({ terminal: 'dock', place: 'Dock', online: false, journalDepth: 3 }),
        aTerminal({ clockOffsetMs: -95_000, alarm: 'gap' as const }),
      ],
      unknownBadges: [{ punchId: aPunchId(), occurredAt: instant(at('06:03')), place: 'Gate 2' }],
    };
    expect(attention(at('08:00'), of).map(item => item.kind)).toEqual([
      'terminal-alarm',
      'terminal-offline',
      'missing',
      'unknown-badge',
      'overstay',
      'clock-off',
    ]);
  });

  it('says how fast or slow a clock is, from hub minus terminal', () => {
    const [ahead] = attention(
      at('06:00'),
      aBoard([], { terminals: [aTerminal({ clockOffsetMs: -95_000 })] }),
    );
    expect(ahead).toMatchObject({ kind: 'clock-off', seconds: 95 });
    const fine = aBoard([], {
      terminals: [aTerminal({ clockOffsetMs: 30_000 }), aTerminal({ clockOffsetMs: null })],
    });
    expect(attention(at('06:00'), fine)).toEqual([]);
  });

  it('takes ten taps of a strange badge at one place as one thing, for four hours', () => {
    const unknownBadges = ['06:03', '06:04'].map(clock => ({
      punchId: aPunchId(),
      occurredAt: instant(at(clock)),
      place: 'Gate 2',
    }));
    const of = aBoard([], { unknownBadges });
    expect(attention(at('06:10'), of)).toMatchObject([{ taps: 2, sinceMs: at('06:04') }]);
    expect(attention(at('10:04'), of)).toMatchObject([{ taps: 1 }]);
    expect(attention(at('10:04:01'), of)).toEqual([]);
  });

  it('names a reader that is gone, but not on a terminal that is away itself', () => {
    const reader = {
      id: 'main',
      family: 'rdm6300',
      place: 'Gate 1',
      state: 'missing' as const,
      problem: 'unplugged',
      reads: 0,
      refusedReads: 0,
      discardedBytes: 0,
      lastReadAt: null,
    };
    const kinds = (online: boolean) =>
      attention(at('06:00'), aBoard([], { terminals: [aTerminal({ online, readers: [reader] })] })).map(
        i => i.kind,
      );
    expect(kinds(true)).toEqual(['reader-missing']);
    expect(kinds(false)).toEqual(['terminal-offline']);
    const beside = (state: 'online' | 'silent') =>
      attention(
        at('06:00'),
        aBoard([], { terminals: [aTerminal({ readers: [reader, { ...reader, id: 'other', state }] })] }),
      );
    expect(beside('online')).toMatchObject([{ reader: 'main', isOnly: false }]);
    // One that is asked and does not answer is as good as gone.
    expect(beside('silent')).toMatchObject([
      { reader: 'main', isOnly: true },
      { reader: 'other', isOnly: true },
    ]);
  });

  it('has nothing to say on a calm day', () => {
    expect(attention(at('06:20'), aBoard([lena], { terminals: [aTerminal()] }))).toEqual([]);
  });
});
