import { describe, expect, it } from '@jest/globals';
import type { KioskScreen, KioskServerMessage } from '@tapclock/contracts';
import { aCard, aHealth, aHello, anUnknownBadge, aRecorded } from '../testing/builders.ts';
import {
  initialState,
  isOverdue,
  type KioskEvent,
  type KioskState,
  OVERDUE_SCREEN_MS,
  reduce,
  remainingMs,
  shownAt,
} from './kiosk-state.ts';

const screen = (value: KioskScreen, atMs = 0): KioskEvent => ({
  type: 'message',
  message: { type: 'screen', screen: value },
  atMs,
});

function after(...events: KioskEvent[]): KioskState {
  return [{ type: 'connected' } as const, ...events].reduce<KioskState>(reduce, initialState(null));
}

describe('what the page shows', () => {
  it('says it is starting until the bridge has said what to draw', () => {
    expect(shownAt(initialState(null), 0).screen).toBe('starting');
    expect(shownAt(after(), 0).screen).toBe('starting');
  });

  it('draws exactly the screen that the bridge said last', () => {
    const card = aCard();
    expect(shownAt(after(screen({ screen: 'idle' }), screen(card)), 0)).toBe(card);
  });

  it('draws the same object for the same state, so that nothing is drawn twice', () => {
    const state = initialState(null);
    expect(shownAt(state, 0)).toBe(shownAt(state, 5_000));
  });

  it('never asks for a tap while there is no bridge to take it', () => {
    const lost = after(screen({ screen: 'idle' }), { type: 'disconnected' });
    expect(shownAt(lost, 0).screen).toBe('starting');
    expect(shownAt(after(screen(aCard()), { type: 'disconnected' }), 0).screen).toBe('starting');
  });

  it.each([aRecorded({ remainingMs: 2_500 }), anUnknownBadge({ remainingMs: 2_500 })])(
    'R1: keeps a fact on the screen for its time when the bridge goes away (%#)',
    fact => {
      const lost = after(screen(fact, 1_000), { type: 'disconnected' });
      expect(shownAt(lost, 3_499)).toBe(fact);
      expect(shownAt(lost, 3_500).screen).toBe('starting');
    },
  );

  it('forgets what an earlier connection said as soon as there is a new one', () => {
    const again = after(
      screen(aRecorded({ remainingMs: 60_000 })),
      { type: 'message', message: { type: 'health', health: aHealth() }, atMs: 0 },
      { type: 'disconnected' },
      { type: 'connected' },
    );
    expect(shownAt(again, 1).screen).toBe('starting');
    expect(again.health).toBeNull();
  });

  it.each([
    ['full', 'journal-full'],
    ['failed', 'journal-failed'],
  ] as const)('R1: asks for no tap while the journal is %s', (journal, reason) => {
    const state = after(
      { type: 'message', message: { type: 'health', health: aHealth({ journal }) }, atMs: 0 },
      screen({ screen: 'idle' }),
    );
    expect(shownAt(state, 0)).toEqual({ screen: 'refused', reason });
  });
});

describe('what the page remembers', () => {
  it('keeps the site of an earlier load until the bridge names it again', () => {
    const remembered = aHello({ place: 'Gate 1' });
    const state = initialState(remembered);
    expect(state.hello).toBe(remembered);
    const hello = aHello();
    expect(reduce(state, { type: 'message', message: hello, atMs: 0 }).hello).toBe(hello);
  });

  it('holds a press until the next screen, so that one thumb is one choice', () => {
    const asked = after(screen(aCard()), { type: 'asked', visit: 1, action: 'clock-in' });
    expect(asked.asked).toEqual({ visit: 1, action: 'clock-in' });
    expect(reduce(asked, screen(aRecorded())).asked).toBeNull();
    expect(reduce(asked, { type: 'disconnected' }).asked).toBeNull();
  });

  it('numbers the screens, so that a countdown that is sent again is drawn again', () => {
    expect(after(screen(aCard()), screen(aCard())).revision).toBe(2);
  });
});

describe('time on a screen', () => {
  it('runs from the moment the screen arrived and stops at nothing', () => {
    const state = after(screen(aCard({ countdown: { totalMs: 4_000, remainingMs: 3_000 } }), 10_000));
    expect(remainingMs(state, 10_000)).toBe(3_000);
    expect(remainingMs(state, 12_999)).toBe(1);
    expect(remainingMs(state, 99_000)).toBe(0);
  });

  it('takes a bridge for hung when its screen is over by more than the allowance', () => {
    const state = after(screen(aRecorded({ remainingMs: 2_500 }), 1_000));
    expect(isOverdue(state, 3_500 + OVERDUE_SCREEN_MS)).toBe(false);
    expect(isOverdue(state, 3_501 + OVERDUE_SCREEN_MS)).toBe(true);
    expect(isOverdue(reduce(state, { type: 'disconnected' }), 1_000_000)).toBe(false);
  });

  it.each([{ screen: 'idle' } as const, { screen: 'refused', reason: 'journal-full' } as const])(
    'lets $screen stay for ever',
    value => {
      expect(isOverdue(after(screen(value)), 1e12)).toBe(false);
    },
  );

  it('counts the digits of the reader for the PIN pad they were meant for, and no longer', () => {
    const pin = {
      screen: 'pin',
      visit: 3,
      step: 'number',
      error: null,
      retryAfterMs: 0,
      checking: false,
      remainingMs: 20_000,
    } as const;
    const typed = (visit: number, count: number) => ({ type: 'keypad', visit, count }) as const;
    const say = (state: KioskState, message: KioskServerMessage) =>
      reduce(state, { type: 'message', message, atMs: 0 });
    const open = say(initialState(null), { type: 'screen', screen: pin });
    const twoDigits = [typed(3, 1), typed(2, 7), typed(3, 2)].reduce<KioskState>(say, open);
    expect(twoDigits.readerDigits).toBe(2);
    expect(say(twoDigits, { type: 'screen', screen: { ...pin, step: 'pin' } }).readerDigits).toBe(0);
    expect(say(initialState(null), typed(3, 1)).readerDigits).toBe(0);
  });
});
