import type { Language } from '@tapclock/contracts';
import {
  type CodeSeconds,
  codesBetween,
  computeHours,
  type DayRecord,
  decimalHours,
  Explainer,
  formatDay,
  type HoursFacts,
  type HoursFinding,
  type HoursResult,
  type LocalDay,
  payOf,
  type Segment,
  toDecimal,
  type WeekPay,
  type ZoneClock,
} from '../domain/index.ts';
import { ENGINE_VERSION, TIME_ZONE_DATA } from './engine-version.ts';
import type { ReadCase } from './hours-document.ts';
import { localInstant, writtenSegment } from './written-segment.ts';

/** The engine's answer as a JSON document: local times with offset, seconds and decimal hours, every sentence in every language. */
export function answerCase(read: ReadCase): Record<string, unknown> {
  const { facts, clocks, period } = read;
  const result = computeHours(facts, clocks);
  const clock = clocks.of(facts.zone);
  const writer = new AnswerWriter(facts, result, clock);
  const shows = (day: LocalDay) => period === null || (day >= period.fromDay && day <= period.toDay);
  const codes =
    period === null ? result.codes : codesBetween(result.weeks, result.days, period.fromDay, period.toDay);
  const pay = read.rates === null ? [] : payOf(result, facts.policy, read.rates);
  return {
    engineVersion: ENGINE_VERSION,
    timeZoneData: TIME_ZONE_DATA,
    policy: { ...result.policy, openQuestions: facts.policy.openQuestions },
    zone: facts.zone,
    ...(period === null ? {} : { period: { from: formatDay(period.fromDay), to: formatDay(period.toDay) } }),
    codes: codesOf(codes),
    days: result.days.filter(({ date }) => shows(date)).map(day => writer.day(day)),
    weeks: result.weeks
      .filter(
        ({ startDay, endDay }) => period === null || (endDay > period.fromDay && startDay <= period.toDay),
      )
      .map(({ startDay, endDay, workedSeconds, codes: ofWeek }) => ({
        from: formatDay(startDay),
        to: formatDay(endDay - 1),
        workedSeconds,
        codes: codesOf(ofWeek),
      })),
    payPeriods: result.periods.map(({ startDay, endDay, payday, codes: ofPeriod }) => ({
      from: formatDay(startDay),
      to: formatDay(endDay - 1),
      payday: formatDay(payday),
      codes: codesOf(ofPeriod),
    })),
    ...(read.rates === null ? {} : { pay: { currency: read.currency, weeks: pay.map(payWeek) } }),
    findings: result.findings
      .filter(({ date }) => date === null || shows(date))
      .map(finding => writer.finding(finding)),
  };
}

function codesOf(
  codes: readonly CodeSeconds[],
): Record<string, { seconds: number; hours: string; kind: string }> {
  return Object.fromEntries(
    codes.map(({ code, seconds, kind }) => [code, { seconds, hours: decimalHours(seconds), kind }]),
  );
}

function payWeek({ startDay, regularRate, lines, total }: WeekPay) {
  return {
    from: formatDay(startDay),
    regularRate: toDecimal(regularRate, 4),
    lines: lines.map(({ code, job, seconds, rate, amount }) => ({
      code,
      ...(job === null ? {} : { job }),
      ...(seconds === null ? {} : { seconds }),
      ...(rate === null ? {} : { rate: toDecimal(rate, 4) }),
      amount: toDecimal(amount),
    })),
    total: toDecimal(total),
  };
}

/** Writes days and findings with their sentences. */
export class AnswerWriter {
  readonly #clock: ZoneClock;
  readonly #explainers: Record<Language, Explainer>;

  constructor(facts: HoursFacts, result: HoursResult, clock: ZoneClock) {
    this.#clock = clock;
    this.#explainers = {
      en: new Explainer(facts, result, clock, 'en'),
      de: new Explainer(facts, result, clock, 'de'),
    };
  }

  day(day: DayRecord) {
    return {
      date: formatDay(day.date),
      attendance: day.attendance,
      presenceSeconds: day.presenceSeconds,
      creditSeconds: day.creditSeconds,
      paidSeconds: day.paidSeconds,
      paidHours: decimalHours(day.paidSeconds),
      unpaidSeconds: day.unpaidSeconds,
      codes: codesOf(day.codes),
      roundings: day.roundings,
      segments: day.segments.map(segment => this.#segment(segment)),
      premiums: day.overlays.map(overlay => ({
        code: overlay.code,
        from: localInstant(overlay.startSec, this.#clock),
        to: localInstant(overlay.endSec, this.#clock),
        seconds: overlay.seconds,
        rules: [overlay.rule] as const,
        why: this.#why(explainer => explainer.overlay(overlay, day.segments[0])),
      })),
    };
  }

  finding(finding: HoursFinding) {
    return {
      code: finding.code,
      ...(finding.date === null ? {} : { date: formatDay(finding.date) }),
      ...(finding.atSec === null ? {} : { at: localInstant(finding.atSec, this.#clock) }),
      ...(finding.seconds === null ? {} : { seconds: finding.seconds }),
      ...(finding.limitSec === null ? {} : { limitSeconds: finding.limitSec }),
      punches: finding.punchIds,
      why: this.#why(explainer => explainer.finding(finding)),
    };
  }

  #segment(segment: Segment) {
    return {
      ...writtenSegment(segment, this.#clock),
      why: this.#why(explainer => explainer.segment(segment)),
    };
  }

  #why(say: (explainer: Explainer) => string): Record<Language, string> {
    return { en: say(this.#explainers.en), de: say(this.#explainers.de) };
  }
}
