import type { Policy } from '@tapclock/contracts';
import type { Segment } from '../breaks/segment.ts';
import type { HoursFinding } from '../findings/finding.ts';
import type { RuleName } from '../rules/rule-id.ts';

/** What a phrase may mention. Texts are ready to show: local wall-clock times, dates as YYYY-MM-DD, lengths as 7:45 h. */
export interface PhraseDetails {
  policy: Policy;
  segment: Pick<Segment, 'kind' | 'code' | 'rate' | 'job'>;
  /** The rule's place in its list. */
  index: number;
  /** As the clock said; the end is empty when a policy set it. */
  clockIn: string;
  clockOut: string;
  date: string;
  correction: { by: string; why: string };
}

/** One language. A new rule does not compile until each language has words for it. */
export interface Phrasebook {
  rules: Record<RuleName, (details: PhraseDetails) => string>;
  regular: string;
  paid: (code: string) => string;
  unpaid: string;
  findings: (finding: Pick<HoursFinding, 'code'>, amount: string, limit: string) => string;
}

/** Hours and minutes, with seconds only where there are some: `7:45 h`. */
export function length(seconds: number): string {
  const rest = seconds % 60;
  const minutes = Math.floor(seconds / 60);
  const text = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  return rest === 0 ? `${text} h` : `${text}:${String(rest).padStart(2, '0')} h`;
}

/** A number of minutes as a length. */
export function lengthOfMinutes(minutes: number): string {
  return length(minutes * 60);
}
