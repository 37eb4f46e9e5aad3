import type { ExplainedDay } from '@tapclock/contracts';
import { AnswerWriter } from '../case/hours-answer.ts';
import { computeHours, decimalHours, parseDay, type ZoneClocks } from '../domain/index.ts';
import type { Stretch } from '../facts/index.ts';
import { factsByDay, writtenCorrection, writtenPunch } from './day-facts.ts';
import { daysOf, sheetFinding } from './derived-days.ts';

/** The dates of a stretch with their facts, and a sentence for everything that came of them. */
export function explainDays(stretch: Stretch, clocks: ZoneClocks): ExplainedDay[] {
  const { facts } = stretch;
  const clock = clocks.of(facts.zone);
  const result = computeHours(facts, clocks);
  const writer = new AnswerWriter(facts, result, clock);
  const { punches, corrections } = factsByDay(stretch, result, clock);
  const records = new Map(result.days.map(record => [record.date, record]));
  const findings = Map.groupBy(result.findings, ({ date }) => date);
  return daysOf(stretch, result, clock, [...punches.keys(), ...corrections.keys()]).map(derived => {
    const date = parseDay(derived.day.date);
    const record = records.get(date);
    const written = record && writer.day(record);
    return {
      ...derived.day,
      paidHours: decimalHours(derived.day.paidSeconds),
      punches: (punches.get(date) ?? []).map(punch => writtenPunch(punch, clock)),
      corrections: (corrections.get(date) ?? []).map(correction => writtenCorrection(correction, clock)),
      segments: written?.segments ?? [],
      premiums: (written?.premiums ?? []).map(({ rules: [rule], ...premium }) => ({ ...premium, rule })),
      findings: (findings.get(date) ?? []).map(finding => ({
        ...sheetFinding(finding, clock),
        why: writer.finding(finding).why,
      })),
    };
  });
}
