import { describe, expect, it } from '@jest/globals';
import { aPerson, at, BEN, digestNumber, punchIdNumber } from '../../test/support/people.ts';
import { nextTickMs, step } from './clocking.ts';
import { screenOf } from './screens.ts';
import type { Person } from './standing.ts';
import { type ClockingEffect, type ClockingInput, initialClocking, type PunchWish } from './state.ts';

const settings = {
  countdownMs: 4000,
  recordedMs: 2500,
  unknownBadgeMs: 4000,
  alreadyRecordedMs: 2500,
  duplicateWindowMs: 10_000,
  pinTimeoutMs: 20_000,
  pinEnabled: true,
};

/** The machine with a journal that works, unless told otherwise, and a clock that moves when told. */
function aKiosk() {
  let state = initialClocking();
  let uptimeMs = 1000;
  let refusal: 'journal-full' | 'journal-failed' | null = null;
  const wishes: PunchWish[] = [];
  const asked: ClockingEffect[] = [];
  const now = () => ({ wallMs: at('04:58') + uptimeMs, uptimeMs });
  const give = (input: ClockingInput): void => {
    const { state: next, effects } = step(state, input, now(), settings);
    state = next;
    for (const effect of effects) {
      if (effect.type !== 'append') {
        asked.push(effect);
        continue;
      }
      if (refusal === null) wishes.push(effect.wish);
      const occurredAt = new Date(effect.wish.occurredAt.wallMs).toISOString();
      const punchId = punchIdNumber(wishes.length);
      give({
        type: 'append-result',
        ticket: effect.ticket,
        result: refusal
          ? { kind: 'refused', reason: refusal }
          : { kind: 'recorded', punchId, occurredAt, receipt: `CODE-${wishes.length}` },
      });
    }
  };
  return {
    give,
    wishes,
    asked,
    screen: () => screenOf(state, now(), settings),
    tap(person: Person | null, badge = person?.card.number ?? '9') {
      const credential = digestNumber(Number(badge));
      const identity = {
        identifiedBy: 'badge',
        credential,
        assurance: 'identifier-only',
        reader: 'reader-1',
        fixedAction: null,
      } as const;
      give({ type: 'badge', credential, printed: '0003887558', person, identity });
    },
    wait(ms: number) {
      const untilMs = uptimeMs + ms;
      for (let due = nextTickMs(state); due !== null && due <= untilMs; due = nextTickMs(state)) {
        uptimeMs = Math.max(uptimeMs, due);
        give({ type: 'tick' });
      }
      uptimeMs = untilMs;
    },
    refuse(reason: typeof refusal) {
      refusal = reason;
    },
  };
}

const ana = aPerson();
const ben = aPerson({}, { employee: BEN, shortName: 'Ben M.', number: '1002', language: 'de' });

describe('a tap', () => {
  it('shows the card, counts down, and records the proposed action by itself', () => {
    const kiosk = aKiosk();
    kiosk.tap(ana);
    expect(kiosk.screen()).toMatchObject({
      screen: 'card',
      person: { shortName: 'Ana K.', language: 'en' },
      state: 'out',
      proposed: 'clock-in',
      countdown: { totalMs: 4000, remainingMs: 4000 },
    });
    kiosk.wait(3999);
    expect(kiosk.wishes).toEqual([]);
    kiosk.wait(1);
    expect(kiosk.wishes).toMatchObject([{ action: 'clock-in', chosenBy: 'countdown' }]);
    expect(kiosk.screen()).toMatchObject({ screen: 'recorded', receipt: 'CODE-1', delivery: 'offline' });
    kiosk.wait(2500);
    expect(kiosk.screen()).toEqual({ screen: 'idle' });
  });

  it('happened when the badge was held up, not when the countdown ran out', () => {
    const kiosk = aKiosk();
    kiosk.tap(ana);
    kiosk.wait(4000);
    expect(kiosk.wishes[0]?.occurredAt).toEqual({ wallMs: at('04:58:01'), uptimeMs: 1000 });
  });

  it('is confirmed by the same badge again, as by the button', () => {
    const kiosk = aKiosk();
    kiosk.tap(ana);
    kiosk.wait(500);
    kiosk.tap(ana);
    expect(kiosk.wishes).toMatchObject([{ action: 'clock-in', chosenBy: 'worker' }]);
    expect(kiosk.screen().screen).toBe('recorded');
  });

  it('does not wait for the one before in a queue, and counts each once', () => {
    const kiosk = aKiosk();
    for (let number = 1; number <= 40; number += 1) {
      const employee = `0190b2a4-0000-7000-8000-${String(number).padStart(12, '0')}`;
      kiosk.tap(aPerson({}, { employee, number: String(number) }));
      kiosk.wait(700);
    }
    kiosk.wait(4000);
    expect(kiosk.wishes).toHaveLength(40);
    expect(kiosk.wishes.map(({ chosenBy }) => chosenBy)).toEqual([
      ...Array(39).fill('terminal'),
      'countdown',
    ]);
  });

  it('again within the window is already recorded, and a wish of its own afterwards', () => {
    const kiosk = aKiosk();
    kiosk.tap(ana);
    kiosk.tap(ana);
    kiosk.wait(9999);
    kiosk.tap(ana);
    expect(kiosk.screen()).toMatchObject({ screen: 'already-recorded', action: 'clock-in' });
    kiosk.wait(1);
    kiosk.tap(ana);
    expect(kiosk.screen().screen).toBe('card');
    expect(kiosk.wishes).toHaveLength(1);
  });

  it('records what the worker chose, once, and only among what was offered', () => {
    const kiosk = aKiosk();
    const since = '2026-11-23T01:00:00.000Z';
    kiosk.tap(aPerson({ state: 'in', since, clockedInAt: since }));
    const shown = kiosk.screen();
    const visit = shown.screen === 'card' ? shown.visit : 0;
    kiosk.give({ type: 'choose', visit, action: 'clock-in' });
    kiosk.give({ type: 'choose', visit: visit + 1, action: 'break-start' });
    expect(kiosk.wishes).toEqual([]);
    kiosk.give({ type: 'choose', visit, action: 'break-start' });
    kiosk.give({ type: 'choose', visit, action: 'clock-out' });
    expect(kiosk.wishes).toMatchObject([{ action: 'break-start', chosenBy: 'worker' }]);
  });

  it('that is cancelled leaves nothing behind', () => {
    const kiosk = aKiosk();
    kiosk.tap(ana);
    kiosk.give({ type: 'cancel', visit: 1 });
    kiosk.wait(10_000);
    expect(kiosk.wishes).toEqual([]);
    expect(kiosk.screen().screen).toBe('idle');
  });

  it('that is on the screen when the bridge goes down is recorded', () => {
    const kiosk = aKiosk();
    kiosk.tap(ana);
    kiosk.give({ type: 'stop' });
    expect(kiosk.wishes).toMatchObject([{ action: 'clock-in', chosenBy: 'terminal' }]);
  });
});

