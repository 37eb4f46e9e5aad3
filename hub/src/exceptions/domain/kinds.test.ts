import { describe, expect, it } from '@jest/globals';
import { type ExceptionFacts, Finding, FleetFinding } from '@tapclock/contracts';
import { z } from 'zod';
import { ENGINE_FINDINGS } from '../../timesheets/domain/findings/finding.ts';
import {
  CLOCK_KINDS,
  DAY_KINDS,
  dayKind,
  FLEET_KINDS,
  fleetKind,
  IDENTITY_KINDS,
  PUNCH_KINDS,
  punchKind,
} from './kinds.ts';
import { exceptionMessage, MESSAGE_CODES } from './messages.ts';

/** Codes of a union, as its JSON schema names them. */
const codesOf = (union: z.core.$ZodType): string[] => {
  const { oneOf = [], anyOf = [] } = z.toJSONSchema(union);
  return [...oneOf, ...anyOf]
    .map(option => (typeof option === 'object' ? String(Object(option.properties?.code).const) : ''))
    .sort();
};

/** Of a site in Berlin, on a summer's day. */
const told = (facts: ExceptionFacts, date: string | null = '2026-06-15') => ({
  ...{ facts, at: '2026-06-15T04:12:40.000Z', date, zone: 'Europe/Berlin' },
});

describe('kinds of exceptions', () => {
  it('say of every code whether somebody must settle it', () => {
    expect(Object.keys(DAY_KINDS).sort()).toEqual([...ENGINE_FINDINGS].sort());
    expect(Object.keys(PUNCH_KINDS).sort()).toEqual(codesOf(Finding));
    expect(Object.keys(FLEET_KINDS).sort()).toEqual(codesOf(FleetFinding));
  });

  it('take a policy’s own code for a limit, and a note for nothing to settle', () => {
    expect(dayKind('DAY_OVER_10H')).toMatchObject({ category: 'limit', consequence: 1 });
    expect(dayKind('toString')).toMatchObject({ category: 'limit' });
    expect([dayKind('STILL_OPEN'), punchKind('late'), fleetKind('old-version', true)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('are graver where people cannot tap', () => {
    expect(fleetKind('reader-down', false)?.kind.consequence).toBe(3);
    expect(fleetKind('reader-down', true)?.kind.consequence).toBe(2);
  });

  it('have words in every language', () => {
    const codes = [
      ...Object.keys(PUNCH_KINDS).filter(code => punchKind(code) !== null),
      ...Object.keys(CLOCK_KINDS),
      ...Object.keys(IDENTITY_KINDS),
      ...Object.keys(FLEET_KINDS).flatMap(code => fleetKind(code, true)?.code ?? []),
    ];
    expect([...MESSAGE_CODES].sort()).toEqual([...new Set(codes)].sort());
    for (const code of codes) {
      const [en, de] = [exceptionMessage(code, told({}), 'en'), exceptionMessage(code, told({}), 'de')];
      expect([en.length > 10, de.length > 10, en === de]).toEqual([true, true, false]);
    }
  });

  it('say their numbers', () => {
    const facts = { seconds: 7_260, limitSeconds: 600, places: ['A', 'B'] };
    expect(exceptionMessage('impossible-way', told(facts), 'de')).toBe(
      'Von A nach B in 2 h 1 min; der Weg dauert mindestens 10 min.',
    );
    expect(exceptionMessage('clock-off', told({ seconds: -180 }), 'en')).toBe(
      'Punches were made while this terminal’s clock was 3 min slow.',
    );
  });

  it('say which shift, and since when, by the site’s clock', () => {
    const shift = { startsAt: '2026-06-15T20:00:00.000Z', endsAt: '2026-06-16T04:00:00.000Z' };
    expect(exceptionMessage('not-here', told({ shift }), 'en')).toBe(
      'Planned from 22:00 to 2026-06-16 06:00, and has not clocked in.',
    );
    expect(exceptionMessage('offline', told({}, null), 'de')).toBe(
      'Dieses Terminal meldet sich seit 2026-06-15 06:12 nicht: Strom und Netz prüfen. Was gestempelt wird, behält es.',
    );
    expect(exceptionMessage('alarm', told({ alarm: 'gap' }, null), 'en')).toMatch(
      /^Since 2026-06-15 06:12: punches of this terminal are missing\. They are asked for/,
    );
    expect(exceptionMessage('too-few-people', told({ present: 1, required: 2 }), 'en')).toMatch(
      /^1 person is/,
    );
  });
});
