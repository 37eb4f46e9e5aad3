import { describe, expect, it } from '@jest/globals';
import { partitionRange } from './partition-keeper.ts';

describe('partitions of the punch table', () => {
  it('reach from two months back to three ahead, over the turn of the year', () => {
    expect(partitionRange(new Date('2026-11-23T12:00:00Z'))).toEqual(['2026-09-01', '2027-02-01']);
    expect(partitionRange(new Date('2026-01-31T23:59:59Z'))).toEqual(['2025-11-01', '2026-04-01']);
  });
});
