import { describe, expect, it } from '@jest/globals';
import { shiftWindow } from './shift-window.ts';

const hours = (window: { startsAt: string; endsAt: string }) =>
  (Date.parse(window.endsAt) - Date.parse(window.startsAt)) / 3_600_000;

describe('shiftWindow', () => {
  it('turns a plain day shift into two instants', () => {
    expect(shiftWindow('2026-06-15', '06:00', '14:00', 'Europe/Berlin')).toEqual({
      startsAt: '2026-06-15T04:00:00.000Z',
      endsAt: '2026-06-15T12:00:00.000Z',
    });
  });

  it('takes times as Postgres prints them', () => {
    expect(shiftWindow('2026-06-15', '06:00:00', '14:00:00', 'Europe/Berlin').startsAt).toBe(
      '2026-06-15T04:00:00.000Z',
    );
  });

  it('ends an overnight shift on the next day', () => {
    expect(shiftWindow('2026-12-31', '22:00', '06:00', 'Europe/Berlin')).toEqual({
      startsAt: '2026-12-31T21:00:00.000Z',
      endsAt: '2027-01-01T05:00:00.000Z',
    });
  });

  it('makes a shift from a time to the same time a whole day', () => {
    expect(hours(shiftWindow('2026-06-15', '06:00', '06:00', 'Europe/Berlin'))).toBe(24);
  });

  describe('R6: over the change of clocks elapsed time counts', () => {
    it.each([
      ['Berlin, spring night', '2026-03-28', '22:00', '06:00', 'Europe/Berlin', 7],
      ['Berlin, autumn night', '2026-10-24', '22:00', '06:00', 'Europe/Berlin', 9],
      ['Lord Howe, spring night (30 minutes)', '2026-10-03', '22:00', '06:00', 'Australia/Lord_Howe', 7.5],
      ['Lord Howe, autumn night (30 minutes)', '2026-04-04', '22:00', '06:00', 'Australia/Lord_Howe', 8.5],
      ['Kolkata, never changes', '2026-03-28', '22:00', '06:00', 'Asia/Kolkata', 8],
      ['Berlin, the day after the change', '2026-03-29', '06:00', '14:00', 'Europe/Berlin', 8],
    ])('%s', (_name, date, starts, ends, zone, expected) => {
      expect(hours(shiftWindow(date, starts, ends, zone))).toBe(expected);
    });

    it('moves a start that the spring night skips forward by an hour', () => {
      expect(shiftWindow('2026-03-29', '02:30', '10:30', 'Europe/Berlin')).toEqual({
        startsAt: '2026-03-29T01:30:00.000Z', // 03:30 CEST
        endsAt: '2026-03-29T08:30:00.000Z',
      });
    });

    it('takes the earlier of a start that the autumn night has twice', () => {
      expect(shiftWindow('2026-10-25', '02:30', '10:30', 'Europe/Berlin')).toEqual({
        startsAt: '2026-10-25T00:30:00.000Z', // 02:30 CEST
        endsAt: '2026-10-25T09:30:00.000Z',
      });
    });

    it('takes the earlier of an end that the autumn night has twice', () => {
      expect(shiftWindow('2026-10-24', '18:30', '02:30', 'Europe/Berlin').endsAt).toBe(
        '2026-10-25T00:30:00.000Z',
      );
    });

    it('keeps the planned length of a shift that lies in the skipped hour', () => {
      expect(shiftWindow('2026-03-29', '02:10', '03:00', 'Europe/Berlin')).toEqual({
        startsAt: '2026-03-29T01:10:00.000Z',
        endsAt: '2026-03-29T02:00:00.000Z',
      });
    });
  });

  it('knows offsets that are no whole hours', () => {
    expect(shiftWindow('2026-06-15', '09:00', '17:00', 'Asia/Kolkata').startsAt).toBe(
      '2026-06-15T03:30:00.000Z',
    );
  });

  it('refuses what does not exist', () => {
    expect(() => shiftWindow('2026-02-30', '06:00', '14:00', 'Europe/Berlin')).toThrow(RangeError);
    expect(() => shiftWindow('2026-02-20', '24:30', '14:00', 'Europe/Berlin')).toThrow(RangeError);
    expect(() => shiftWindow('2026-02-20', '06:00', '14:00', 'Europe/Atlantis')).toThrow(RangeError);
  });
});
