import { BOOT_REPORT_BYTES } from '../wedge/boot-report.ts';
import { hexOf } from '../wiegand/bits.ts';
import { type HidReportSettings, REPORT_BYTES_MAX } from './hid-report-settings.ts';

export type ReportReading =
  /** The number as text: hex for bytes, itself for ASCII. */
  | { kind: 'text'; text: string }
  /** A boot keyboard report. */
  | { kind: 'keys'; report: Uint8Array }
  /** Another report of the device, or one that says that no card is there. */
  | { kind: 'nothing'; why: 'another-report' | 'no-card' }
  /** `at` is the index of the byte at fault. */
  | { kind: 'unfit'; reason: 'wrong-length' | 'too-short'; at: number };

/** What one input report says, by the layout that a site has set. */
export function readReport(report: Uint8Array, settings: HidReportSettings): ReportReading {
  const { reportBytes, reportId, format } = settings;
  if (report.length === 0 || report.length > REPORT_BYTES_MAX) return unfit('wrong-length', 0);
  if (reportBytes !== undefined && report.length !== reportBytes) return unfit('wrong-length', report.length);
  if (reportId !== undefined && report[0] !== Number.parseInt(reportId, 16))
    return { kind: 'nothing', why: 'another-report' };
  if (format === 'keyboard') return keysOf(report, settings);
  const data = dataOf(report, settings);
  if (!(data instanceof Uint8Array)) return data;
  // Sent by some when the card leaves.
  if (data.every(byte => byte === 0)) return { kind: 'nothing', why: 'no-card' };
  return { kind: 'text', text: format === 'bytes' ? hexOf(data) : textOf(data) };
}

/** The report in which a number, or its text, is sent. Throws RangeError when it does not fit. */
export function writeReport(text: string, settings: HidReportSettings): Uint8Array {
  const { reportId, offset, byteCount, lengthAt, reportBytes, format } = settings;
  const isHex = /^(?:[0-9A-F]{2})+$/i.test(text);
  if (format === 'bytes' && !isHex) throw new RangeError('bytes are written as hex, two digits for each');
  const data = Buffer.from(text, format === 'bytes' ? 'hex' : 'latin1');
  const room = byteCount ?? data.length;
  const fits = format === 'bytes' ? data.length === room : data.length <= room;
  if (!fits) throw new RangeError(`the number of a report has ${room} bytes`);
  const size = reportBytes ?? Math.max(offset + room, (lengthAt ?? 0) + 1);
  if (size > REPORT_BYTES_MAX || offset + data.length > size)
    throw new RangeError('the number does not fit the report');
  const report = new Uint8Array(size);
  report.set(data, offset);
  if (lengthAt !== undefined) report[lengthAt] = data.length;
  if (reportId !== undefined) report[0] = Number.parseInt(reportId, 16);
  return report;
}

function keysOf(report: Uint8Array, { reportId }: HidReportSettings): ReportReading {
  const keys = reportId === undefined ? report : report.subarray(1);
  // Longer where a device adds keys of its own behind the six.
  if (keys.length < BOOT_REPORT_BYTES) return unfit('too-short', report.length);
  return { kind: 'keys', report: keys.subarray(0, BOOT_REPORT_BYTES) };
}

function dataOf(report: Uint8Array, settings: HidReportSettings): Uint8Array | ReportReading {
  const { offset, byteCount, lengthAt } = settings;
  if (lengthAt === undefined) {
    if (byteCount !== undefined && offset + byteCount > report.length)
      return unfit('too-short', report.length);
    const data = report.subarray(offset, byteCount === undefined ? undefined : offset + byteCount);
    return data.length === 0 ? unfit('too-short', report.length) : data;
  }
  const said = report[lengthAt];
  if (said === undefined) return unfit('too-short', report.length);
  if (said === 0) return { kind: 'nothing', why: 'no-card' };
  if (offset + said > report.length || (byteCount !== undefined && said !== byteCount))
    return unfit('wrong-length', lengthAt);
  return report.subarray(offset, offset + said);
}

/** Digits, up to what fills the report or ends the line. */
function textOf(data: Uint8Array): string {
  const text = Buffer.from(data).toString('latin1');
  const [line = ''] = text.split(/[\0\r\n]/, 1);
  return line;
}

function unfit(reason: 'wrong-length' | 'too-short', at: number): ReportReading {
  return { kind: 'unfit', reason, at };
}
