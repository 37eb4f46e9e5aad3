import type { KioskHealth, Verdict } from '@tapclock/contracts';
import type { Hello, ScreenOf } from '../domain/kiosk-state.ts';

/** Builders for tests: a whole value with what matters to the test laid over it. */

export function aHello(over: Partial<Hello> = {}): Hello {
  return {
    type: 'hello',
    terminal: 'gate-2',
    site: { id: 'werk-nord', name: 'Werk Nord', zone: 'Europe/Berlin', language: 'en' },
    place: 'Gate 2',
    pinEnabled: true,
    pageReader: false,
    ...over,
  };
}

export function aHealth(over: Partial<KioskHealth> = {}): KioskHealth {
  return {
    link: 'online',
    offlineSince: null,
    kept: 0,
    readers: [{ id: 'front', place: 'Gate 2', state: 'online' }],
    journal: 'ok',
    ...over,
  };
}

export function aCard(over: Partial<ScreenOf<'card'>> = {}): ScreenOf<'card'> {
  return {
    screen: 'card',
    visit: 1,
    person: { shortName: 'Maria S.', language: 'de' },
    state: 'out',
    since: null,
    shift: null,
    weekMinutes: null,
    proposed: 'clock-in',
    others: [],
    warnings: [],
    countdown: { totalMs: 4_000, remainingMs: 4_000 },
    ...over,
  };
}

export function aRecorded(over: Partial<ScreenOf<'recorded'>> = {}): ScreenOf<'recorded'> {
  return {
    screen: 'recorded',
    visit: 1,
    person: { shortName: 'Maria S.', language: 'en' },
    action: 'clock-in',
    occurredAt: '2026-11-23T04:58:12.345Z',
    shift: null,
    receipt: '7F3K-2QXD',
    delivery: 'waiting',
    verdict: null,
    warnings: [],
    remainingMs: 2_500,
    ...over,
  };
}

export function aPin(over: Partial<ScreenOf<'pin'>> = {}): ScreenOf<'pin'> {
  return {
    screen: 'pin',
    visit: 1,
    step: 'pin',
    error: null,
    retryAfterMs: 0,
    checking: false,
    remainingMs: 20_000,
    ...over,
  };
}

export function anUnknownBadge(over: Partial<ScreenOf<'unknown-badge'>> = {}): ScreenOf<'unknown-badge'> {
  return {
    screen: 'unknown-badge',
    visit: 1,
    printed: '0003887558',
    occurredAt: '2026-11-23T04:58:12.345Z',
    receipt: '7F3K-2QXD',
    delivery: 'waiting',
    verdict: null,
    remainingMs: 4_000,
    ...over,
  };
}

export function aVerdict(over: Partial<Verdict> = {}): Verdict {
  return {
    employee: '0198c0de-0000-7000-8000-000000000001',
    state: 'in',
    shift: {
      name: 'Early',
      startsAt: '2026-11-23T05:00:00.000Z',
      endsAt: '2026-11-23T13:00:00.000Z',
      graceSeconds: 300,
    },
    findings: [],
    ...over,
  };
}
