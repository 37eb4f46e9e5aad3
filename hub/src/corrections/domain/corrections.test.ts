import { describe, expect, it } from '@jest/globals';
import type { NewCorrection } from '@tapclock/contracts';
import fc from 'fast-check';
import type { StoredCorrection } from './correction.ts';
import { CorrectionDesk } from './correction-desk.ts';
import { place } from './placed.ts';
import { PunchReadings } from './punch-readings.ts';

const MINUTE_MS = 60_000;
const NOON_MS = Date.parse('2026-06-15T12:00:00Z');

const record = { punch: 'p1', employee: 'e1', action: 'clock-in' as const, atMs: NOON_MS };
const made = (id: string, minute: number) => ({
  id,
  site: 'werk-nord',
  employee: 'e1',
  by: 'Mia',
  madeAtMs: NOON_MS + minute * MINUTE_MS,
  reason: 'why',
});
const aMove = (id: string, minute: number, toMinute: number, punch = 'p1'): StoredCorrection => ({
  ...made(id, minute),
  kind: 'move',
  punch,
  occurredAtMs: NOON_MS + toMinute * MINUTE_MS,
  action: null,
  job: null,
});
const aVoid = (id: string, minute: number): StoredCorrection => ({
  ...made(id, minute),
  kind: 'void',
  punch: 'p1',
  occurredAtMs: null,
  action: null,
  job: null,
});
const aReclassification = (id: string, minute: number): StoredCorrection => ({
  ...made(id, minute),
  kind: 'reclassify',
  punch: 'p1',
  occurredAtMs: null,
  action: 'break-end',
  job: null,
});
const anAdd = (id: string, minute: number, atMinute: number): StoredCorrection => ({
  ...made(id, minute),
  kind: 'add',
  punch: null,
  occurredAtMs: NOON_MS + atMinute * MINUTE_MS,
  action: 'clock-out',
  job: null,
});

describe('what a punch is read as', () => {
  it('is what was recorded while nobody corrects it', () => {
    const readings = new PunchReadings([record], []);
    expect(readings.find('p1')).toEqual({
      ...record,
      recordedAtMs: NOON_MS,
      isVoid: false,
      correctedAtMs: null,
    });
    expect(readings.find('p2')).toBeUndefined();
  });

  it('is what the later correction says; moving and reclassifying do not undo each other', () => {
    const corrections = [aMove('c3', 3, 30), aReclassification('c2', 2), aMove('c1', 1, 10)];
    expect(new PunchReadings([record], corrections).find('p1')).toMatchObject({
      atMs: NOON_MS + 30 * MINUTE_MS,
      action: 'break-end',
      recordedAtMs: NOON_MS,
      correctedAtMs: NOON_MS + 3 * MINUTE_MS,
    });
  });

  it('stays void', () => {
    const reading = new PunchReadings([record], [aVoid('c1', 1), aMove('c2', 2, 10)]).find('p1');
    expect(reading).toMatchObject({ isVoid: true, atMs: NOON_MS });
  });

  it('begins with the correction that added it', () => {
    const reading = new PunchReadings([], [aMove('c2', 2, 10, 'c1'), anAdd('c1', 1, 5)]).find('c1');
    expect(reading).toMatchObject({ atMs: NOON_MS + 10 * MINUTE_MS, recordedAtMs: NOON_MS + 5 * MINUTE_MS });
  });

  it('R5: does not depend on the order in which corrections are read', () => {
    const corrections = [
      anAdd('c1', 1, 5),
      aMove('c2', 2, 10),
      aMove('c3', 3, 20, 'c1'),
      aReclassification('c4', 4),
      aMove('c5', 4, 40),
    ];
    const expected = new PunchReadings([record], corrections);
    fc.assert(
      fc.property(fc.shuffledSubarray(corrections, { minLength: corrections.length }), shuffled => {
        const readings = new PunchReadings([record], shuffled);
        for (const punch of ['p1', 'c1']) expect(readings.find(punch)).toEqual(expected.find(punch));
      }),
    );
  });

  it('is the same punch within a second, by person and action, unless it is void', () => {
    const readings = new PunchReadings([record], []);
    expect(readings.has('e1', 'clock-in', NOON_MS + 999)).toBe(true);
    expect(readings.has('e1', 'clock-in', NOON_MS + 1000)).toBe(false);
    expect(readings.has('e1', 'clock-out', NOON_MS)).toBe(false);
    expect(readings.has('e2', 'clock-in', NOON_MS)).toBe(false);
    readings.apply(aVoid('c1', 1));
    expect(readings.has('e1', 'clock-in', NOON_MS)).toBe(false);
  });
});

