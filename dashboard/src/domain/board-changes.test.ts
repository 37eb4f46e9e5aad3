import { describe, expect, it } from '@jest/globals';
import {
  aBoard,
  anEmployeeId,
  aPerson,
  aPunchId,
  aTerminal,
  at,
  instant,
} from '../../test/support/builders.ts';
import { applyChanges, changedPeople, UNKNOWN_BADGES_MAX } from './board-changes.ts';

const anna = aPerson([], { employee: anEmployeeId(1) });
const ben = aPerson([], { employee: anEmployeeId(2) });

describe('changes of the board', () => {
  it('takes somebody off who belongs to others now, once', () => {
    const change = { kind: 'gone' as const, employee: ben.employee };
    const once = applyChanges(aBoard([anna, ben]), [change]);
    expect(once.people).toEqual([anna]);
    expect(applyChanges(once, [change])).toBe(once);
  });

  it('changes nothing when applied twice, not even the object (R2)', () => {
    const change = {
      kind: 'person' as const,
      person: aPerson([['clock-in', at('06:00')]], { employee: ben.employee }),
    };
    const once = applyChanges(aBoard([anna, ben]), [change]);
    expect(once.people).toEqual([anna, change.person]);
    expect(applyChanges(once, [structuredClone(change)])).toBe(once);
  });

  it('keeps the place of a person and puts a new one last', () => {
    const cleo = aPerson([], { employee: anEmployeeId(3) });
    const board = applyChanges(aBoard([anna, ben]), [
      { kind: 'person', person: cleo },
      { kind: 'person', person: { ...anna, name: 'Anna B.' } },
    ]);
    expect(board.people.map(person => person.employee)).toEqual(
      [anna, ben, cleo].map(person => person.employee),
    );
  });

  it('replaces a terminal by its name', () => {
    const board = aBoard([], { terminals: [aTerminal()] });
    const after = applyChanges(board, [{ kind: 'terminal', terminal: aTerminal({ online: false }) }]);
    expect(after.terminals).toEqual([aTerminal({ online: false })]);
  });

  it('keeps the newest unknown badges up to the limit (R11)', () => {
    const badges = Array.from({ length: UNKNOWN_BADGES_MAX + 5 }, (_, minute) => ({
      kind: 'unknown-badge' as const,
      badge: { punchId: aPunchId(), occurredAt: instant(at('06:00') + minute * 60_000), place: 'Gate 1' },
    }));
    const board = applyChanges(aBoard(), badges);
    expect(board.unknownBadges).toHaveLength(UNKNOWN_BADGES_MAX);
    expect(board.unknownBadges[0]).toEqual(badges.at(-1)?.badge);
  });

  it('names the people whose state changed, and nobody who is new or only better known', () => {
    const before = aBoard([anna, ben]);
    const after = applyChanges(before, [
      { kind: 'person', person: { ...anna, name: 'Anna Becker' } },
      { kind: 'person', person: aPerson([['clock-in', at('06:00')]], { employee: ben.employee }) },
      { kind: 'person', person: aPerson([], { employee: anEmployeeId(9) }) },
    ]);
    expect(changedPeople(before, after)).toEqual([ben.employee]);
  });
});