describe('a badge nobody knows', () => {
  it('is recorded all the same, and once while it is held up again and again (R3)', () => {
    const kiosk = aKiosk();
    kiosk.tap(null);
    expect(kiosk.screen()).toMatchObject({
      screen: 'unknown-badge',
      printed: '0003887558',
      receipt: 'CODE-1',
    });
    kiosk.wait(3000);
    kiosk.tap(null);
    expect(kiosk.wishes).toMatchObject([{ action: 'auto', employee: null, chosenBy: 'terminal' }]);
    kiosk.wait(10_000);
    kiosk.tap(null);
    expect(kiosk.wishes).toHaveLength(2);
  });

  it('records the card before it first', () => {
    const kiosk = aKiosk();
    kiosk.tap(ana);
    kiosk.tap(null);
    expect(kiosk.wishes.map(({ action }) => action)).toEqual(['clock-in', 'auto']);
    expect(kiosk.screen()).toMatchObject({ screen: 'unknown-badge', receipt: 'CODE-2' });
  });
});

describe('the answer of the hub', () => {
  const verdict = { employee: null, state: 'in' as const, shift: null, findings: [] };

  it('turns "on its way" into "confirmed" on the screen it belongs to, and on no other', () => {
    const kiosk = aKiosk();
    kiosk.give({ type: 'link', online: true });
    kiosk.tap(ana);
    kiosk.tap(ana);
    expect(kiosk.screen()).toMatchObject({ screen: 'recorded', delivery: 'waiting', verdict: null });
    const result = { sequence: 1, outcome: 'recorded' as const, verdict };
    kiosk.give({ type: 'receipt', results: [{ ...result, punchId: punchIdNumber(99) }] });
    expect(kiosk.screen()).toMatchObject({ delivery: 'waiting' });
    kiosk.give({ type: 'receipt', results: [{ ...result, punchId: punchIdNumber(1) }] });
    expect(kiosk.screen()).toMatchObject({ screen: 'recorded', delivery: 'confirmed', verdict });
  });

  it('stays long enough to be read when it has something to say', () => {
    const kiosk = aKiosk();
    kiosk.tap(ana);
    kiosk.tap(ana);
    kiosk.wait(2400);
    const findings = [{ code: 'unscheduled' as const }];
    const results = [
      {
        punchId: punchIdNumber(1),
        sequence: 1,
        outcome: 'recorded' as const,
        verdict: { ...verdict, findings },
      },
    ];
    kiosk.give({ type: 'receipt', results });
    kiosk.wait(2000);
    expect(kiosk.screen()).toMatchObject({ screen: 'recorded', verdict: { findings } });
    kiosk.give({ type: 'receipt', results });
    kiosk.wait(600);
    expect(kiosk.screen().screen).toBe('idle');
  });
});

