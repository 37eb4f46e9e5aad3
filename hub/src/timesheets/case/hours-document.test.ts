import { describe, expect, it } from '@jest/globals';
import { answerCase } from './hours-answer.ts';
import { readHoursDocument } from './hours-document.ts';
import { HoursDocumentError } from './hours-problem.ts';

const BERLIN = { zone: 'Europe/Berlin', preset: 'de-arbzg' };
const instant = (kind: string, at: string) => ({ kind, at });

function problems(document: unknown): string[] {
  try {
    readHoursDocument(document);
    return [];
  } catch (error) {
    if (!(error instanceof HoursDocumentError)) throw error;
    return error.problems.map(({ code, path, message }) => `${code} ${path}: ${message}`);
  }
}

describe('a case document', () => {
  it('takes instants and local times, and answers in local time with offset', () => {
    const answer = answerCase(
      readHoursDocument({
        ...BERLIN,
        punches: [
          { id: 'a', kind: 'IN', date: '2026-10-25', time: '01:30' },
          { id: 'b', kind: 'OUT', date: '2026-10-25', time: '02:30', offset: 'later' },
          instant('IN', '2026-10-25T08:00:00+01:00'),
          instant('OUT', '2026-10-25T09:00:00.900Z'),
        ],
      }),
    );
    expect(answer).toMatchObject({
      codes: { REG: { seconds: 4 * 3600, hours: '4.00', kind: 'bucket' } },
      days: [
        {
          date: '2026-10-25',
          paidHours: '4.00',
          segments: [
            { from: '2026-10-25T01:30:00+02:00', to: '2026-10-25T02:30:00+01:00', seconds: 7200, paid: true },
            { from: '2026-10-25T08:00:00+01:00', to: '2026-10-25T10:00:00+01:00' },
          ],
        },
      ],
    });
  });

  it.each([
    [
      'a field that nobody knows',
      { ...BERLIN, punch: [] },
      ['INVALID_DOCUMENT : unknown field "punch"; known fields: zone, preset,'],
    ],
    [
      'one deeper',
      { ...BERLIN, punches: [{ kind: 'IN', when: 1 }] },
      ['INVALID_DOCUMENT punches.0: unknown field "when"; known fields: id, kind, at'],
    ],
    [
      'one of the policy',
      { ...BERLIN, overrides: { ot: { dayly: [] } } },
      ['INVALID_POLICY overrides.ot: unknown field "dayly"; known fields: daily,'],
    ],
    [
      'a kind that nobody knows',
      { ...BERLIN, punches: [instant('COME', '2026-06-15T08:00:00Z')] },
      ['INVALID_DOCUMENT punches.0.kind: Invalid option'],
    ],
    [
      'a preset that nobody knows',
      { zone: 'UTC', preset: 'us-tx' },
      ['INVALID_DOCUMENT preset: there is no preset "us-tx"; known presets: us-flsa'],
    ],
    ['no rules', { zone: 'UTC' }, ['INVALID_DOCUMENT : which rules?']],
    ['two sorts of rules', { ...BERLIN, policy: {} }, ['INVALID_DOCUMENT policy: give either']],
    [
      'a zone that nobody knows',
      { ...BERLIN, zone: 'Europe/Atlantis' },
      ['INVALID_DOCUMENT zone: there is no time zone'],
    ],
    [
      'a date that does not exist',
      { ...BERLIN, punches: [{ kind: 'IN', date: '2026-02-30', time: '08:00' }] },
      ['INVALID_DOCUMENT punches.0.date: there is no date 2026-02-30'],
    ],
    [
      'an instant that does not exist',
      { ...BERLIN, punches: [instant('IN', '2026-02-30T08:00:00Z')] },
      ['INVALID_DOCUMENT punches.0.at: there is no date 2026-02-30'],
    ],
    [
      'half a time',
      { ...BERLIN, punches: [{ kind: 'IN', date: '2026-02-20' }] },
      ['INVALID_DOCUMENT punches.0: needs either'],
    ],
    [
      'a skipped time',
      { ...BERLIN, punches: [{ kind: 'IN', date: '2026-03-29', time: '02:30' }] },
      ['LOCAL_TIME_GAP punches.0: 2026-03-29 02:30'],
    ],
    [
      'a repeated time',
      { ...BERLIN, punches: [{ kind: 'IN', date: '2026-10-25', time: '02:30' }] },
      ['LOCAL_TIME_AMBIGUOUS punches.0: 2026-10-25 02:30'],
    ],
    [
      'an unfair rounding',
      {
        ...BERLIN,
        overrides: {
          rounding: [
            { unitMin: 15, mode: 'up', scope: 'in' },
            { unitMin: 15, mode: 'down', scope: 'out' },
          ],
        },
      },
      ['INVALID_POLICY overrides: rounding: in up and out down'],
    ],
    [
      'money that is no decimal',
      { ...BERLIN, rates: { hourly: '12,50' } },
      ['INVALID_DOCUMENT rates.hourly: must be a decimal'],
    ],
    [
      'money without a rate',
      { ...BERLIN, rates: {} },
      ['INVALID_DOCUMENT rates: needs "hourly" or "salary"'],
    ],
    [
      'money with an exponent',
      { ...BERLIN, rates: { hourly: 1e-7 } },
      ['INVALID_DOCUMENT rates.hourly: must be a plain decimal'],
    ],
    [
      'one id twice',
      {
        ...BERLIN,
        punches: [
          { id: 'a', ...instant('IN', '2026-06-15T08:00:00Z') },
          { id: 'a', ...instant('OUT', '2026-06-15T09:00:00Z') },
        ],
      },
      ['INVALID_DOCUMENT punches.1.id: "a" is another punch already'],
    ],
    [
      'a shift without an end',
      { ...BERLIN, shifts: [{ date: '2026-06-15', start: '08:00' }] },
      ['INVALID_DOCUMENT shifts.0: needs "date"'],
    ],
    ['no object', [], ['INVALID_DOCUMENT : Invalid input: expected object']],
    [
      'a correction without a reason',
      { ...BERLIN, corrections: [{ kind: 'void', punch: 'a', by: 'Mia', at: '2026-06-15T08:00:00Z' }] },
      ['INVALID_DOCUMENT corrections.0.why: Invalid input'],
    ],
  ])('is refused for %s', (_name, document, expected) => {
    const found = problems(document);
    expect(found).toHaveLength(expected.length);
    for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
  });

  it('lists every problem at once', () => {
    const punches = [
      { kind: 'IN', date: '2026-03-29', time: '02:30' },
      { kind: 'OUT', date: '2026-10-25', time: '02:30' },
    ];
    expect(problems({ ...BERLIN, punches })).toHaveLength(2);
  });

  it('overrides a preset field by field, and replaces lists', () => {
    const { facts } = readHoursDocument({
      zone: 'America/Los_Angeles',
      preset: 'us-ca',
      overrides: { ot: { weekly: [] }, rounding: { unitMin: 15, mode: 'nearest', scope: 'both' } },
    });
    expect(facts.policy.ot.weekly).toEqual([]);
    expect(facts.policy.ot.daily).toHaveLength(2);
    expect(facts.policy.rounding).toHaveLength(1);
  });

  it('shows a period alone; overtime where its week ends', () => {
    const day = (date: string, end: string) => [
      { kind: 'IN', date, time: '06:00' },
      { kind: 'OUT', date, time: end },
    ];
    // Wednesday 2026-07-01 begins the period in the middle of a week of 50 hours.
    const dates = ['2026-06-29', '2026-06-30', '2026-07-01', '2026-07-02', '2026-07-03'];
    const document = { zone: 'UTC', preset: 'us-flsa', punches: dates.flatMap(date => day(date, '16:00')) };
    const june = answerCase(
      readHoursDocument({ ...document, period: { from: '2026-06-01', to: '2026-06-30' } }),
    );
    const july = answerCase(
      readHoursDocument({ ...document, period: { from: '2026-07-01', to: '2026-07-31' } }),
    );
    expect([june.codes, july.codes]).toMatchObject([
      { REG: { hours: '20.00' } },
      { REG: { hours: '20.00' }, OT: { hours: '10.00' } },
    ]);
    expect(june.days).toHaveLength(2);
    expect(july.days).toHaveLength(3);
  });

  it('pays daily overtime of a week over the border where the week ends', () => {
    const punches = [
      { kind: 'IN', date: '2026-06-30', time: '06:00' },
      { kind: 'OUT', date: '2026-06-30', time: '16:00' },
    ];
    const codes = (from: string, to: string) =>
      answerCase(readHoursDocument({ zone: 'UTC', preset: 'us-ak', punches, period: { from, to } })).codes;
    expect(codes('2026-06-01', '2026-06-30')).toMatchObject({ REG: { hours: '8.00' } });
    expect(codes('2026-07-01', '2026-07-31')).toMatchObject({ OT: { hours: '2.00' } });
  });

  it('pays a monthly salary by the week', () => {
    const punches = ['15', '16', '17', '18', '19'].flatMap(day => [
      { kind: 'IN', date: `2026-06-${day}`, time: '08:00' },
      { kind: 'OUT', date: `2026-06-${day}`, time: '16:00' },
    ]);
    const rates = { salary: { amount: '1560', per: 'month', forHours: 40 } };
    const answer = answerCase(readHoursDocument({ zone: 'UTC', preset: 'us-flsa', punches, rates }));
    expect(answer).toMatchObject({ pay: { weeks: [{ regularRate: '9.0000', total: '360.00' }] } });
  });

  it('R5: gives the same bytes for the same case', () => {
    const document = {
      zone: 'America/New_York',
      preset: 'us-flsa',
      punches: [instant('IN', '2026-11-01T02:00:00Z'), instant('OUT', '2026-11-01T11:00:00Z')],
      rates: { hourly: '12.00' },
    };
    const answer = () => JSON.stringify(answerCase(readHoursDocument(document)));
    expect(answer()).toBe(answer());
    expect(JSON.parse(answer())).toMatchObject({ pay: { currency: 'USD', weeks: [{ total: '108.00' }] } });
  });
});