describe('the place of a correction', () => {
  it('spans where the punch was recorded, where it is read and where it goes', () => {
    const reading = new PunchReadings([record], [aMove('c1', 1, -30)]).find('p1');
    expect(place(aMove('c2', 5, 15), reading)).toMatchObject({
      touchesFromMs: NOON_MS - 30 * MINUTE_MS,
      touchesToMs: NOON_MS + 15 * MINUTE_MS,
    });
    expect(place(anAdd('c3', 5, 7), undefined)).toMatchObject({
      touchesFromMs: NOON_MS + 7 * MINUTE_MS,
      touchesToMs: NOON_MS + 7 * MINUTE_MS,
    });
  });

  it('is a second or more after the last correction of the punch, and no later than it was made otherwise', () => {
    const readings = new PunchReadings([record], []);
    const first = place(aMove('c1', 0, 1), readings.find('p1'));
    readings.apply(first);
    const second = place(aMove('c0', 0, 2), readings.find('p1'));
    readings.apply(second);
    expect([first.madeAtMs, second.madeAtMs]).toEqual([NOON_MS, NOON_MS + 1000]);
    expect(place(aMove('c2', 1, 3), readings.find('p1')).madeAtMs).toBe(NOON_MS + MINUTE_MS);
  });
});

describe('the desk', () => {
  it('judges each correction by what the ones before it have made', () => {
    const desk = new CorrectionDesk({
      readings: new PunchReadings([record], []),
      made: new Map(),
      homes: new Map([['e1', { site: 'werk-nord', zone: 'Europe/Berlin' }]]),
      maker: { name: 'Mia', employee: null, outOfReach: new Set() },
      nowMs: NOON_MS,
      timed: wanted => {
        if (wanted.kind === 'void' || wanted.kind === 'reclassify') return wanted;
        const { when, ...rest } = wanted;
        return { ...rest, atMs: Date.parse(when.at ?? '') };
      },
    });
    const take = (id: string, wanted: NewCorrection) => {
      const outcome = desk.make({ ...wanted, id });
      return outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind;
    };
    const at = (minute: number) => ({ at: new Date(NOON_MS + minute * MINUTE_MS).toISOString() });
    const reason = 'why';
    expect(take('c1', { kind: 'move', punch: 'c2', when: at(1), reason })).toBe('UNKNOWN_PUNCH');
    expect(take('c2', { kind: 'add', employee: 'e1', action: 'clock-out', when: at(2), reason })).toBe(
      'made',
    );
    expect(take('c3', { kind: 'move', punch: 'c2', when: at(1), reason })).toBe('made');
    expect(take('c4', { kind: 'add', employee: 'e1', action: 'clock-out', when: at(1), reason })).toBe(
      'NOTHING_CHANGES',
    );
    expect(take('c3', { kind: 'move', punch: 'c2', when: at(1), reason })).toBe('known');
    expect(take('c3', { kind: 'move', punch: 'c2', when: at(3), reason })).toBe('ID_TAKEN');
    expect(take('c5', { kind: 'void', punch: 'c2', reason })).toBe('made');
    expect(take('c6', { kind: 'void', punch: 'c2', reason })).toBe('PUNCH_VOID');
    expect(take('c7', { kind: 'add', employee: 'e1', action: 'clock-out', when: at(1), reason })).toBe(
      'made',
    );
  });
});
