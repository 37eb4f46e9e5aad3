import { expect, it } from '@jest/globals';
import type { ExceptionCategory, NewCorrection } from '@tapclock/contracts';
import { mayPutRight } from './may-put-right.ts';

const ADA = '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11';
const WHEN = { at: '2026-06-15T12:20:00.000Z' };

const adds = (action: 'clock-in' | 'clock-out' | 'break-end'): NewCorrection[] => [
  { kind: 'add', employee: ADA, action, when: WHEN, reason: 'forgot' },
];
const moves = (punch: string): NewCorrection[] => [{ kind: 'move', punch, when: WHEN, reason: 'forgot' }];

it.each<[string, ExceptionCategory, NewCorrection[], boolean]>([
  ['MISSING_OUT', 'missing', adds('clock-out'), true],
  ['not-here', 'schedule', adds('clock-in'), true],
  ['LATE', 'schedule', adds('clock-in'), true],
  ['LATE', 'schedule', moves('in'), true],
  ['LATE', 'schedule', moves('other'), false],
  ['LATE', 'schedule', adds('clock-out'), false],
  ['EARLY', 'schedule', adds('clock-out'), true],
  ['BREAK_NOT_TAKEN', 'break', adds('break-end'), true],
  ['BREAK_NOT_TAKEN', 'break', moves('other'), true],
  ['BREAK_NOT_TAKEN', 'break', adds('clock-out'), false],
  ['REST_SHORT', 'rest', adds('clock-out'), false],
])('%s of %s', (code, category, stated, may) => {
  expect(mayPutRight(stated, { code, category, facts: { punches: ['in'] } })).toBe(may);
});