describe('a journal that cannot write', () => {
  it('turns the screen red instead of green, refuses taps, and comes back (R1)', () => {
    const kiosk = aKiosk();
    kiosk.refuse('journal-failed');
    kiosk.tap(ana);
    kiosk.wait(4000);
    expect(kiosk.screen()).toEqual({ screen: 'refused', reason: 'journal-failed' });
    kiosk.tap(ben);
    expect(kiosk.screen().screen).toBe('refused');
    kiosk.refuse(null);
    kiosk.give({ type: 'journal', state: 'ok' });
    expect(kiosk.screen().screen).toBe('idle');
    kiosk.tap(ben);
    expect(kiosk.screen()).toMatchObject({ screen: 'card', person: { shortName: 'Ben M.' } });
  });
});

describe('the PIN pad', () => {
  const withPin = aPerson({}, { pin: 'scrypt$2$1$1$AA==$AA==' });
  const open = () => {
    const kiosk = aKiosk();
    kiosk.give({ type: 'pin-start' });
    kiosk.give({ type: 'pin-enter', visit: 1, digits: '1001' });
    kiosk.give({ type: 'number-found', visit: 1, person: withPin });
    return kiosk;
  };
  const tryPin = (kiosk: ReturnType<typeof aKiosk>, matches: boolean) => {
    kiosk.give({ type: 'pin-enter', visit: 1, digits: '0000' });
    kiosk.give({ type: 'pin-verified', visit: 1, matches });
  };

  it('asks number, then PIN, then shows the card as a badge would', () => {
    const kiosk = open();
    expect(kiosk.screen()).toMatchObject({ screen: 'pin', step: 'pin', error: null });
    tryPin(kiosk, true);
    expect(kiosk.screen()).toMatchObject({ screen: 'card', proposed: 'clock-in' });
    kiosk.wait(4000);
    expect(kiosk.wishes[0]?.identity).toMatchObject({
      identifiedBy: 'pin',
      credential: null,
      assurance: 'knowledge',
    });
  });

  it('locks after five wrong PINs, for longer each time, and opens no earlier', () => {
    const kiosk = open();
    for (let tries = 0; tries < 4; tries += 1) tryPin(kiosk, false);
    expect(kiosk.screen()).toMatchObject({ error: 'wrong-pin' });
    tryPin(kiosk, false);
    expect(kiosk.screen()).toMatchObject({ error: 'locked', retryAfterMs: 60_000 });
    const checks = kiosk.asked.length;
    kiosk.give({ type: 'pin-enter', visit: 1, digits: '4711' });
    expect(kiosk.asked).toHaveLength(checks);
    kiosk.wait(60_000);
    kiosk.give({ type: 'pin-start' });
    kiosk.give({ type: 'pin-enter', visit: 2, digits: '1001' });
    kiosk.give({ type: 'number-found', visit: 2, person: withPin });
    kiosk.give({ type: 'pin-enter', visit: 2, digits: '1111' });
    kiosk.give({ type: 'pin-verified', visit: 2, matches: false });
    expect(kiosk.screen()).toMatchObject({ error: 'locked', retryAfterMs: 120_000 });
  });

  it('gives way to a badge and closes by itself', () => {
    const kiosk = open();
    kiosk.tap(ben);
    expect(kiosk.screen()).toMatchObject({ screen: 'card', person: { shortName: 'Ben M.' } });
    const other = open();
    other.wait(20_000);
    expect(other.screen().screen).toBe('idle');
  });

  it('says unknown number to who has no PIN', () => {
    const kiosk = aKiosk();
    kiosk.give({ type: 'pin-start' });
    kiosk.give({ type: 'pin-enter', visit: 1, digits: '1001' });
    kiosk.give({ type: 'number-found', visit: 1, person: ana });
    expect(kiosk.screen()).toMatchObject({ step: 'number', error: 'unknown-number' });
  });
});

describe('other things the kiosk hears', () => {
  it('flashes while idle when asked which one it is, and lets a worker go first', () => {
    const kiosk = aKiosk();
    kiosk.give({ type: 'identify', seconds: 5 });
    expect(kiosk.screen()).toEqual({ screen: 'identify', remainingMs: 5000 });
    kiosk.tap(ana);
    expect(kiosk.screen().screen).toBe('card');
    kiosk.wait(10_000);
    expect(kiosk.screen().screen).toBe('idle');
  });

  it('deals the card anew when the person has just punched elsewhere', () => {
    const kiosk = aKiosk();
    kiosk.tap(ana);
    kiosk.wait(3000);
    const since = '2026-11-23T04:57:00.000Z';
    kiosk.give({ type: 'person-changed', person: aPerson({ state: 'in', since, clockedInAt: since }) });
    expect(kiosk.screen()).toMatchObject({
      screen: 'card',
      visit: 1,
      state: 'in',
      proposed: 'clock-out',
      countdown: { remainingMs: 4000 },
    });
  });

  it('warns of a clock that may be wrong, and records all the same (R3)', () => {
    const kiosk = aKiosk();
    kiosk.give({ type: 'clock', suspect: true });
    kiosk.tap(ana);
    expect(kiosk.screen()).toMatchObject({ warnings: [{ code: 'clock-suspect' }] });
    kiosk.wait(4000);
    expect(kiosk.wishes).toHaveLength(1);
  });
});
