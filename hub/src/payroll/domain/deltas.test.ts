import { describe, expect, it } from '@jest/globals';
import type { SheetDelta, SheetPay } from '@tapclock/contracts';
import fc from 'fast-check';
import { deltasOf, type PaidDay } from './deltas.ts';

const PERIOD = '2026-06-01';
const nobodyKnows = () => [];

function pay(code: string, seconds: number, job: string | null = null): SheetPay {
  return { code, kind: code === 'NIGHT' ? 'overlay' : 'bucket', seconds, job };
}

function day(date: string, ...pays: SheetPay[]): PaidDay {
  return { date, pays };
}

function seconds(deltas: readonly SheetDelta[]) {
  return deltas.map(delta => [delta.date, delta.code, delta.job, delta.seconds]);
}

describe('what a later period owes', () => {
  it('is nothing when the dates pay what they paid', () => {
    const days = [day('2026-06-15', pay('REG', 28_800), pay('NIGHT', 600))];
    expect(deltasOf({ period: PERIOD, days, deltas: [] }, days, nobodyKnows)).toEqual([]);
  });

  it('gives and takes back by date, code and job', () => {
    const was = [
      day('2026-06-15', pay('REG', 28_800, 'press'), pay('NIGHT', 600)),
      day('2026-06-16', pay('OT', 60)),
    ];
    const is = [day('2026-06-15', pay('REG', 27_000, 'press'), pay('REG', 1_800), pay('NIGHT', 600))];
    expect(seconds(deltasOf({ period: PERIOD, days: was, deltas: [] }, is, nobodyKnows))).toEqual([
      ['2026-06-15', 'REG', 'press', -1_800],
      ['2026-06-15', 'REG', null, 1_800],
      ['2026-06-16', 'OT', null, -60],
    ]);
  });

  it('is only the difference to what was made good before, and only for its own period', () => {
    const was = [day('2026-06-15', pay('REG', 100))];
    const is = [day('2026-06-15', pay('REG', 160))];
    const [first] = deltasOf({ period: PERIOD, days: was, deltas: [] }, is, nobodyKnows);
    if (!first) throw new Error('no delta');
    const other = { ...first, period: '2026-05-01', seconds: 999 };
    expect(deltasOf({ period: PERIOD, days: was, deltas: [first, other] }, is, nobodyKnows)).toEqual([]);
    const later = [day('2026-06-15', pay('REG', 150))];
    expect(
      seconds(deltasOf({ period: PERIOD, days: was, deltas: [first, other] }, later, nobodyKnows)),
    ).toEqual([['2026-06-15', 'REG', null, -10]]);
  });

  it('carries its reasons, and says that the plan changed where there is no record', () => {
    const late = { kind: 'late-punch' as const, id: 'p1', at: '2026-07-02T06:00:00.000Z' };
    const is = [day('2026-06-15', pay('REG', 60)), day('2026-06-16', pay('REG', 60))];
    const deltas = deltasOf({ period: PERIOD, days: [], deltas: [] }, is, date =>
      date === '2026-06-15' ? [late] : [],
    );
    expect(deltas.map(({ reasons }) => reasons)).toEqual([[late], [{ kind: 'changed-plan' }]]);
  });

  const pays = fc.record({
    code: fc.constantFrom('REG', 'OT', 'NIGHT'),
    seconds: fc.integer({ min: 0, max: 90_000 }),
    job: fc.constantFrom(null, 'press', 'paint'),
  });
  const days = fc.array(
    fc.record({
      date: fc.constantFrom('2026-06-15', '2026-06-16', '2026-06-17'),
      pays: fc.array(
        pays.map(({ code, seconds: length, job }) => pay(code, length, job)),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 4 },
  );

  it('what was paid, all that was made good, and the rest are always what the dates pay now', () => {
    fc.assert(
      fc.property(fc.array(days, { minLength: 1, maxLength: 6 }), versions => {
        const [locked = [], ...later] = versions;
        const settled: SheetDelta[] = [];
        for (const present of later) {
          const owed = deltasOf({ period: PERIOD, days: locked, deltas: settled }, present, nobodyKnows);
          settled.push(...owed);
          expect(owed.every(delta => delta.seconds !== 0)).toBe(true);
          expect(balance(locked, settled)).toEqual(balance(present, []));
        }
      }),
    );
  });
});

/** Seconds by date and what they are paid as; without what is 0. */
function balance(paid: readonly PaidDay[], deltas: readonly SheetDelta[]): Record<string, number> {
  const sums: Record<string, number> = {};
  const entries = [...paid.flatMap(({ date, pays }) => pays.map(entry => ({ date, ...entry }))), ...deltas];
  for (const { date, kind, code, job, seconds: length } of entries) {
    const key = [date, kind, code, job].join(' ');
    sums[key] = (sums[key] ?? 0) + length;
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}
