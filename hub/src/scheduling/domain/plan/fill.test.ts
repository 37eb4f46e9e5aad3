import { describe, expect, it } from '@jest/globals';
import { type DraftCell, type PublishedShift, publishing } from './cells.ts';
import { fill, StandingCells } from './fill.ts';

const DATE = '2026-06-01';
const published = (employee: string, shift: string): PublishedShift => ({
  ...{ employee, shift, date: DATE, id: `${employee}/${shift}` },
  ...{ startsAt: '', endsAt: '', unpaidSeconds: 0, area: 'a' },
});
const draft = (employee: string, ...shifts: string[]): DraftCell => ({
  ...{ employee, shifts, date: DATE, by: 'x', at: '' },
});
const want = (employee: string, ...shifts: string[]) => ({ employee, date: DATE, shifts });

describe('publishing drafts', () => {
  it('keeps what stays, releases what goes, adds what is new, and leaves other cells alone', () => {
    const standing = [published('p', 'early'), published('p', 'late'), published('q', 'early')];
    const { kept, released, added } = publishing(standing, [draft('p', 'late', 'night')]);
    expect(kept.map(({ id }) => id)).toEqual(['p/late', 'q/early']);
    expect(released.map(({ id }) => id)).toEqual(['p/early']);
    expect(added).toEqual([{ employee: 'p', date: DATE, shift: 'night' }]);
  });

  it('of a day off releases all of it', () => {
    const { kept, released, added } = publishing([published('p', 'early')], [draft('p')]);
    expect([kept.length, released.length, added.length]).toEqual([0, 1, 0]);
  });
});

describe('filling cells', () => {
  const standing = new StandingCells(
    [published('published', 'early'), published('redrafted', 'early')],
    [draft('redrafted', 'late'), draft('off')],
  );
  const over = (how: 'empty' | 'all', ...wanted: ReturnType<typeof want>[]) => {
    const { put, drop, notEmpty } = fill(wanted, standing, how);
    return {
      put: put.map(one => one.employee),
      drop: drop.map(one => one.employee),
      notEmpty: notEmpty.length,
    };
  };

  it('that are empty, leaves alone what is published or drafted, a drafted day off too', () => {
    const all = ['free', 'published', 'redrafted', 'off'].map(employee => want(employee, 'night'));
    expect(over('empty', ...all)).toEqual({ put: ['free'], drop: [], notEmpty: 3 });
  });

  it('all of them, drops the draft where what is wanted is published', () => {
    expect(over('all', want('redrafted', 'early'), want('published', 'late'))).toEqual({
      ...{ put: ['published'], drop: ['redrafted'], notEmpty: 0 },
    });
  });

  it('changes nothing where it stands already', () => {
    const same = [want('free'), want('published', 'early'), want('redrafted', 'late'), want('off')];
    expect(over('all', ...same)).toEqual({ put: [], drop: [], notEmpty: 0 });
    expect(over('empty', ...same)).toEqual({ put: [], drop: [], notEmpty: 0 });
  });
});
