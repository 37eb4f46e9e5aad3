import type { PunchDraft } from '../journal.ts';

/** A valid draft; `number` makes its id, so that a test can say which punch it means. */
export function aPunchDraft(number: number, changes: Partial<PunchDraft> = {}): PunchDraft {
  return {
    punchId: punchIdOf(number),
    action: 'clock-in',
    employee: '018f3c6a-7b1e-4c3d-9f00-0123456789ab',
    credential: 'ab'.repeat(32),
    identifiedBy: 'badge',
    assurance: 'identifier-only',
    reader: 'reader-1',
    occurredAt: '2026-11-23T05:58:12.345Z',
    utcOffsetMinutes: 60,
    zone: 'Europe/Berlin',
    uptimeMs: number,
    clockOffsetMs: null,
    offline: false,
    chosenBy: 'worker',
    ...changes,
  };
}

export function punchIdOf(number: number): string {
  return `019338a1-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
