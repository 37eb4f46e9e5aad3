import type { Finding, FindingCode, KioskWarning } from '@tapclock/contracts';
import { assertNever } from '../domain/assert-never.ts';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import type { Format } from './format.ts';
import type { Messages } from './messages.ts';

/** Most notes on one screen: a person walking past reads no more; the rest is for the supervisor. */
export const NOTES_MAX = 2;

/** One short remark about a punch. `good` is drawn with a check, `attention` with an orange mark beside the words. */
export type Note = {
  code: FindingCode | KioskWarning['code'] | 'on-time' | 'as-planned' | 'quarantined';
  kind: 'good' | 'attention';
  text: string;
};

/** What a person can act on comes first. */
const FINDING_ORDER: readonly FindingCode[] = [
  'missing-clock-out',
  'wrong-order',
  'unknown-badge',
  'unscheduled',
  'late',
  'early',
  'duplicate',
  'clock-off',
];

/** The words for one finding of the hub. */
export function findingText(finding: Finding, words: Messages, format: Format, nowMs: number): string {
  switch (finding.code) {
    case 'late':
    case 'early':
      return words.findings[finding.code](format.duration(finding.seconds));
    case 'wrong-order':
      return words.findings['wrong-order'](finding.state);
    case 'missing-clock-out':
      return words.findings['missing-clock-out'](format.moment(finding.clockedInAt, nowMs));
    case 'unscheduled':
    case 'unknown-badge':
    case 'duplicate':
    case 'clock-off':
      return words.findings[finding.code];
    default:
      return assertNever(finding);
  }
}

/** The words for one warning of the bridge. */
export function warningText(warning: KioskWarning, words: Messages, format: Format, nowMs: number): string {
  switch (warning.code) {
    case 'late':
    case 'early':
      return words.warnings[warning.code](format.duration(warning.seconds));
    case 'missing-clock-out':
      return words.warnings['missing-clock-out'](format.moment(warning.clockedInAt, nowMs));
    case 'unscheduled':
    case 'clock-suspect':
      return words.warnings[warning.code];
    default:
      return assertNever(warning);
  }
}

/** What the bridge noticed by itself, at most `NOTES_MAX`. */
export function warningNotes(
  warnings: readonly KioskWarning[],
  words: Messages,
  format: Format,
  nowMs: number,
): Note[] {
  return warnings.slice(0, NOTES_MAX).map(warning => ({
    code: warning.code,
    kind: 'attention',
    text: warningText(warning, words, format, nowMs),
  }));
}

/**
 * What to say about a recorded punch: the hub's verdict as soon as it is here, the bridge's own warnings until then. "On
 * time" is the hub's to say; without a verdict there is no praise, only silence.
 */
export function recordedNotes(
  screen: ScreenOf<'recorded'>,
  words: Messages,
  format: Format,
  nowMs: number,
): Note[] {
  if (screen.delivery === 'quarantined')
    return [{ code: 'quarantined', kind: 'attention', text: words.quarantined }];
  const { verdict } = screen;
  if (verdict === null) {
    return warningNotes(screen.warnings, words, format, nowMs).map((note, index) => {
      const warning = screen.warnings[index];
      // The card only says it; after the punch there is time to say what to do about it.
      return warning?.code === 'missing-clock-out'
        ? { ...note, text: findingText(warning, words, format, nowMs) }
        : note;
    });
  }
  if (verdict.findings.length > 0) {
    return [...verdict.findings]
      .sort((one, other) => FINDING_ORDER.indexOf(one.code) - FINDING_ORDER.indexOf(other.code))
      .slice(0, NOTES_MAX)
      .map(finding => ({
        code: finding.code,
        kind: 'attention',
        text: findingText(finding, words, format, nowMs),
      }));
  }
  if (verdict.shift === null) return [];
  if (screen.action === 'clock-in') return [{ code: 'on-time', kind: 'good', text: words.onTime }];
  return screen.action === 'clock-out' ? [{ code: 'as-planned', kind: 'good', text: words.asPlanned }] : [];
}
