import type { DecodeFailure, DecodeResult, FrameView } from '../family.ts';
import { explainRefusal } from '../line/refusals.ts';
import type { ReadValue } from '../line/value.ts';
import { BOOT_REPORT_BYTES } from '../wedge/boot-report.ts';
import { decodeRecording as decodeKeys } from '../wedge/decode-recording.ts';
import { type HidReportSettings, keySettingsOf, reportReaderOf } from './hid-report-settings.ts';
import { readReport } from './report-layout.ts';

const UNFIT = {
  'wrong-length': 'the report has another length than `reportBytes`, `byteCount` or its own length byte says',
  'too-short': 'the report ends before the number that `offset` and `byteCount` point at',
} as const;

/** Reads recorded reports: of `reportBytes` each, or the whole recording as one where that is not set (keyboard reports: 8). */
export function decodeRecording(bytes: Uint8Array, settings: HidReportSettings): DecodeResult {
  if (bytes.length === 0) return failed('empty', 'there are no bytes to decode', 0);
  const isKeyboard = settings.format === 'keyboard';
  const idBytes = settings.reportId === undefined ? 0 : 1;
  const size = settings.reportBytes ?? (isKeyboard ? BOOT_REPORT_BYTES + idBytes : bytes.length);
  if (bytes.length % size !== 0)
    return failed('incomplete', `a report has ${size} bytes`, bytes.length - (bytes.length % size));
  const reports = Array.from({ length: bytes.length / size }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  return isKeyboard
    ? decodeKeyboard(reports, settings)
    : decodeReports(reports, settings, reportReaderOf(settings));
}

function decodeReports(
  reports: readonly Uint8Array[],
  settings: HidReportSettings,
  read: ReadValue,
): DecodeResult {
  const frames: FrameView[] = [];
  let first: DecodeResult | null = null;
  let start = 0;
  for (const report of reports) {
    const found = readReport(report, settings);
    if (found.kind === 'unfit') first ??= failed(found.reason, UNFIT[found.reason], start + found.at);
    else if (found.kind === 'nothing') frames.push({ report: found.why });
    else if (found.kind === 'text') {
      const reading = read(found.text);
      frames.push({ text: found.text });
      if (reading.kind === 'card') return { ok: true, card: reading.card, frames };
      first ??= failed(
        reading.reason,
        explainRefusal(reading.reason),
        start + Math.min(settings.offset, report.length),
      );
    }
    start += report.length;
  }
  return first ?? { ok: true, card: null, frames };
}

/** The keys without what stands around them, as a wedge's. */
function decodeKeyboard(reports: readonly Uint8Array[], settings: HidReportSettings): DecodeResult {
  const keys: number[] = [];
  const starts: number[] = [];
  let start = 0;
  for (const report of reports) {
    const found = readReport(report, settings);
    if (found.kind === 'unfit') return failed(found.reason, UNFIT[found.reason], start + found.at);
    if (found.kind === 'keys') {
      keys.push(...found.report);
      starts.push(start);
    }
    start += report.length;
  }
  if (keys.length === 0) return { ok: true, card: null, frames: [] };
  const result = decodeKeys(Uint8Array.from(keys), { ...keySettingsOf(settings), eventBytes: undefined });
  if (result.ok) return result;
  const offset = starts[Math.floor(result.error.offset / BOOT_REPORT_BYTES)] ?? start;
  return { ok: false, error: { ...result.error, offset } };
}

function failed(code: string, message: string, offset: number): { ok: false; error: DecodeFailure } {
  return { ok: false, error: { code, message, offset } };
}
