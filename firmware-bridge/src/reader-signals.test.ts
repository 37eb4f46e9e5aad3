import { describe, expect, it } from '@jest/globals';
import type { KioskScreen } from '@tapclock/contracts';
import type { AppendOutcome, PunchWish } from './clocking/index.ts';
import { signalOfPunch, signalOfScreen, TapSignals } from './reader-signals.ts';

const WISH: PunchWish = {
  action: 'clock-in',
  employee: '0193a1b2-0000-7000-8000-000000000001',
  identity: {
    identifiedBy: 'badge',
    credential: 'ab'.repeat(32),
    assurance: 'identifier-only',
    reader: 'reader-1',
    fixedAction: null,
  },
  occurredAt: { wallMs: 0, uptimeMs: 0 },
  chosenBy: 'worker',
};
const RECORDED: AppendOutcome = {
  kind: 'recorded',
  punchId: '0193a1b2-0000-7000-8000-000000000002',
  occurredAt: '2026-11-23T05:58:12.345Z',
  receipt: '7F3K-2QXD',
};

describe('the light at the reader', () => {
  it('is green only for what is on disk, and says whether the hub knows (R1)', () => {
    expect(signalOfPunch(WISH, RECORDED, true)).toBe('accepted');
    expect(signalOfPunch(WISH, RECORDED, false)).toBe('offline');
    expect(signalOfPunch(WISH, { kind: 'refused', reason: 'journal-full' }, true)).toBe('refused');
  });

  it('tells an unknown badge from a refused one: it is recorded all the same (R3)', () => {
    expect(signalOfPunch({ ...WISH, employee: null }, RECORDED, true)).toBe('unknown');
  });

  it('answers a tap without a punch by what the screen says, and waits while the person chooses', () => {
    const refused: KioskScreen = { screen: 'refused', reason: 'journal-failed' };
    expect(signalOfScreen(refused, true)).toBe('refused');
    expect(signalOfScreen({ screen: 'idle' }, true)).toBeNull();
  });
});

describe('a tap', () => {
  const isOnline = () => true;
  const REFUSED: AppendOutcome = { kind: 'refused', reason: 'journal-full' };

  it('is answered at its reader once, also where the screen turns red for the same reason', () => {
    const told: string[] = [];
    const signals = new TapSignals((reader, signal) => told.push(`${reader} ${signal}`));
    signals.tapped('reader-1', isOnline, () => {
      signals.punched(WISH, REFUSED, true);
      return { screen: 'refused', reason: 'journal-full' };
    });
    expect(told).toEqual(['reader-1 refused']);
    signals.tapped('reader-1', isOnline, () => ({ screen: 'refused', reason: 'journal-full' }));
    expect(told).toEqual(['reader-1 refused', 'reader-1 refused']);
  });

  it('at another reader has its own answer beside that of the punch it pushed aside', () => {
    const told: string[] = [];
    const signals = new TapSignals((reader, signal) => told.push(`${reader} ${signal}`));
    signals.tapped('reader-2', isOnline, () => {
      signals.punched(WISH, RECORDED, true);
      return { screen: 'refused', reason: 'journal-failed' };
    });
    expect(told).toEqual(['reader-1 accepted', 'reader-2 refused']);
  });
});
