import type { Finding } from '@tapclock/contracts';
import type { PersonStatus } from '../domain/person-status.ts';
import type { Format } from './format.ts';
import type { Words } from './words.ts';

/** What one row says about a person: the state's word, the detail after it, and the time at its end. */
export interface RowText {
  state: string;
  detail: string | null;
  time: string | null;
}

export function rowText(status: PersonStatus, words: Words, format: Format): RowText {
  const state = words.states[status.kind];
  switch (status.kind) {
    case 'in':
      return {
        state,
        detail: status.isPastEnd
          ? words.shiftEnded(format.time(status.shift.endMs))
          : words.untilTime(format.time(status.shift.endMs)),
        time: format.time(status.cameAtMs),
      };
    case 'late':
      return { state, detail: format.span(status.lateSeconds), time: format.time(status.cameAtMs) };
    case 'break': {
      const span = format.span(status.seconds);
      return {
        state,
        detail: status.isLong ? words.breakLong(span) : span,
        time: format.time(status.sinceMs),
      };
    }
    case 'unplanned':
      return { state, detail: words.noShiftPlanned, time: format.time(status.cameAtMs) };
    case 'overstay':
      return {
        state,
        detail: status.shift ? words.overBy(format.span(status.overSeconds)) : words.noShiftPlanned,
        time: format.time(status.cameAtMs),
      };
    case 'missing':
      return {
        state,
        detail: format.span(status.seconds),
        time: format.time(status.shift.startMs),
      };
    case 'expected':
      return {
        state: status.isDue ? words.dueNow : state,
        detail: status.shift.name,
        time: format.time(status.shift.startMs),
      };
    case 'gone':
      return {
        state,
        detail: status.earlySeconds > 0 ? words.leftEarly(format.span(status.earlySeconds)) : null,
        time: format.time(status.leftAtMs),
      };
    case 'off':
      return {
        state,
        detail: status.next
          ? words.nextShift(
              status.next.name,
              `${format.weekday(status.next.startMs)} ${format.time(status.next.startMs)}`,
            )
          : null,
        time: null,
      };
  }
}

/** One plain sentence that explains the state. */
export function statusSentence(status: PersonStatus, nowMs: number, words: Words, format: Format): string {
  const { sentence } = words;
  const at = (ms: number) => format.moment(ms, nowMs);
  switch (status.kind) {
    case 'in':
      return sentence.in(at(status.cameAtMs));
    case 'late':
      return sentence.late(at(status.cameAtMs), format.span(status.lateSeconds));
    case 'break':
      return sentence.break(at(status.sinceMs), format.span(status.seconds));
    case 'unplanned':
      return sentence.unplanned(at(status.cameAtMs));
    case 'overstay':
      return status.shift
        ? sentence.overstay(at(status.cameAtMs), at(status.shift.endMs))
        : sentence.overstayNoShift(at(status.cameAtMs));
    case 'missing':
      return sentence.missing(at(status.shift.startMs), format.span(status.seconds));
    case 'expected':
      return status.isDue
        ? sentence.due(at(status.shift.startMs))
        : sentence.expected(at(status.shift.startMs));
    case 'gone':
      return status.earlySeconds > 0
        ? sentence.goneEarly(at(status.leftAtMs), format.span(status.earlySeconds))
        : sentence.gone(at(status.leftAtMs));
    case 'off':
      return sentence.off;
  }
}

export function findingText(finding: Finding, nowMs: number, words: Words, format: Format): string {
  const { findings } = words;
  switch (finding.code) {
    case 'late':
      return findings.late(format.span(finding.seconds));
    case 'early':
      return findings.early(format.span(finding.seconds));
    case 'unscheduled':
      return findings.unscheduled;
    case 'unknown-badge':
      return findings.unknownBadge;
    case 'duplicate':
      return findings.duplicate;
    case 'wrong-order':
      return findings.wrongOrder[finding.state];
    case 'clock-off': {
      const span = format.span(Math.abs(finding.seconds));
      return finding.seconds > 0 ? findings.clockAhead(span) : findings.clockBehind(span);
    }
    case 'missing-clock-out':
      return findings.missingClockOut(format.moment(Date.parse(finding.clockedInAt), nowMs));
  }
}
