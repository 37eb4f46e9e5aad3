import type { ExceptionDetail } from '@tapclock/contracts';

let made = 0;

/** An open exception: somebody forgot to clock out on Monday 23 November 2026. */
export function anException(more: Partial<ExceptionDetail> = {}): ExceptionDetail {
  made += 1;
  return {
    id: `00000000-0000-4000-8000-${made.toString(16).padStart(12, '0')}`,
    ...{ site: 'werk-nord', code: 'MISSING_OUT', category: 'missing', consequence: 1, state: 'open' },
    message: 'No clock-out',
    person: null,
    ...{ terminal: null, area: null, date: '2026-11-23', at: '2026-11-23T05:00:00.000Z' },
    noticedAt: '2026-11-23T22:00:00.000Z',
    ...{ facts: {}, owner: null, escalatedAt: null, settled: null, version: 1 },
    ...{ fixes: [], statement: null, becomesDelta: false, history: [] },
    ...more,
  };
}
