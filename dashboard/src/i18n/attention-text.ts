import type { AttentionItem } from '../domain/attention.ts';
import type { Format } from './format.ts';
import { readerProblemText } from './reader-problem.ts';
import type { Words } from './words.ts';

export interface AttentionText {
  title: string;
  evidence: string;
}

interface Context {
  nowMs: number;
  areaName: (id: string) => string;
  words: Words;
  format: Format;
}

/** What needs a person, and in one line why we think so. */
export function attentionText(
  item: AttentionItem,
  { nowMs, areaName, words, format }: Context,
): AttentionText {
  const text = words.attention;
  const at = (ms: number) => format.moment(ms, nowMs);
  switch (item.kind) {
    case 'missing': {
      const area = areaName(item.areaId);
      return {
        title: text.missing(item.name),
        evidence: text.missingDetail(area, format.time(item.shift.startMs), format.span(item.seconds)),
      };
    }
    case 'overstay': {
      const area = areaName(item.areaId);
      return {
        title: text.overstay(item.name),
        evidence: item.shift
          ? text.overstayDetail(area, item.shift.name, at(item.shift.endMs), format.span(item.overSeconds))
          : text.overstayNoShift(area, at(item.cameAtMs)),
      };
    }
    case 'long-break':
      return {
        title: text.longBreak(item.name),
        evidence: text.longBreakDetail(areaName(item.areaId), format.span(item.seconds)),
      };
    case 'unknown-badge':
      return {
        title: text.unknownBadge(item.place),
        evidence: text.unknownBadgeDetail(at(item.sinceMs), item.taps),
      };
    case 'terminal-offline':
      return {
        title: text.terminalOffline(item.place),
        evidence: item.isEverSeen
          ? text.terminalOfflineDetail(at(item.sinceMs), item.kept)
          : text.terminalNeverSeen,
      };
    case 'terminal-alarm':
      return { title: text.alarms[item.alarm](item.place), evidence: text.alarmDetails[item.alarm] };
    case 'reader-missing':
      return {
        title: item.isOnly ? text.readerMissing(item.place) : text.readerPartly(item.place),
        evidence: text.readerMissingDetail(item.reader, readerProblemText(item.condition, words) ?? ''),
      };
    case 'clock-off':
      return {
        title: text.clockOff(item.place),
        evidence: text.clockOffDetail(spanWithSeconds(item.seconds, format), item.seconds > 0),
      };
  }
}

/** A clock may be half a minute off, which whole minutes would show as nothing. */
export function spanWithSeconds(seconds: number, format: Format): string {
  const size = Math.abs(seconds);
  return size < 60 ? `${size}\u00a0s` : format.span(size);
}
