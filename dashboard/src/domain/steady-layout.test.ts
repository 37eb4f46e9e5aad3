import { describe, expect, it } from '@jest/globals';
import type { FloorLayout } from './floor-layout.ts';
import {
  countMoves,
  type Hand,
  isHeld,
  offer,
  POINTER_RESTS_AFTER_MS,
  QUIET_AFTER_MS,
  release,
} from './steady-layout.ts';

const away: Hand = { isPointerOver: false, pointerMovedAtMs: null, interactedAtMs: null };

function layout(missing: string[], here: string[], askedKey = 'all'): FloorLayout {
  return {
    askedKey,
    attention: [],
    areas: [
      {
        id: 'assembly',
        groups: [
          { group: 'missing', employees: missing },
          { group: 'here', employees: here },
        ],
      },
    ],
  };
}

const before = layout(['jonas'], ['lena', 'zofia']);
const after = layout([], ['jonas', 'lena', 'zofia']);

describe('the hand on the list', () => {
  it('holds while the pointer is over it and moves now and then', () => {
    const hand = { ...away, isPointerOver: true, pointerMovedAtMs: 1000 };
    expect(isHeld(hand, 1000 + POINTER_RESTS_AFTER_MS - 1)).toBe(true);
    expect(isHeld({ ...hand, isPointerOver: false }, 1000)).toBe(false);
  });

  it('lets go of a pointer that rests, so that a wall screen does not freeze', () => {
    expect(
      isHeld({ ...away, isPointerOver: true, pointerMovedAtMs: 1000 }, 1000 + POINTER_RESTS_AFTER_MS),
    ).toBe(false);
  });

  it('holds for two seconds after a touch or a key, pointer or not', () => {
    const hand = { ...away, interactedAtMs: 5000 };
    expect(isHeld(hand, 5000 + QUIET_AFTER_MS - 1)).toBe(true);
    expect(isHeld(hand, 5000 + QUIET_AFTER_MS)).toBe(false);
  });

  it('holds nothing before anybody came near', () => {
    expect(isHeld(away, 0)).toBe(false);
  });
});

describe('an order that holds still', () => {
  const shown = offer(null, before, false);

  it('moves rows at once when nobody is at the list', () => {
    expect(offer(shown, after, false)).toEqual({ shown: after, waiting: null });
  });

  it('keeps every row where it is under the hand, and counts what waits', () => {
    const held = offer(shown, after, true);
    expect(held).toEqual({ shown: before, waiting: after });
    expect(countMoves(held)).toBe(1);
    expect(release(held)).toEqual({ shown: after, waiting: null });
  });

  it('moves what waited as soon as the hand has gone', () => {
    expect(offer(offer(shown, after, true), after, false)).toEqual({ shown: after, waiting: null });
  });

  it('forgets what waited when everything is as before again', () => {
    expect(offer(offer(shown, after, true), before, true)).toEqual({ shown: before, waiting: null });
  });

  it('waits with the newest order only', () => {
    const later = layout(['lena'], ['jonas', 'zofia']);
    const held = offer(offer(shown, after, true), later, true);
    expect(held.waiting).toBe(later);
    expect(countMoves(held)).toBe(2);
  });

  it('shows at once what the person asked for, hand or not', () => {
    const asked = layout([], ['jonas'], 'search');
    expect(offer(offer(shown, after, true), asked, true)).toEqual({ shown: asked, waiting: null });
  });

  it('gives the same object back when nothing moves, so that nothing is drawn', () => {
    expect(offer(shown, layout(['jonas'], ['lena', 'zofia']), false)).toBe(shown);
    const held = offer(shown, after, true);
    expect(offer(held, layout([], ['jonas', 'lena', 'zofia']), true)).toBe(held);
  });

  it('counts people who appear or vanish, and at least one for a mere swap', () => {
    const counted = (target: FloorLayout) => countMoves(offer(shown, target, true));
    expect(counted(layout(['jonas'], ['lena', 'omar', 'zofia']))).toBe(1);
    expect(counted(layout(['jonas'], ['zofia']))).toBe(1);
    expect(counted(layout(['jonas'], ['zofia', 'lena']))).toBe(1);
    expect(countMoves(shown)).toBe(0);
  });
});
